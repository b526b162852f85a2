"""Memory of a doubly stochastic matrix of order 1000 and its gradient, beside inputs and outputs: permvi and PyTorch.

    python3 benchmarks/compare/memory.py [--vectors]

Each figure comes from a process of its own, which has run a smaller problem and so loaded its libraries; that of Java
interprets (-Xint), since its compiler holds up to 3 MiB while it works, at times of its own. Allocated: all that a pass allocates
on the heap (Java). Kept: what stays there after a collection (Java). Outside: what it holds in native memory (Java). In all:
kept and outside. Resident: by how much the peak of the process' resident memory exceeds that before the work (pages of
a Java heap stay resident once touched, so it hardly shows here). With --vectors, permvi runs on explicit vectors (java
--add-modules jdk.incubator.vector), whose kernel is on the heap, with the compiler; until it has compiled them, each vector is an object, which shows under allocated.
"""
import argparse
import json
import resource
import subprocess
import sys

from compare import ROOT, class_path, environment

N = 1000
ITERATIONS = 20


def java(vectors, *arguments):
    command = ["java", "-XX:+UseSerialGC", "-Xms64m", "-Xmx1500m"]
    command += ["--add-modules", "jdk.incubator.vector"] if vectors else ["-Xint"]
    command += ["-cp", class_path(), "io.permvi.benchmarks.BackwardMemory", *map(str, arguments)]
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return json.loads(result.stdout.splitlines()[-1])


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def pytorch():
    """Autograd through the iterations in the log domain; prints the growth of the peak in MiB."""
    import torch

    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(1)

    def step(n):
        x = torch.rand((n, n), generator=generator, dtype=torch.float64).requires_grad_()
        w = torch.rand((n, n), generator=generator, dtype=torch.float64)
        before = peak()
        y = x
        for _ in range(ITERATIONS):
            y = y - torch.logsumexp(y, -1, keepdim=True)
            y = y - torch.logsumexp(y, -2, keepdim=True)
        (torch.exp(y) * w).sum().backward()
        return peak() - before

    step(10)
    print(json.dumps({"resident": step(N) - 2 * 8 * N * N / 2**20}))


def show(gradient, temperature, row):
    held = row["kept"] + row["outside"]
    figures = (row["allocated"], row["kept"], row["outside"], held, row["resident"], row["error"])
    print("| permvi, %s | %g | %.2f | %.2f | %.2f | %.2f | %.2f | %.1e |" % ((gradient, temperature) + figures), flush=True)


def main(vectors):
    print(environment(1) + "\n")
    print("| gradient, n = %d | temperature | allocated, MiB | kept | outside | in all | resident | marginal error |" % N)
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for temperature in (1, 0.1, 0.01):
        row = java(vectors, "implicit", N, temperature)
        show("implicit", temperature, row)
    for iterations in (ITERATIONS, 10 * ITERATIONS):
        row = java(vectors, "unrolled", N, 1, iterations)
        show("unrolled, %d iterations" % iterations, 1, row)
    result = subprocess.run([sys.executable, __file__, "pytorch"], check=True, stdout=subprocess.PIPE, text=True)
    print("| PyTorch, autograd, %d iterations | 1 | | | | | %.1f | |" % (ITERATIONS, json.loads(result.stdout)["resident"]))


if __name__ == "__main__":
    if sys.argv[1:] == ["pytorch"]:
        pytorch()
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--vectors", action="store_true", help="run permvi with the module jdk.incubator.vector")
        main(parser.parse_args().vectors)
