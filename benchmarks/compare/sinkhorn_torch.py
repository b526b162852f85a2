"""Sinkhorn in the log domain with autograd, float64: prints the median time of forward plus backward in milliseconds."""
import json
import statistics
import sys
import time

import torch


def sinkhorn(x, iterations):
    for _ in range(iterations):
        x = x - torch.logsumexp(x, -1, keepdim=True)
        x = x - torch.logsumexp(x, -2, keepdim=True)
    return torch.exp(x)


def measure(batch, n, iterations, seconds):
    torch.manual_seed(1)
    x = torch.randn(batch, n, n, dtype=torch.float64) - torch.log(-torch.log(torch.rand(batch, n, n, dtype=torch.float64)))
    w = torch.rand(batch, n, n, dtype=torch.float64)
    x.requires_grad_(True)
    times = []
    end = time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        x.grad = None
        (sinkhorn(x, iterations) * w).sum().backward()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times[1:])


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    cells = [(1000, 6), (64, 10), (64, 50), (16, 100), (8, 280), (1, 500), (1, 1000)]
    for batch, n in cells:
        print(json.dumps({"work": "sinkhorn 20", "batch": batch, "n": n, "ms": measure(batch, n, 20, 2)}), flush=True)
