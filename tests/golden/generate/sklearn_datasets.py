"""Writes tests/golden/sklearn.json: the noise-free curves of scikit-learn's toy data.

Made with numpy 2.4.6 and scikit-learn 1.9.1.

`points` are as scikit-learn gives them. `u` is the parameter in (0, 1) that each was made from.
"""

import json
import pathlib

import numpy as np
from sklearn.datasets import make_circles, make_moons, make_s_curve, make_swiss_roll

N = 8


def curve(u, points):
    return {"u": np.asarray(u).tolist(), "points": np.asarray(points).tolist()}


# make_moons and make_circles space their parameters equally, one curve after the other.
moons, label = make_moons(n_samples=2 * N, shuffle=False, noise=None)
circles, ring = make_circles(n_samples=2 * N, shuffle=False, noise=None, factor=0.5)
closed, periodic = np.linspace(0, 1, N), np.linspace(0, 1, N, endpoint=False)

# The other two draw their parameter and return it; the middle axis is the depth.
s_curve, s = make_s_curve(n_samples=N, noise=0.0, random_state=0)
swiss_roll, t = make_swiss_roll(n_samples=N, noise=0.0, random_state=0)

golden = {
    "moons_upper": curve(closed, moons[label == 0]),
    "moons_lower": curve(closed, moons[label == 1]),
    "circles_outer": curve(periodic, circles[ring == 0]),
    "circles_inner": curve(periodic, circles[ring == 1]),
    "s_curve": curve(s / (3 * np.pi) + 0.5, s_curve[:, [0, 2]]),
    "swiss_roll": curve((t / (1.5 * np.pi) - 1) / 2, swiss_roll[:, [0, 2]]),
}
path = pathlib.Path(__file__).parent.parent / "sklearn.json"
path.write_text(json.dumps(golden).replace("}, ", "},\n") + "\n")
