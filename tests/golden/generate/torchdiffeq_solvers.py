"""Runs of torchdiffeq's solvers on the exact velocity."""

from pathlib import Path

import torch
import torchdiffeq
from torchdiffeq._impl import fixed_grid, rk_common
from torchdiffeq._impl.odeint import SOLVERS

from common import FM_OT, MIXTURE, START, VP_LINEAR, case, velocity, write


# Their "rk4" is the 3/8 rule; the classic rule is there as well, but has no name.
class ClassicRK4(fixed_grid.RK4):
    def _step_func(self, func, t0, dt, t1, y0):
        f0 = func(t0, y0)
        return rk_common.rk4_step_func(func, t0, dt, t1, y0, f0=f0), f0


SOLVERS["classic rk4"] = ClassicRK4

METHODS = {
    "euler": {"id": "euler"},
    "midpoint": {"id": "midpoint"},
    "heun2": {"id": "heun"},
    "rk4": {"id": "rk4", "three_eighths": True},
    "classic rk4": {"id": "rk4", "three_eighths": False},
}

PATHS = {"vp-linear": VP_LINEAR, "fm-ot": FM_OT}


def grid(steps):
    """Not to the data itself, where the velocity of the VP path has a pole."""
    return torch.linspace(1, 1e-3, steps + 1, dtype=torch.float64)


def run(name, sampler, method, path, steps, tolerance=1e-10, **options):
    field = lambda t, x: torch.tensor(velocity(PATHS[path], x.numpy(), t.item()))
    states = torchdiffeq.odeint(field, torch.tensor(START), grid(steps), method=method, **options)
    return case(f"{name} on {path}, {steps} steps", sampler, PATHS[path], grid(steps), states, tolerance=tolerance)


def adaptive(path, steps):
    # Without "step_t" it would step past the times asked for and interpolate, with a larger error.
    tolerances = {"rtol": 1e-12, "atol": 1e-12}
    options = tolerances | {"options": {"step_t": grid(steps)}}
    return run("dopri5", {"id": "dopri5", **tolerances}, "dopri5", path, steps, tolerance=1e-9, **options)


cases = [run(name, METHODS[name], name, path, steps) for name in METHODS for path in PATHS for steps in [5, 20]]
cases += [adaptive(path, steps) for path in PATHS for steps in [5, 20]]
write("torchdiffeq.json", "torchdiffeq", torchdiffeq.__version__, Path(__file__), mixture=MIXTURE, cases=cases)
