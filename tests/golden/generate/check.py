"""Holds what is recorded to the formulas, written out once more, and prints the worst error of each file.

With -v it prints that of each entry.
"""

import json
import sys
from pathlib import Path

import numpy as np

from common import coefficients, posterior, velocity

GOLDEN = Path(__file__).parents[1]


class Run:
    """A path with its exact field, the noise still to be drawn, and what a multistep rule remembers."""

    def __init__(self, case, mixture):
        self.path, self.mixture, self.sampler = case["path"], mixture, case["sampler"]
        self.noise, self.past, self.case = list(np.array(case["noise"])), [], case
        self.evaluations = self.rejected = 0

    def at(self, t):
        return coefficients(self.path, t)[:2]

    def data(self, x, t):
        return posterior(x, *self.at(t), self.mixture)[0]

    def u(self, x, t):
        return velocity(self.path, x, t)

    def score(self, x, t):
        alpha, sigma = self.at(t)
        return (alpha * self.data(x, t) - x) / sigma**2

    def beta(self, t):
        schedule = self.path["schedule"]
        return schedule["beta_min"] + t * (schedule["beta_max"] - schedule["beta_min"])


def euler(run, x, t, s):
    return x + (s - t) * run.u(x, t)


def midpoint(run, x, t, s):
    h = s - t
    return x + h * run.u(x + h / 2 * run.u(x, t), t + h / 2)


def heun(run, x, t, s):
    first = run.u(x, t)
    return x + (s - t) / 2 * (first + run.u(x + (s - t) * first, s))


def rk4(run, x, t, s):
    h, k1 = s - t, run.u(x, t)
    if run.sampler["three_eighths"]:
        k2 = run.u(x + h * k1 / 3, t + h / 3)
        k3 = run.u(x + h * (k2 - k1 / 3), t + 2 * h / 3)
        k4 = run.u(x + h * (k1 - k2 + k3), s)
        return x + h / 8 * (k1 + 3 * k2 + 3 * k3 + k4)
    k2 = run.u(x + h / 2 * k1, t + h / 2)
    k3 = run.u(x + h / 2 * k2, t + h / 2)
    k4 = run.u(x + h * k3, s)
    return x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def transition_variance(run, t, s):
    (a, sigma), (a_s, sigma_s) = run.at(t), run.at(s)
    return max(sigma**2 - (a / a_s * sigma_s) ** 2, 0.0)


def ddpm(run, x, t, s):
    (a, sigma), (a_s, sigma_s), v = run.at(t), run.at(s), transition_variance(run, t, s)
    spread = 0.0 if sigma_s == 0 else np.sqrt(v if run.sampler["large_variance"] else v * (sigma_s / sigma) ** 2)
    mean = a / a_s * (sigma_s / sigma) ** 2 * x + a_s * v / sigma**2 * run.data(x, t)
    return mean + spread * run.noise.pop(0)


def ddim(run, x, t, s, eta=None):
    eta = run.sampler["eta"] if eta is None else eta
    (a, sigma), (a_s, sigma_s), data = run.at(t), run.at(s), run.data(x, t)
    fresh = eta * sigma_s / sigma * np.sqrt(transition_variance(run, t, s))
    kept = np.sqrt(max(sigma_s**2 - fresh**2, 0.0)) / sigma
    x = a_s * data + kept * (x - a * data)
    return x + fresh * run.noise.pop(0) if fresh > 0 else x


def euler_maruyama(run, x, t, s):
    beta, eta = run.beta(t), run.sampler["eta"]
    drift = -0.5 * beta * x - 0.5 * (1 + eta**2) * beta * run.score(x, t)
    return x + (s - t) * drift + eta * np.sqrt(beta * (t - s)) * run.noise.pop(0)


def predictor_corrector(run, x, t, s):
    (alpha, sigma), (_, sigma_s) = run.at(t), run.at(s)
    for _ in range(run.sampler["corrections"]):
        z = run.noise.pop(0)
        if "delta" in run.sampler:
            delta, data = run.sampler["delta"], run.data(x, t)
            x = alpha * data + np.sqrt(1 - delta) * (x - alpha * data) + np.sqrt(delta) * sigma * z
        else:
            score, length = run.score(x, t), lambda cloud: np.linalg.norm(cloud, axis=-1).mean()
            rate = 2 * (run.sampler["snr"] * length(z) / length(score)) ** 2
            x = x + rate * score + np.sqrt(2 * rate) * z
    if "delta" in run.sampler:
        return ddim(run, x, t, s, eta=0.0)
    v = sigma**2 - sigma_s**2
    return x + v * run.score(x, t) + np.sqrt(v) * run.noise.pop(0)


