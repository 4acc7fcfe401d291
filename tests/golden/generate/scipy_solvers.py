"""Single intervals of scipy's RK45 on the exact velocity, with its own first step and step control.

All points are one state, so the error norm is the root mean square over all their coordinates.
"""

from pathlib import Path

import numpy as np
import scipy
from scipy.integrate import solve_ivp

from common import FM_OT, MIXTURE, START, VP_LINEAR, case, velocity, write


def interval(name, path, end, rtol, atol):
    field = lambda t, y: velocity(path, y.reshape(START.shape), t).ravel()
    solution = solve_ivp(field, (1.0, end), START.ravel(), method="RK45", rtol=rtol, atol=atol)
    assert solution.success
    exact = solve_ivp(field, (1.0, end), START.ravel(), method="DOP853", rtol=1e-13, atol=1e-13).y[:, -1]
    # One evaluation at the start, one for the first step size, and six for each step tried.
    accepted, tried = len(solution.t) - 1, (solution.nfev - 2) // 6
    assert solution.nfev == 2 + 6 * tried
    states = [START, solution.y[:, -1].reshape(START.shape)]
    return case(
        f"dopri5 on {name}, rtol {rtol:.0e}",
        {"id": "dopri5", "rtol": rtol, "atol": atol},
        path,
        [1.0, end],
        states,
        evaluations=solution.nfev,
        accepted=accepted,
        rejected=tried - accepted,
        steps=solution.t.tolist(),
        error=float(np.abs(solution.y[:, -1] - exact).max()),
    )


tolerances = [(1e-3, 1e-6), (1e-6, 1e-9)]
cases = [interval("vp-linear", VP_LINEAR, 1e-3, *pair) for pair in tolerances]
cases += [interval("fm-ot", FM_OT, 0.01, *pair) for pair in tolerances]
write("scipy.json", "scipy", scipy.__version__, Path(__file__), mixture=MIXTURE, cases=cases)
