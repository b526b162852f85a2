"""Forward and backward of sorting maps, in PyTorch from the formulas and in permvi: prints a table of times and ratios.

    python3 benchmarks/compare/sorting.py CLASSPATH [batch:n, default 100:10 100:100 10:1000]

CLASSPATH holds the classes of the modules benchmarks and relaxations with EJML (the jar of the programs has the latter two). One thread, processor
time, the shortest of several rounds, temperature 1. permvi computes in double precision; PyTorch is timed in both. PyTorch gets
the whole batch at once. Soft sort by isotonic regression has no formula of tensors: PyTorch gets a loop over the pools of adjacent
violators, as a Python program has to write it.
"""
import json
import subprocess
import sys
import time

import torch

torch.set_num_threads(1)
ROUNDS, SECONDS = 5, 0.5


def neural_sort(s):
    n = s.shape[1]
    distance = (s[:, :, None] - s[:, None, :]).abs().sum(2)
    place = (n - 1 - 2 * torch.arange(n, dtype=s.dtype)).view(1, n, 1)
    return torch.softmax(place * s[:, None, :] - distance[:, None, :], 2)


def soft_sort(s):
    ordered = s.sort(1, descending=True)[0]
    return torch.softmax(-(ordered[:, :, None] - s[:, None, :]).abs(), 2)


def odd_even(s):
    batch, n = s.shape
    x = torch.eye(n, dtype=s.dtype).expand(batch, n, n)
    v = s
    for layer in range(n):
        first = torch.arange(layer % 2, n - 1, 2)
        second = first + 1
        if len(first) == 0:
            continue
        a = 0.5 + torch.atan(v[:, first] - v[:, second]) / torch.pi
        after = v.clone()
        after[:, first] = a * v[:, first] + (1 - a) * v[:, second]
        after[:, second] = (1 - a) * v[:, first] + a * v[:, second]
        mixed = x.clone()
        b = a[:, :, None]
        mixed[:, first] = b * x[:, first] + (1 - b) * x[:, second]
        mixed[:, second] = (1 - b) * x[:, first] + b * x[:, second]
        v, x = after, mixed
    return x


class SortedValues(torch.autograd.Function):
    @staticmethod
    def forward(context, s):
        batch, n = s.shape
        ordered, order = s.sort(1, descending=True)
        places = torch.arange(n, 0, -1, dtype=s.dtype)
        out = torch.empty_like(ordered)
        context.blocks = []
        for k in range(batch):
            y = (places - ordered[k]).tolist()
            blocks = []
            for i, value in enumerate(y):
                blocks.append([i, i + 1, value, 1])
                while len(blocks) > 1 and blocks[-1][2] / blocks[-1][3] >= blocks[-2][2] / blocks[-2][3]:
                    last = blocks.pop()
                    blocks[-1] = [blocks[-1][0], last[1], blocks[-1][2] + last[2], blocks[-1][3] + last[3]]
            for start, end, total, count in blocks:
                out[k, start:end] = places[start:end] - total / count
            context.blocks.append(blocks)
        context.order = order
        return out

    @staticmethod
    def backward(context, gradient):
        result = torch.empty_like(gradient)
        for k, blocks in enumerate(context.blocks):
            even = torch.empty_like(gradient[k])
            for start, end, _, _ in blocks:
                even[start:end] = gradient[k, start:end].mean()
            result[k, context.order[k]] = even
        return result


MAPS = {"neural-sort": neural_sort, "soft-sort": soft_sort, "sorted-values": SortedValues.apply, "odd-even": odd_even}


def milliseconds(of, batch, n, dtype):
    torch.manual_seed(1)
    s = torch.randn(batch, n, dtype=dtype, requires_grad=True)
    weights = torch.randn(of(s).shape, dtype=dtype)
    best = float("inf")
    for _ in range(ROUNDS):
        repetitions, start = 0, time.process_time()
        while time.process_time() - start < SECONDS or repetitions == 0:
            s.grad = None
            of(s).backward(weights)
            repetitions += 1
        best = min(best, (time.process_time() - start) * 1e3 / repetitions)
    return best


def main():
    sizes = sys.argv[2:] or ["100:10", "100:100", "10:1000"]
    run = subprocess.run(
        ["java", "-cp", sys.argv[1], "io.permvi.benchmarks.SortingTimes", *sizes], capture_output=True, text=True, check=True)
    print("PyTorch", torch.__version__)
    print("| map | batch, n | permvi f64 ms | PyTorch f32 ms | ratio | PyTorch f64 ms | ratio |")
    print("|---|---|---|---|---|---|---|")
    for line in run.stdout.splitlines():
        own = json.loads(line)
        name, batch, n = own["map"], own["batch"], own["n"]
        if name not in MAPS:
            print(f"| {name} | {batch}, {n} | {own['milliseconds']:.3f} | | | | |")
            continue
        single = milliseconds(MAPS[name], batch, n, torch.float32)
        double = milliseconds(MAPS[name], batch, n, torch.float64)
        print(f"| {name} | {batch}, {n} | {own['milliseconds']:.3f} | {single:.3f} | {single / own['milliseconds']:.1f} "
              f"| {double:.3f} | {double / own['milliseconds']:.1f} |", flush=True)


main()