def edm(run, x, t, s):
    """Karras et al., algorithm 2, on x/alpha."""
    (alpha, sigma), (alpha_s, sigma_s) = run.at(t), run.at(s)
    level, target, y = sigma / alpha, sigma_s / alpha_s, x / alpha
    steps = len(run.case["times"]) - 1
    active = run.sampler["s_min"] <= level <= run.sampler["s_max"]
    gamma = min(run.sampler["churn"] / steps, np.sqrt(2) - 1) if active else 0.0
    raised = level * (1 + gamma)
    if gamma > 0:
        y = y + run.sampler["s_noise"] * np.sqrt(raised**2 - level**2) * run.noise.pop(0)
    slope = lambda y, level: (y - posterior(y, 1.0, level, run.mixture)[0]) / level
    first = slope(y, raised)
    moved = y + (target - raised) * first
    if target > 0:
        moved = y + (target - raised) / 2 * (first + slope(moved, target))
    return alpha_s * moved


# Dormand and Prince's nodes, stages and the weights of the error.
NODES = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1]
STAGES = [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
]
ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]


def dopri5(run, x, t, s):
    """Hairer, Norsett and Wanner, II.4, with scipy's constants; the step size and slope go on to the next interval."""
    rtol, atol = run.sampler["rtol"], run.sampler["atol"]
    norm = lambda cloud: np.sqrt((cloud**2).mean())
    add = lambda slopes, weights: sum(w * k for w, k in zip(weights, slopes))
    if not run.past:
        first, scale = run.u(x, t), atol + rtol * np.abs(x)
        h = min(0.01 * norm(x / scale) / norm(first / scale), t - s)
        bend = norm((run.u(x - h * first, t - h) - first) / scale) / h
        guess = (0.01 / max(norm(first / scale), bend)) ** (1 / 5)
        run.past = [min(100 * h, guess, t - s), first]
        run.evaluations = 2
    h, first = run.past
    while t > s:
        after_rejection = False
        while True:
            h = min(h, t - s)
            slopes = [first]
            for node, weights in zip(NODES[1:], STAGES[1:]):
                moved = x - h * add(slopes, weights)
                slopes.append(run.u(moved, s if node == 1 and h == t - s else t - node * h))
            run.evaluations += 6
            scale = atol + rtol * np.maximum(np.abs(x), np.abs(moved))
            size = norm(h * add(slopes, ERROR) / scale)
            if size < 1:
                break
            run.rejected, after_rejection = run.rejected + 1, True
            h *= max(0.2, 0.9 * size**-0.2)
        t, x, first = s if h == t - s else t - h, moved, slopes[-1]
        h *= min(1.0 if after_rejection else 10.0, 0.9 * size**-0.2)
    run.past = [h, first]
    return x


def log_ratio(run, t):
    alpha, sigma = run.at(t)
    return np.log(alpha / sigma) if sigma > 0 else np.inf


def extrapolated(run, x, t, s, order):
    """The terms of dpmpp: the step h and, for s > t - h, the denoised point and its scaled differences."""
    run.past.append((log_ratio(run, t), run.data(x, t)))
    h = log_ratio(run, s) - log_ratio(run, t)
    points = run.past[: -order - 1 : -1] if np.isfinite(h) else run.past[-1:]
    ratios = [(a[0] - b[0]) / h for a, b in zip(points, points[1:])]
    slopes = [(a[1] - b[1]) / r for (a, b), r in zip(zip(points, points[1:]), ratios)]
    return h, points[0][1], ratios, slopes


def dpmpp(run, x, t, s):
    if run.sampler["exact"]:
        return exponential_adams(run, x, t, s)
    (_, sigma), (alpha_s, sigma_s) = run.at(t), run.at(s)
    h, data, ratios, slopes = extrapolated(run, x, t, s, run.sampler["order"])
    fall = np.expm1(-h)
    x = sigma_s / sigma * x - alpha_s * fall * data
    if len(slopes) == 1:
        x = x - 0.5 * alpha_s * fall * slopes[0]
    if len(slopes) == 2:
        second = (slopes[0] - slopes[1]) / (ratios[0] + ratios[1])
        first = slopes[0] + ratios[0] * second
        x = x + alpha_s * (fall / h + 1) * first - alpha_s * ((fall + h) / h**2 - 0.5) * second
    return x


