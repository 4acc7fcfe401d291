"""Runs of diffusers' schedulers on the exact field."""

from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers.schedulers.deprecated import scheduling_sde_vp

from common import FM_OT, MIXTURE, START, VP_LINEAR, case, clouds, coefficients, posterior, velocity, write
from diffusers_double import schedulers


def give(module, noise):
    """Makes a scheduler that cannot be handed its noise take these clouds, in this order."""
    source = iter(noise)
    module.randn_tensor = lambda *_, **__: torch.tensor(next(source))


def betas(length):
    """DDPM's linear rates, scaled so that the path ends in noise at any length."""
    scale = 1000 / length
    return {"num_train_timesteps": length, "beta_start": 1e-4 * scale, "beta_end": 0.02 * scale}


def table(scheduler):
    """Their entry i is our entry i + 1; ours begins with the data."""
    return {"kind": "table", "alpha_bar": [1.0, *scheduler.alphas_cumprod.tolist()]}


def run(scheduler, path, times, step):
    """The states of a scheduler that predicts noise."""
    states = [torch.tensor(START * coefficients(path, times[0])[1])]
    for i, timestep in enumerate(scheduler.timesteps):
        alpha, sigma, _, _ = coefficients(path, times[i])
        output = torch.tensor(posterior(states[-1].numpy(), alpha, sigma)[1])
        states.append(step(i, output, timestep, states[-1]).prev_sample)
    return states


def discrete(scheduler, steps):
    """A table of T + 1 entries and the times, entry over T, at which the scheduler stands."""
    scheduler.set_timesteps(steps)
    length = scheduler.config.num_train_timesteps
    return table(scheduler), [(int(t) + 1) / length for t in scheduler.timesteps] + [0.0]


def ddpm(length, steps, large):
    # With the spacing "trailing" it would add noise to the last state as well; "leading" ends at its timestep 0.
    scheduler = schedulers.DDPMScheduler(
        **betas(length), variance_type="fixed_large" if large else "fixed_small", clip_sample=False
    )
    path, times = discrete(scheduler, steps)
    noise = clouds(steps)
    give(schedulers.scheduling_ddpm, noise)
    states = run(scheduler, path, times, lambda i, *inputs: scheduler.step(*inputs))
    name = f"ddpm, {'large' if large else 'small'} variance, {steps} of {length} steps"
    return case(name, {"id": "ddpm", "large_variance": large}, path, times, states, noise)


def ddim(length, steps, eta, spacing):
    scheduler = schedulers.DDIMScheduler(**betas(length), clip_sample=False, timestep_spacing=spacing)
    path, times = discrete(scheduler, steps)
    noise = clouds(steps)
    fresh = lambda i: torch.tensor(noise[i]) if eta > 0 else None
    states = run(scheduler, path, times, lambda i, *inputs: scheduler.step(*inputs, eta=eta, variance_noise=fresh(i)))
    # The last cloud is multiplied by 0.
    used = noise[:-1] if eta > 0 else []
    return case(f"ddim, eta {eta}, {spacing}, {steps} steps", {"id": "ddim", "eta": eta}, path, times, states, used)


def dpmpp(length, steps, order, stochastic=False):
    # In runs of fewer than 15 steps "lower_order_final" would lower order 3 to 2 in the last step but one. Towards the
    # data itself, the last step always has order 1.
    scheduler = schedulers.DPMSolverMultistepScheduler(
        **betas(length),
        solver_order=order,
        algorithm_type="sde-dpmsolver++" if stochastic else "dpmsolver++",
        lower_order_final=steps >= 15,
    )
    path, times = discrete(scheduler, steps)
    noise = clouds(steps)
    fresh = lambda i: torch.tensor(noise[i]) if stochastic else None
    states = run(scheduler, path, times, lambda i, *inputs: scheduler.step(*inputs, variance_noise=fresh(i)))
    kind = "dpmpp-sde" if stochastic else "dpmpp"
    name = f"{kind}, order {order}, {steps} of {length} steps"
    about = (
        {"about": "The second difference enters with half its weight, so that the order is 2."} if order == 3 else {}
    )
    return case(name, {"id": kind, "order": order}, path, times, states, noise if stochastic else [], **about)


def flow_euler(steps):
    scheduler = schedulers.FlowMatchEulerDiscreteScheduler()
    scheduler.set_timesteps(sigmas=np.linspace(1, 1 / steps, steps))
    times = scheduler.sigmas.tolist()
    states = [torch.tensor(START)]
    for t, timestep in zip(times, scheduler.timesteps):
        output = torch.tensor(velocity(FM_OT, states[-1].numpy(), t))
        states.append(scheduler.step(output, timestep, states[-1]).prev_sample)
    return case(f"euler on the straight path, {steps} steps", {"id": "euler"}, FM_OT, times, states)


