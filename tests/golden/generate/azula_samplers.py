"""Runs of azula's samplers on the exact field, on the continuous VP path."""

from pathlib import Path
from unittest import mock

import azula
import torch
from azula import denoise, sample
from azula.noise import Schedule

from common import MIXTURE, START, VP_LINEAR, case, clouds, coefficients, posterior, write


class VP(Schedule):
    def __call__(self, t):
        alpha, sigma, _, _ = coefficients(VP_LINEAR, t.numpy())
        return torch.as_tensor(alpha), torch.as_tensor(sigma)


class Exact(denoise.Denoiser):
    schedule = VP()

    def forward(self, x_t, t, **_):
        alpha, sigma = self.schedule(t)
        return denoise.DiracPosterior(torch.tensor(posterior(x_t.numpy(), alpha.item(), sigma.item())[0]))


def run(kind, steps, drawn, stop=0.0, **options):
    """The times and states of a run that draws at most these clouds."""
    sampler = kind(Exact(), steps=steps, stop=stop, silent=True, dtype=torch.float64, **options)
    times, states = sampler.timesteps, [torch.tensor(START)]
    source = iter(drawn)
    with mock.patch.object(torch, "randn_like", lambda x: torch.tensor(next(source))):
        for t, s in zip(times, times[1:]):
            states.append(sampler.step(states[-1], t, s))
    return times, states


def recorded(name, sampler, result, noise=(), **more):
    times, states = result
    return case(f"{name}, {len(times) - 1} steps", sampler, VP_LINEAR, times, states, noise, **more)


def ddpm(steps):
    noise = clouds(steps)
    return recorded("ddpm", {"id": "ddpm", "large_variance": False}, run(sample.DDPMSampler, steps, noise), noise)


def ddim(steps, eta):
    # Their eta is the square of ours. It draws in each step; the last cloud is multiplied by 0.
    noise = clouds(steps)
    result = run(sample.DDIMSampler, steps, noise, eta=eta**2)
    return recorded(f"ddim, eta {eta}", {"id": "ddim", "eta": eta}, result, noise[:-1] if eta > 0 else [])


def edm(steps):
    # Heun's rule on x/alpha, with sigma/alpha as the time; it divides by sigma, so that it cannot end at the data.
    sampler = {"id": "edm", "churn": 0.0, "s_min": 0.05, "s_max": 50.0, "s_noise": 1.003}
    return recorded("heun in sigma/alpha", sampler, run(sample.HeunSampler, steps, [], stop=1e-3), gamma=0.0)


def predictor_corrector(steps, corrections, delta):
    noise = clouds(steps * corrections)
    about = (
        "At each time first the corrections, a cloud each, then a DDIM step without noise. Correction: "
        "alpha d + sqrt(1 - delta) (x - alpha d) + sqrt(delta) sigma z with d the denoised point."
    )
    options = {"corrections": corrections, "delta": delta}
    result = run(sample.PCSampler, steps, noise, **options)
    return recorded(
        f"predictor-corrector, {corrections} of {delta}",
        {"id": "predictor-corrector", **options},
        result,
        noise,
        about=about,
    )


def exponential_adams(steps, order):
    """A multistep rule: its states are those that it hands to the denoiser."""
    denoiser, states = Exact(), []
    sampler = sample.xEABSampler(denoiser, order=order, steps=steps, stop=1e-3, silent=True, dtype=torch.float64)
    denoiser.register_forward_pre_hook(lambda _, inputs: states.append(inputs[0]))
    states.append(sampler(torch.tensor(START)))
    rule = {"id": "dpmpp" if order == 1 else "exponential-adams", "order": order}
    return recorded(f"exponential Adams-Bashforth, order {order}", rule, (sampler.timesteps, states))


cases = [
    *(ddpm(steps) for steps in [5, 20]),
    *(ddim(steps, eta) for eta in [0.0, 0.5, 1.0] for steps in [5, 20]),
    *(edm(steps) for steps in [5, 20]),
    *(predictor_corrector(*setting) for setting in [(5, 1, 0.1), (20, 1, 0.01), (20, 2, 0.1)]),
    *(exponential_adams(steps, 1) for steps in [5, 20]),
]
about = ("azula", azula.__version__, Path(__file__))
write("azula.json", *about, mixture=MIXTURE, cases=cases)
cases = [exponential_adams(steps, order) for order in [2, 3] for steps in [5, 20]]
write("azula_exponential.json", *about, mixture=MIXTURE, cases=cases)