def exponential_adams(run, x, t, s):
    """The exact integral of the polynomial through the last denoised points; of order 3, unlike dpmpp."""
    (_, sigma), (alpha_s, sigma_s) = run.at(t), run.at(s)
    h, data, ratios, slopes = extrapolated(run, x, t, s, run.sampler["order"])
    fall = np.expm1(-h)
    x = sigma_s / sigma * x - alpha_s * fall * data
    if slopes:
        second = (slopes[0] - slopes[1]) / (ratios[0] + ratios[1]) if len(slopes) == 2 else 0.0
        first = slopes[0] + ratios[0] * second
        x = x + alpha_s * (fall / h + 1) * first - 2 * alpha_s * ((fall + h) / h**2 - 0.5) * second
    return x


def dpmpp_sde(run, x, t, s):
    (_, sigma), (alpha_s, sigma_s) = run.at(t), run.at(s)
    h, data, _, slopes = extrapolated(run, x, t, s, run.sampler["order"])
    fall = -np.expm1(-2 * h)
    data = data + 0.5 * slopes[0] if slopes else data
    return sigma_s / sigma * np.exp(-h) * x + alpha_s * fall * data + sigma_s * np.sqrt(fall) * run.noise.pop(0)


RULES = {
    "euler": euler, "midpoint": midpoint, "heun": heun, "rk4": rk4, "ddpm": ddpm, "ddim": ddim,
    "euler-maruyama": euler_maruyama, "predictor-corrector": predictor_corrector, "edm": edm, "dpmpp": dpmpp,
    "dpmpp-sde": dpmpp_sde, "dopri5": dopri5,
}  # fmt: skip


def error(case, mixture):
    """The largest difference along the run."""
    run, x, worst = Run(case, mixture), np.array(case["start"]), 0.0
    for t, s, expected in zip(case["times"], case["times"][1:], np.array(case["trajectory"])[1:]):
        x = RULES[run.sampler["id"]](run, x, t, s)
        worst = max(worst, np.abs(x - expected).max())
    assert not run.noise, f"{case['name']} leaves {len(run.noise)} clouds"
    if "rejected" in case:
        assert (run.evaluations, run.rejected) == (case["evaluations"], case["rejected"]), case["name"]
    return worst


def rates(entry):
    """The rates of a table of this length."""
    n, low, high = entry["length"], entry["beta_start"], entry["beta_end"]
    if entry["beta_schedule"] == "linear":
        return np.linspace(low, high, n)
    if entry["beta_schedule"] == "sigmoid":
        return low + (high - low) / (1 + np.exp(-np.linspace(-6, 6, n)))
    alpha_bar = np.cos((np.arange(n + 1) / n + 0.008) / 1.008 * np.pi / 2) ** 2
    return np.minimum(1 - alpha_bar[1:] / alpha_bar[:-1], 0.999)


def rates_error(entry):
    beta = rates(entry)
    pairs = [(beta, entry["betas"]), (np.cumprod(1 - beta), entry["alphas_cumprod"])]
    return max(np.abs(mine[entry["entries"]] - theirs).max() for mine, theirs in pairs)


def grid_error(grid):
    n, rule = grid["n"], grid["rule"]
    if rule == "karras":
        low, high = grid["sigma_min"] ** (1 / grid["rho"]), grid["sigma_max"] ** (1 / grid["rho"])
        mine = [*np.linspace(high, low, n) ** grid["rho"], 0.0]
    elif rule == "fm-shift":
        t = np.linspace(1, 0, n + 1)
        mine = grid["shift"] * t / (1 + (grid["shift"] - 1) * t)
    else:
        stride = grid["length"] // n
        leading = stride * np.arange(n)[::-1]
        linspace = np.round(np.linspace(grid["length"] - 1, 0, n))
        mine = {"leading": leading, "trailing": leading + stride - 1, "linspace": linspace}[rule]
    return np.abs(mine - np.array(grid.get("sigmas") or grid["timesteps"])).max()


failed = False
for file in sorted(GOLDEN.glob("*.json")):
    content = json.loads(file.read_text())
    checked = [(entry, rates_error(entry)) for entry in content.get("schedules", [])]
    checked += [(entry, grid_error(entry)) for entry in content.get("grids", [])]
    checked += [(entry, error(entry, content["mixture"])) for entry in content.get("cases", [])]
    for entry, worst in checked:
        wrong = not worst <= entry["tolerance"]
        failed |= wrong
        if wrong or "-v" in sys.argv:
            print(f"  {worst:.1e} {entry['name']}")
    if not checked:
        # Distances and couplings are held to their formulas by the Rust tests.
        continue
    print(f"{file.name}: {len(checked)} entries, worst error {max(worst for _, worst in checked):.1e}")
sys.exit(int(failed))
