"""What the generators share: a mixture with its exact field, the paths, the start points and the form of the files.

A path is x_t = alpha data + sigma noise, with the data at t = 0 and the noise at t = 1.
"""

import json
from pathlib import Path

import numpy as np

MIXTURE = [
    {"weight": 0.5, "mean": [2.0, 0.0], "std": 0.3},
    {"weight": 0.3, "mean": [-1.0, 1.5], "std": 0.5},
    {"weight": 0.2, "mean": [-0.5, -2.0], "std": 0.4},
]

# Where every run starts, in units of sigma.
START = np.array([[0.5, -1.2], [-1.1, 0.3], [1.4, 0.9], [-0.2, -0.6]])

VP_LINEAR = {"kind": "config", "schedule": {"id": "vp-linear", "beta_min": 0.1, "beta_max": 20.0}}
FM_OT = {"kind": "config", "schedule": {"id": "fm-ot"}}


def posterior(x, alpha, sigma, mixture=MIXTURE):
    """E[data | x] and E[noise | x] at each point."""
    weight = np.array([c["weight"] for c in mixture])
    mean = np.array([c["mean"] for c in mixture])
    square = np.array([c["std"] for c in mixture]) ** 2
    variance = alpha**2 * square + sigma**2
    residual = x[:, None, :] - alpha * mean
    log_weight = np.log(weight / variance) - 0.5 * (residual**2).sum(-1) / variance
    weight = np.exp(log_weight - log_weight.max(-1, keepdims=True))
    weight = (weight / weight.sum(-1, keepdims=True))[..., None]
    data = (weight * (mean + (alpha * square / variance)[:, None] * residual)).sum(1)
    noise = (weight * (sigma / variance)[:, None] * residual).sum(1)
    return data, noise


def coefficients(path, t):
    """alpha, sigma and their derivatives in t, the latter only where the path is continuous."""
    if path["kind"] == "ve":
        return 1.0, path["sigma_max"] * t, 0.0, path["sigma_max"]
    if path["kind"] == "table":
        table = path["alpha_bar"]
        alpha_bar = table[round(t * (len(table) - 1))]
        return np.sqrt(alpha_bar), np.sqrt(1 - alpha_bar), None, None
    schedule = path["schedule"]
    if schedule["id"] == "fm-ot":
        return 1 - t, t, -1.0, 1.0
    slope = schedule["beta_max"] - schedule["beta_min"]
    beta, integral = schedule["beta_min"] + slope * t, schedule["beta_min"] * t + 0.5 * slope * t * t
    alpha, sigma = np.exp(-0.5 * integral), np.sqrt(-np.expm1(-integral))
    with np.errstate(divide="ignore"):
        return alpha, sigma, -0.5 * beta * alpha, 0.5 * beta * alpha * alpha / sigma


def velocity(path, x, t):
    """The velocity of the probability flow."""
    alpha, sigma, d_alpha, d_sigma = coefficients(path, t)
    data, noise = posterior(x, alpha, sigma)
    return d_alpha * data + d_sigma * noise


def clouds(n):
    """The first n clouds of one fixed stream of standard normal numbers, rounded to keep the files small."""
    return np.random.default_rng(20).standard_normal((n, *START.shape)).round(4)


def is_plausible(points):
    """Whether each point lies within five standard deviations of a component."""
    distance = [np.linalg.norm(points - c["mean"], axis=-1) / c["std"] for c in MIXTURE]
    return bool((np.min(distance, 0) < 5).all())


def case(name, sampler, path, times, trajectory, noise=(), tolerance=1e-10, **more):
    """One run, in the form that the tests read. Long enough runs that reach the data must end there."""
    times, trajectory = [float(t) for t in times], np.array([np.asarray(x) for x in trajectory])
    assert trajectory.dtype == np.float64 and np.isfinite(trajectory).all(), name
    assert trajectory.shape == (len(times), *START.shape) and (np.diff(times) < 0).all(), name
    assert len(times) <= 10 or times[-1] > 0.01 or is_plausible(trajectory[-1]), name
    return {
        "name": name,
        "sampler": sampler,
        "path": path,
        "times": times,
        "start": trajectory[0].tolist(),
        "noise": np.asarray(noise).tolist(),
        "trajectory": trajectory.tolist(),
        "tolerance": tolerance,
        **more,
    }


def write(file, package, version, generator, **content):
    """Writes a file beside this folder, with one line for each case."""
    golden = Path(__file__).parents[1]
    generator = f"tests/golden/generate/{Path(generator).name}"
    head = {"package": package, "version": version, "generator": generator}
    dump = lambda value: json.dumps(value, separators=(",", ":"), allow_nan=False)
    fields = [f'"{key}": {dump(value)}' for key, value in head.items()]
    for key, value in content.items():
        assert key == "mixture" or len({entry["name"] for entry in value}) == len(value), "names must differ"
        fields.append(f'"{key}": [\n' + ",\n".join(map(dump, value)) + "\n]")
    text = "{\n" + ",\n".join(fields) + "\n}\n"
    assert len(text) < 150_000, f"{file} has {len(text)} bytes"
    (golden / file).write_text(text)
    print(f"{file}: {len(value)} entries, {len(text)} bytes")
