"""diffusers' schedulers in double precision."""

import numpy as np
import torch
from diffusers import schedulers


class Double:
    """A module whose float32 is float64."""

    def __init__(self, module):
        self.module = module

    def __getattr__(self, name):
        return getattr(self.module, "float64" if name == "float32" else name)


torch.set_default_dtype(torch.float64)
for name in ["ddim", "ddpm", "dpmsolver_multistep", "flow_match_euler_discrete", "heun_discrete", "sde_ve"]:
    module = getattr(schedulers, f"scheduling_{name}")
    module.torch, module.np = Double(torch), Double(np)