def heun(steps):
    # Its state is data + sigma noise, and each step but the last takes two calls.
    scheduler = schedulers.HeunDiscreteScheduler(**betas(1000), use_karras_sigmas=True)
    scheduler.set_timesteps(steps)
    levels = [*scheduler.sigmas[:-1:2].tolist(), 0.0]
    path = {"kind": "ve", "sigma_max": levels[0]}
    state = torch.tensor(START * levels[0])
    states = [state]
    for i, timestep in enumerate(scheduler.timesteps):
        output = torch.tensor(posterior(state.numpy(), 1.0, scheduler.sigmas[i].item())[1])
        state = scheduler.step(output, timestep, state).prev_sample
        if scheduler.state_in_first_order:
            states.append(state)
    states.append(state)
    sampler = {"id": "edm", "churn": 0.0, "s_min": 0.05, "s_max": 50.0, "s_noise": 1.003}
    return case(f"edm without churn, {steps} steps", sampler, path, [s / levels[0] for s in levels], states)


def euler_maruyama(steps):
    # The step is 1/steps whatever the times are, so the times are chosen to fit. Its pipeline would return the mean of
    # the last step; the runs stop one step before.
    scheduler = scheduling_sde_vp.ScoreSdeVpScheduler()
    scheduler.set_timesteps(steps)
    times = [1 - i / steps for i in range(steps)]
    noise = clouds(steps - 1)
    give(scheduling_sde_vp, noise)
    states = [torch.tensor(START)]
    for t in times[:-1]:
        alpha, sigma, _, _ = coefficients(VP_LINEAR, t)
        output = torch.tensor(posterior(states[-1].numpy(), alpha, sigma)[1])
        states.append(scheduler.step_pred(output, states[-1], torch.tensor(t))[0])
    name = f"euler-maruyama, {steps} steps without the last"
    return case(name, {"id": "euler-maruyama", "eta": 1.0}, VP_LINEAR, times, states, noise)


def predictor_corrector(levels):
    # The levels are geometric; the runs stop at the least of them, where the pipeline takes a mean.
    scheduler = schedulers.ScoreSdeVeScheduler(snr=0.16, sigma_min=0.05, sigma_max=20.0)
    scheduler.set_timesteps(levels)
    scheduler.set_sigmas(levels)
    sigmas = scheduler.discrete_sigmas.flip(0).tolist()
    path = {"kind": "ve", "sigma_max": sigmas[0]}
    noise = clouds(2 * (levels - 1))
    give(schedulers.scheduling_sde_ve, noise)
    states = [torch.tensor(START * sigmas[0])]
    score = lambda x, sigma: torch.tensor(-posterior(x.numpy(), 1.0, sigma)[1] / sigma)
    for sigma, timestep in zip(sigmas[:-1], scheduler.timesteps):
        x = scheduler.step_correct(score(states[-1], sigma), states[-1]).prev_sample
        states.append(scheduler.step_pred(score(x, sigma), timestep, x).prev_sample)
    about = (
        "At each level first the corrector, then the predictor, a cloud each. Corrector: x + e s + sqrt(2e) z with "
        "e = 2 (snr |z|/|s|)^2, both norms averaged over the cloud. Predictor: x + v s + sqrt(v) z with "
        "v = sigma_t^2 - sigma_s^2."
    )
    sampler = {"id": "predictor-corrector", "corrections": 1, "snr": 0.16}
    name = f"predictor-corrector, reverse diffusion, {levels - 1} steps"
    return case(name, sampler, path, [s / sigmas[0] for s in sigmas], states, noise, about=about)


cases = [
    ddpm(50, 50, False),
    *(ddpm(50, steps, large) for large in [False, True] for steps in [5, 10]),
    *(ddim(50, steps, eta, "leading") for eta in [0.0, 0.5, 1.0] for steps in [5, 10 if eta > 0 else 25]),
    ddim(50, 5, 0.0, "trailing"),
    ddim(50, 10, 1.0, "trailing"),
    *(dpmpp(50, steps, order) for order in [1, 2, 3] for steps in [5, 20]),
    dpmpp(1000, 20, 2),
    *(dpmpp(50, steps, order, stochastic=True) for order in [1, 2] for steps in [5, 10]),
    *(flow_euler(steps) for steps in [5, 20]),
    *(heun(steps) for steps in [5, 18]),
    *(euler_maruyama(steps) for steps in [5, 20]),
    *(predictor_corrector(levels) for levels in [6, 21]),
]
write("diffusers.json", "diffusers", diffusers.__version__, Path(__file__), mixture=MIXTURE, cases=cases)
