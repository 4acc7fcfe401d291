"""Optimal transport, energy distance and MMD from POT and SciPy, for `tests/golden/pot.json`.

Made with Python 3.11, POT 0.9.7.post1, SciPy 1.17.1, NumPy 1.26.4:

    pip install POT==0.9.7.post1 scipy==1.17.1 numpy==1.26.4
    python tests/golden/generate/pot_solvers.py
"""

import json
import pathlib
import platform

import numpy as np
import ot
import scipy
from scipy.spatial.distance import cdist
from scipy.stats import energy_distance

rng = np.random.default_rng(20240501)


def normal(n, scale=1.0):
    return np.round(scale * rng.standard_normal((n, 2)), 3)


def eight_gaussians(n):
    angle = rng.integers(8, size=n) * np.pi / 4
    return np.round(2.829 * np.stack([np.cos(angle), np.sin(angle)], 1) + 0.3536 * rng.standard_normal((n, 2)), 3)


def directions(count):
    """Equally spaced over the half circle, one a column."""
    angle = np.pi * np.arange(count) / count
    return np.stack([np.cos(angle), np.sin(angle)])


def sliced(a, b, count):
    return float(ot.sliced_wasserstein_distance(a, b, projections=directions(count), p=2))


def energy(a, b):
    return float(2 * cdist(a, b).mean() - cdist(a, a).mean() - cdist(b, b).mean())


def mmd2(a, b, width):
    def kernel(x, y):
        return np.exp(-cdist(x, y, "sqeuclidean") / (2 * width**2))

    def within(x):
        k = kernel(x, x)
        return (k.sum() - np.trace(k)) / (len(x) * (len(x) - 1))

    return float(within(a) + within(b) - 2 * kernel(a, b).mean())


def median_width(a, b):
    """The median of the positive distances; of two middle ones the upper."""
    distances = scipy.spatial.distance.pdist(np.concatenate([a, b]))
    distances = np.sort(distances[distances > 0])
    return float(distances[len(distances) // 2])


def distances(a, b):
    found = {"sliced": {str(count): sliced(a, b, count) for count in (1, 16, 128)}, "energy": energy(a, b)}
    found["mmd2"] = {str(width): mmd2(a, b, width) for width in (0.5, 2.0)}
    found["median_width"] = median_width(a, b)
    found["mmd2_median"] = mmd2(a, b, found["median_width"])
    if len(a) == len(b):
        found["w2"] = float(np.sqrt(ot.emd2([], [], ot.dist(a, b))))
    return found


def sinkhorn(a, b, regularization, iterations):
    """The log-domain algorithm after exactly so many iterations."""
    weights = np.full(len(a), 1 / len(a))
    return ot.bregman.sinkhorn_log(
        weights, weights, ot.dist(a, b), regularization, numItermax=iterations, stopThr=0, warn=False
    ).tolist()


clouds = {"a64": eight_gaussians(64), "b64": normal(64), "a200": eight_gaussians(200), "b200": normal(200, 2.0)}
pairs = [("a64", "b64"), ("a200", "b200"), ("a64", "b200")]
line = [np.column_stack([clouds[name][:, 0], np.zeros(len(clouds[name]))]) for name in ("a64", "b200")]
small = eight_gaussians(16), normal(16)

golden = {
    "package": "POT",
    "generator": "tests/golden/generate/pot_solvers.py",
    "versions": {
        "python": platform.python_version(),
        "POT": ot.__version__,
        "scipy": scipy.__version__,
        "numpy": np.__version__,
    },
    "clouds": {name: cloud.tolist() for name, cloud in clouds.items()},
    "distances": [{"a": a, "b": b, **distances(clouds[a], clouds[b])} for a, b in pairs],
    # SciPy's is the root, on a line: the first coordinates of these clouds.
    "line": {"a": "a64", "b": "b200", "energy": float(energy_distance(line[0][:, 0], line[1][:, 0])) ** 2},
    "sinkhorn": {
        "data": small[0].tolist(),
        "source": small[1].tolist(),
        "plans": [
            {"regularization": e, "iterations": k, "plan": sinkhorn(*small, e, k)}
            for e, k in [(0.05, 25), (0.5, 1), (0.5, 1000), (5.0, 100)]
        ],
    },
}

path = pathlib.Path(__file__).parents[1] / "pot.json"
path.write_text(json.dumps(golden, separators=(",", ":")).replace("],[", "],\n[") + "\n")
