"""Tracks beside others in one run: SciPy's assignment per pair of frames on made-up recordings, and joint association probabilities.

    python3 benchmarks/compare/tracks.py [--objects 400] [--frames 15] [--targets 3,4,5,6,7,8,12]

Needs python3 with scipy and a built project (mvn -q -DskipTests package). The assignment minimizes squared distances up to a gate of the
median nearest-neighbor distance (untuned), and up to the gate of six that has the best F1 against the truth (tuned on it). Joint association
probabilities are enumerated over all joint events, as the textbook does; beyond 8 targets only permvi is timed.
"""
import argparse
import csv
import json
import math
import os
import subprocess
import tempfile
import time

import numpy as np
import scipy
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from compare import class_path

CLASS_PATH = class_path()

RECORDINGS = [
    ("no flow, noise .1", ["--ratio", "0.1"], []),
    ("no flow, noise .2", ["--ratio", "0.2"], []),
    ("drift and waves, noise .1", ["--ratio", "0.1", "--drift", "1", "--wave", "1"], []),
    ("drift and waves, noise .2", ["--ratio", "0.2", "--drift", "1", "--wave", "1"], []),
    ("drift of 1.5 spacings, noise .1", ["--ratio", "0.1", "--drift", "3", "--wave", "0.3"], []),
    ("velocity .9, noise .1", ["--ratio", "0.1", "--kept-velocity", "0.9"], ["--velocity"]),
]


def permvi(*arguments):
    command = ["java", "-Xmx2g", "-cp", CLASS_PATH, "io.permvi.examples.Main", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode in (0, 3), done.stderr
    return done.stdout


def read(folder):
    with open(os.path.join(folder, "spots.csv")) as file:
        spots = [(row["id"], int(row["frame"]), float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]
    with open(os.path.join(folder, "truth.csv")) as file:
        truth = {(row["from"], row["to"]) for row in csv.DictReader(file)}
    return spots, truth


def assignment(frames, gate):
    links = set()
    for (ids, places), (next_ids, next_places) in zip(frames, frames[1:]):
        cost = ((places[:, None] - next_places[None]) ** 2).sum(-1)
        size = len(ids) + len(next_ids)
        padded = np.full((size, size), 1.05 * gate**2)
        padded[: len(ids), : len(next_ids)] = np.where(cost > gate**2, 1e9, cost)
        padded[len(ids) :, len(next_ids) :] = 0
        for i, j in zip(*linear_sum_assignment(padded)):
            if i < len(ids) and j < len(next_ids) and cost[i, j] <= gate**2:
                links.add((ids[i], next_ids[j]))
    return links


def f1(links, truth):
    return 2 * len(links & truth) / max(1, len(links) + len(truth))


def by_assignment(folder):
    spots, truth = read(folder)
    frames = []
    for t in range(max(spot[1] for spot in spots) + 1):
        of = [spot for spot in spots if spot[1] == t]
        frames.append(([spot[0] for spot in of], np.array([[spot[2], spot[3]] for spot in of])))
    nearest = np.median(np.concatenate([cKDTree(places).query(places, 2)[0][:, 1] for _, places in frames]))
    start = time.process_time()
    untuned = f1(assignment(frames, nearest), truth)
    seconds = time.process_time() - start
    tuned = max(f1(assignment(frames, nearest * by), truth) for by in (0.5, 0.75, 1, 1.5, 2, 3))
    return untuned, tuned, seconds


def recordings(arguments):
    print("| recording | SciPy %s, gate of neighbors | gate tuned on the truth | permvi F1 | calibration error | SciPy s | permvi s |" % scipy.__version__)
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, options, asked in RECORDINGS:
        with tempfile.TemporaryDirectory() as folder:
            size = ["--objects", str(arguments.objects), "--frames", str(arguments.frames)]
            permvi("track", "simulate", *size, *options, "--out", folder)
            untuned, tuned, seconds = by_assignment(folder)
            truth = os.path.join(folder, "truth.csv")
            out = os.path.join(folder, "out")
            start = time.time()
            permvi("track", "evaluate", os.path.join(folder, "spots.csv"), "--truth", truth, *asked, "--out", out)
            ours = time.time() - start
            with open(os.path.join(out, "evaluation.json")) as file:
                scores = json.load(file)
            print(
                "| %s | %.3f | %.3f | %.3f | %.3f | %.1f | %.1f |"
                % (name, untuned, tuned, scores["f1"], scores["calibrationError"], seconds, ours),
                flush=True,
            )


def joint_events(weights):
    """The association probabilities by all joint events: each target takes a free measurement or none."""
    n = len(weights)
    sums = np.zeros((n, n))
    taken = [-1] * n

    def visit(target, used, weight):
        if target == n:
            for i, j in enumerate(taken):
                if j >= 0:
                    sums[i, j] += weight
            return weight
        taken[target] = -1
        total = visit(target + 1, used, weight)
        for j in range(n):
            if not used >> j & 1:
                taken[target] = j
                total += visit(target + 1, used | 1 << j, weight * weights[target, j])
        taken[target] = -1
        return total

    total = visit(0, 0, 1.0)
    return sums / total


def close_targets(targets):
    print("\n| close targets | joint events, s | permvi, s | largest difference | propagation alone: mean, largest error |")
    print("|--:|--:|--:|--:|--:|")
    command = ["java", "-cp", CLASS_PATH, "io.permvi.benchmarks.CloseTargets", *map(str, targets)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in output.splitlines():
        result = json.loads(line)
        n = result["targets"]
        seconds, difference = math.nan, math.nan
        if n <= 8:
            start = time.process_time()
            exact = joint_events(np.exp(np.array(result["logWeights"])).reshape(n, n))
            seconds = time.process_time() - start
            difference = np.abs(exact.ravel() - result["marginals"]).max()
        print(
            "| %d | %.4f | %.6f | %.1e | %.3f, %.3f |"
            % (n, seconds, result["seconds"], difference, result["propagationMean"], result["propagationLargest"]),
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=400)
    parser.add_argument("--frames", type=int, default=15)
    parser.add_argument("--targets", default="3,4,5,6,7,8,12")
    arguments = parser.parse_args()
    close_targets([int(text) for text in arguments.targets.split(",")])
    print()
    recordings(arguments)


if __name__ == "__main__":
    main()
