"""Runs of k-diffusion's samplers on the exact field. Their state is data + sigma noise."""

from importlib.metadata import version
from pathlib import Path
from unittest import mock

import torch
from k_diffusion import sampling

from common import MIXTURE, START, case, clouds, posterior, write

torch.set_default_dtype(torch.float64)

KARRAS = {"sigma_min": 0.002, "sigma_max": 80.0, "rho": 7.0}


def run(sample, steps, noise=(), **options):
    """The levels of a run and its states, the first and the last included."""
    sigmas = sampling.get_sigmas_karras(steps, **KARRAS)
    model = lambda x, sigma: torch.tensor(posterior(x.numpy(), 1.0, sigma[0].item())[0])
    states, source = [], iter(noise)

    def draw(x):
        # Heun's rule draws a cloud at the beginning of each step, used or not, and calls back only after adding it.
        if sample is sampling.sample_heun:
            states.append(x)
        return torch.tensor(next(source))

    if sample is not sampling.sample_heun:
        options["callback"] = lambda step: states.append(step["x"])
    with mock.patch.object(torch, "randn_like", draw):
        states.append(sample(model, torch.tensor(START * sigmas[0].item()), sigmas, disable=True, **options))
    return sigmas.tolist(), states


def recorded(name, sampler, sigmas, states, noise=(), **more):
    path = {"kind": "ve", "sigma_max": sigmas[0]}
    return case(
        f"{name}, {len(sigmas) - 1} steps", sampler, path, [s / sigmas[0] for s in sigmas], states, noise, **more
    )


def edm(steps, churn):
    limits = {"s_min": 0.05, "s_max": 50.0, "s_noise": 1.003}
    noise = clouds(steps)
    options = {"s_churn": churn, "s_tmin": limits["s_min"], "s_tmax": limits["s_max"], "s_noise": limits["s_noise"]}
    sigmas, states = run(sampling.sample_heun, steps, noise, **options)
    is_active = lambda sigma: churn > 0 and limits["s_min"] <= sigma <= limits["s_max"]
    used = [z.tolist() for z, sigma in zip(noise, sigmas) if is_active(sigma)]
    gamma = min(churn / steps, 2**0.5 - 1)
    return recorded(f"edm, churn {churn}", {"id": "edm", "churn": churn, **limits}, sigmas, states, used, gamma=gamma)


def dpmpp(steps):
    sigmas, states = run(sampling.sample_dpmpp_2m, steps)
    return recorded("dpmpp_2m", {"id": "dpmpp", "order": 2}, sigmas, states)


def dpmpp_sde(steps):
    # Its last step draws nothing; the cloud recorded for it is multiplied by 0.
    noise = clouds(steps)
    source = iter(noise)
    options = {"noise_sampler": lambda *_: torch.tensor(next(source)), "solver_type": "midpoint"}
    sigmas, states = run(sampling.sample_dpmpp_2m_sde, steps, **options)
    return recorded("dpmpp_2m_sde, midpoint", {"id": "dpmpp-sde", "order": 2}, sigmas, states, noise)


def ancestral(steps, eta):
    # Euler down to sigma_down, then noise: the same as DDIM on this path. The last step draws nothing.
    noise = clouds(steps - 1)
    sigmas, states = run(sampling.sample_euler_ancestral, steps, noise, eta=eta)
    return recorded(f"euler_ancestral, eta {eta}", {"id": "ddim", "eta": eta}, sigmas, states, noise)


cases = [
    *(edm(steps, churn) for churn in [0.0, 5.0, 40.0] for steps in [5, 18]),
    *(dpmpp(steps) for steps in [5, 18]),
    *(dpmpp_sde(steps) for steps in [5, 18]),
    *(ancestral(steps, eta) for eta in [0.5, 1.0] for steps in [5, 18]),
]
grids = [
    {"name": f"karras, {n} levels", "rule": "karras", "n": n, **KARRAS, "tolerance": 1e-12}
    | {"sigmas": sampling.get_sigmas_karras(n, **KARRAS).tolist()}
    for n in [5, 10]
]
about = ("k-diffusion", version("k-diffusion"), Path(__file__))
write("k_diffusion.json", *about, mixture=MIXTURE, cases=cases)
write("k_diffusion_grids.json", *about, grids=grids)
