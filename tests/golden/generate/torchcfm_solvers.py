"""The minibatch optimal transport plan of torchcfm, for `tests/golden/torchcfm.json`.

Made with Python 3.11, torchcfm 1.0.7, torch 2.15.0, POT 0.9.7.post1:

    pip install torchcfm==1.0.7 torch==2.15.0 POT==0.9.7.post1
    python tests/golden/generate/torchcfm_solvers.py

torchcfm's x0 is the source and its x1 the data; a plan has a row for each source point.
"""

import json
import pathlib
import platform
from importlib.metadata import version

import numpy as np
import torch
from torchcfm.optimal_transport import OTPlanSampler

rng = np.random.default_rng(7)
n = 32
source = np.round(rng.standard_normal((n, 2)), 3)
angle = rng.integers(8, size=n) * np.pi / 4
data = np.round(5 * np.stack([np.cos(angle), np.sin(angle)], 1) + rng.standard_normal((n, 2)), 3)

plan = OTPlanSampler(method="exact").get_map(torch.from_numpy(source), torch.from_numpy(data))
# Exact: a permutation, with 1/n for each pair.
assert np.allclose(np.sort(plan, 1)[:, -1], 1 / n, rtol=0, atol=1e-15) and np.count_nonzero(plan) == n

golden = {
    "package": "torchcfm",
    "generator": "tests/golden/generate/torchcfm_solvers.py",
    "versions": {
        "python": platform.python_version(),
        "torchcfm": version("torchcfm"),
        "torch": version("torch"),
        "POT": version("POT"),
    },
    "source": source.tolist(),
    "data": data.tolist(),
    # For each data point the row of its source point.
    "partners": plan.argmax(0).tolist(),
    "mean_squared_distance": float((plan * ((source[:, None] - data[None]) ** 2).sum(-1)).sum()),
}

path = pathlib.Path(__file__).parents[1] / "torchcfm.json"
path.write_text(json.dumps(golden, separators=(",", ":")).replace("],[", "],\n[") + "\n")
