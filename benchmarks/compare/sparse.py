"""Times sparse assignment in SciPy and in permvi on the same problems, in turns, and prints the ratios; and permvi's posterior beside.

    python3 benchmarks/compare/sparse.py [--rounds 3] [--pairs 100000,1000000]

Needs python3 with scipy and a built project (mvn -q -DskipTests package). SciPy's min_weight_full_bipartite_matching matches every
row, so each row gets a column of its own that stands for staying alone; permvi has that built in. Times are CPU seconds of the
solve alone, the shortest of the rounds; both sides must reach the same score.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time

import numpy as np
import scipy
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from compare import class_path

RECORD = np.dtype([("row", ">i4"), ("column", ">i4"), ("value", ">f8")])


def problem(path):
    with open(path, "rb") as file:
        rows, columns = np.fromfile(file, ">i4", 2)
        return int(rows), int(columns), np.fromfile(file, RECORD)


def scipy_run(path):
    rows, columns, pairs = problem(path)
    # costs must not be zero, since zeros are no entries: a constant for every row changes no decision
    shift = 1 + pairs["value"].max()
    row = np.concatenate([pairs["row"].astype(int), np.arange(rows)])
    column = np.concatenate([pairs["column"].astype(int), columns + np.arange(rows)])
    cost = np.concatenate([shift - pairs["value"].astype(float), np.full(rows, shift)])
    matrix = csr_matrix((cost, (row, column)), shape=(rows, columns + rows))
    start = time.process_time()
    matched, places = min_weight_full_bipartite_matching(matrix)
    seconds = time.process_time() - start
    return seconds, rows * shift - matrix[matched, places].sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", default="100000,1000000")
    arguments = parser.parse_args()
    sizes = arguments.pairs.split(",")
    print("| pairs | SciPy %s, s | permvi assignment, s | ratio | permvi posterior, s |" % scipy.__version__)
    print("|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        command = ["java", "-Xmx2g", "-cp", class_path(), "io.permvi.benchmarks.SparseMatchingTimes", "1"]
        for size in sizes:
            ours, posterior, theirs = [], [], []
            for round_ in range(arguments.rounds):
                output = subprocess.run(
                    command + ["5", size, folder], check=True, stdout=subprocess.PIPE, text=True
                ).stdout
                results = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
                ours += [result["assignmentCpu"] for result in results]
                posterior += [result["posteriorCpu"] for result in results]
                seconds, score = scipy_run(os.path.join(folder, "pairs-%s.bin" % size))
                theirs.append(seconds)
                assert abs(score - results[0]["score"]) < 1e-5 * abs(score), (score, results[0]["score"])
            print(
                "| %s | %.3f | %.3f | %.1f | %.2f |"
                % (size, min(theirs), min(ours), min(theirs) / max(1e-3, min(ours)), min(posterior)),
                flush=True,
            )


if __name__ == "__main__":
    main()
