"""What scorefield's benchmark computes, in PyTorch on one thread of the CPU.

    python3 benches/torch/bench.py --workload train-3x64-b200 --budget 3000

Prints the same JSON as the page's benchmark.
"""

import argparse
import json
import math
import os
import platform
import re
import time

import torch
from torch import nn

# The eight Gaussians of src/math/dataset/eight_gaussians.rs.
RADIUS, SPREAD = 2.829, 0.3536
# Steps between two reads of the loss.
READ_EVERY = 10
WARM_UP = 0.2


def network(depth: int, width: int) -> nn.Sequential:
    """3 -> width -> ... -> width -> 2, with SiLU."""
    sizes = [3, *[width] * depth, 2]
    layers = [part for pair in zip(sizes, sizes[1:]) for part in (nn.Linear(*pair), nn.SiLU())]
    return nn.Sequential(*layers[:-1])


def products(model: nn.Sequential) -> int:
    return sum(layer.in_features * layer.out_features for layer in model if isinstance(layer, nn.Linear))


def training(depth: int, width: int, batch: int):
    """READ_EVERY steps of flow matching, and the last loss."""
    model = network(depth, width)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002, fused=True)
    angles = torch.arange(8) * (math.pi / 4)
    centres = RADIUS * torch.stack((angles.cos(), angles.sin()), dim=1)

    def step() -> torch.Tensor:
        data = centres[torch.randint(8, (batch,))] + SPREAD * torch.randn(batch, 2)
        noise, t = torch.randn(batch, 2), torch.rand(batch, 1)
        inputs = torch.cat((torch.lerp(data, noise, t), t), dim=1)
        loss = nn.functional.mse_loss(model(inputs), noise - data)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss

    def work() -> float:
        for _ in range(READ_EVERY - 1):
            step()
        return step().item()

    return work, READ_EVERY, 6 * batch * products(model)


def sampling(depth: int, width: int, count: int, steps: int):
    """Points from noise to data by Euler's rule, and the mean of their squares."""
    model = network(depth, width)
    start = torch.randn(count, 2)

    @torch.inference_mode()
    def work() -> float:
        points = start
        for k in range(steps):
            time_column = torch.full((count, 1), 1 - k / steps)
            points = points - model(torch.cat((points, time_column), dim=1)) / steps
        return points.square().mean().item()

    return work, 1, 2 * count * steps * products(model)


def workload(label: str):
    if found := re.fullmatch(r"train-(\d+)x(\d+)-b(\d+)", label):
        return training(*map(int, found.groups()))
    if found := re.fullmatch(r"sample-(\d+)x(\d+)-n(\d+)-s(\d+)", label):
        return sampling(*map(int, found.groups()))
    raise SystemExit(f"no such workload: {label}")


def repeat(work, budget_ms: float) -> list[float]:
    """Repeats `work` for the budget, at least once; the milliseconds of each time."""
    times: list[float] = []
    while not times or sum(times) < budget_ms:
        start = time.perf_counter()
        value = work()
        times.append(1000 * (time.perf_counter() - start))
        if not math.isfinite(value):
            raise SystemExit(f"{value} came out")
    return times


def quantile(ordered: list[float], share: float) -> float:
    at = share * (len(ordered) - 1)
    low, high = ordered[math.floor(at)], ordered[math.ceil(at)]
    return low + (at - math.floor(at)) * (high - low)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workload", required=True)
    parser.add_argument("--budget", type=float, default=3000, help="milliseconds")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.manual_seed(0)
    work, parts, flop = workload(options.workload)
    repeat(work, WARM_UP * options.budget)
    times = repeat(work, (1 - WARM_UP) * options.budget)
    ordered = sorted(value / parts for value in times)
    median = quantile(ordered, 0.5)
    result = {
        "engine": "torch",
        "workload": options.workload,
        "median_ms": median,
        "low_ms": quantile(ordered, 0.1),
        "high_ms": quantile(ordered, 0.9),
        "repetitions": parts * len(times),
        "gflops": flop / median / 1e6,
        "heap_bytes": 0,
    }
    program = f"PyTorch {torch.__version__}, Python {platform.python_version()}, one thread"
    print(json.dumps({"user_agent": program, "cores": os.cpu_count(), "program": program, "results": [result]}))


if __name__ == "__main__":
    main()
