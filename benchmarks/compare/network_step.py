"""One training step of the puzzle network, in PyTorch and in permvi: prints a table of medians and ratios.

    python3 benchmarks/compare/network_step.py [--threads 1] [grids, default 2 3 4 5 6]

Needs python3 with torch and a built project (mvn -q -DskipTests package). Both sides: batch 32, four rounds of messages,
Sinkhorn as in the recipe (5 iterations a round, 10 for each judged guess, log domain in PyTorch), cross entropy of the
last guess plus .3 of each earlier one, Adam. With one thread both are timed in processor time, which other programs on
the machine hardly disturb, with several by the clock. permvi computes in double precision; PyTorch is timed in both precisions.
"""
import argparse
import json
import os
import statistics
import subprocess
import time

import torch

from compare import ROOT, class_path

BATCH, WIDTH, RANK, ROUNDS, EARLY = 32, 128, 64, 4, 0.3
WARM_UP, STEPS = 3, 9


def sinkhorn(scores, iterations):
    for _ in range(iterations):
        scores = scores - torch.logsumexp(scores, 2, keepdim=True)
        scores = scores - torch.logsumexp(scores, 1, keepdim=True)
    return scores


class EdgeScores(torch.nn.Module):
    def __init__(self, grid, piece_features, side_features):
        super().__init__()
        self.grid = grid
        self.own = torch.nn.Sequential(
            torch.nn.Linear(piece_features, WIDTH), torch.nn.ReLU(), torch.nn.Linear(WIDTH, grid * grid))
        self.sides = torch.nn.Sequential(
            torch.nn.Linear(side_features, WIDTH), torch.nn.ReLU(), torch.nn.Linear(WIDTH, WIDTH), torch.nn.ReLU())
        self.after = torch.nn.Linear(WIDTH, RANK)
        self.before = torch.nn.Linear(WIDTH, RANK)
        self.own_weights = torch.nn.Parameter(torch.ones(ROUNDS))
        self.fit_weights = torch.nn.Parameter(torch.ones(ROUNDS))

    def neighbors(self, p, rows, columns):
        """Column q of the result is p's column of the place so many rows and columns further, 0 beyond the border."""
        batch, n, grid = p.shape[0], self.grid * self.grid, self.grid
        p = p.reshape(batch, n, grid, grid)
        shifted = torch.zeros_like(p)
        to = (slice(max(0, -rows), grid - max(0, rows)), slice(max(0, -columns), grid - max(0, columns)))
        source = (slice(max(0, rows), grid + min(0, rows)), slice(max(0, columns), grid + min(0, columns)))
        shifted[(slice(None), slice(None)) + to] = p[(slice(None), slice(None)) + source]
        return shifted.reshape(batch, n, n)

    def forward(self, pieces, after, before):
        """pieces: batch x n x features; after and before: 2 x batch x n x features."""
        own = self.own(pieces)
        fit = self.after(self.sides(after)) @ self.before(self.sides(before)).transpose(2, 3) / RANK ** 0.5
        right, below = fit[0], fit[1]
        guesses = [own]
        for t in range(ROUNDS):
            p = sinkhorn(guesses[-1], 5).exp()
            message = (right @ self.neighbors(p, 0, 1) + right.transpose(1, 2) @ self.neighbors(p, 0, -1)
                       + below @ self.neighbors(p, 1, 0) + below.transpose(1, 2) @ self.neighbors(p, -1, 0))
            guesses.append(self.own_weights[t] * own + self.fit_weights[t] * message)
        return guesses


def torch_step(grid, precision, clock):
    torch.manual_seed(1)
    side, n = round(28 / grid), grid * grid
    network = EdgeScores(grid, side * side, 2 * side).to(precision)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    pieces = torch.rand(BATCH, n, side * side, dtype=precision)
    after = torch.rand(2, BATCH, n, 2 * side, dtype=precision)
    before = torch.rand(2, BATCH, n, 2 * side, dtype=precision)
    times = []
    for _ in range(WARM_UP + STEPS):
        start = clock()
        guesses = network(pieces, after, before)
        log_p = [torch.diagonal(sinkhorn(guess, 10), dim1=1, dim2=2).mean() for guess in guesses[1:]]
        loss = -log_p[-1] - EARLY * sum(log_p[:-1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        times.append(1e3 * (clock() - start))
    return statistics.median(times[WARM_UP:])


def main():
    parser = argparse.ArgumentParser(description="Times a training step of the puzzle network in PyTorch and permvi.")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("grids", nargs="*", type=int, default=[2, 3, 4, 5, 6])
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    grids = [str(grid) for grid in arguments.grids]
    command = ["java", "-Xmx1500m", "-cp", class_path(), "io.permvi.benchmarks.NetworkStep", str(arguments.threads)]
    result = subprocess.run(command + grids, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    ours = {row["grid"]: row["median_ms"] for row in map(json.loads, filter(lambda s: s.startswith("{"), result.stdout.splitlines()))}
    clock = time.process_time if arguments.threads == 1 else time.perf_counter
    print("%d threads, load %.1f, PyTorch %s" % (arguments.threads, os.getloadavg()[0], torch.__version__))
    print("| grid | permvi double, ms | PyTorch double, ms | ratio | PyTorch float, ms | ratio |", flush=True)
    print("|--:|--:|--:|--:|--:|--:|")
    for grid in arguments.grids:
        double, single = torch_step(grid, torch.float64, clock), torch_step(grid, torch.float32, clock)
        print("| %d | %.1f | %.1f | %.1f | %.1f | %.1f |"
              % (grid, ours[grid], double, double / ours[grid], single, single / ours[grid]))


if __name__ == "__main__":
    main()
