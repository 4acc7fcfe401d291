"""diffusers' rates, and the times and levels at which its schedulers stand."""

from pathlib import Path

import diffusers
import numpy as np

from common import write
from diffusers_double import schedulers

RATES = {"beta_start": 1e-4, "beta_end": 0.02}


def betas(rule, length):
    """All entries of a short table; of a long one every 50th and the last."""
    scheduler = schedulers.DDPMScheduler(num_train_timesteps=length, beta_schedule=rule, **RATES)
    entries = list(range(length)) if length <= 10 else [*range(0, length, 50), length - 1]
    return {
        "name": f"{rule}, {length} steps",
        "beta_schedule": rule,
        **RATES,
        "length": length,
        "entries": entries,
        "betas": scheduler.betas[entries].tolist(),
        "alphas_cumprod": scheduler.alphas_cumprod[entries].tolist(),
        "tolerance": 1e-12,
    }


def timesteps(spacing, steps):
    scheduler = schedulers.DDIMScheduler(timestep_spacing=spacing)
    scheduler.set_timesteps(steps)
    content = {"rule": spacing, "length": 1000, "n": steps, "timesteps": scheduler.timesteps.tolist()}
    return {"name": f"{spacing}, {steps} of 1000 steps", **content, "tolerance": 0.0}


def shifted(shift, steps):
    scheduler = schedulers.FlowMatchEulerDiscreteScheduler(shift=shift)
    scheduler.set_timesteps(sigmas=np.linspace(1, 1 / steps, steps))
    content = {"rule": "fm-shift", "shift": shift, "n": steps, "sigmas": scheduler.sigmas.tolist()}
    return {"name": f"straight path shifted by {shift}, {steps} steps", **content, "tolerance": 1e-12}


about = ("diffusers", diffusers.__version__, Path(__file__))
rules = ["linear", "squaredcos_cap_v2", "sigmoid"]
write("diffusers_betas.json", *about, schedules=[betas(rule, length) for rule in rules for length in [10, 1000]])
grids = [timesteps(spacing, steps) for spacing in ["leading", "trailing", "linspace"] for steps in [5, 20]]
grids += [shifted(shift, steps) for shift in [0.5, 3.0] for steps in [5, 20]]
write("diffusers_grids.json", *about, grids=grids)
