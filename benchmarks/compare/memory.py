"""Memory of a doubly stochastic matrix of order 1000 and its gradient, beside inputs and outputs: permvi and PyTorch.

    python3 benchmarks/compare/memory.py

Each figure comes from a process of its own, which has run a smaller problem and so loaded its libraries. Allocated: all
that a pass allocates on the heap (Java). Kept: what stays there after a collection (Java). Outside: what it holds in
native memory, which comes in addition (Java). Resident: by how much the peak of the process' resident memory exceeds that before the work
(the pages of a Java heap stay resident once touched, so this one depends on the collector: the serial one here).
"""
import json
import resource
import subprocess
import sys

from compare import ROOT, class_path, environment

N = 1000
ITERATIONS = 20


def java(*arguments):
    command = ["java", "-XX:+UseSerialGC", "-Xms64m", "-Xmx1500m", "-cp", class_path(), "io.permvi.benchmarks.BackwardMemory"]
    result = subprocess.run([*command, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
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
    figures = (row["allocated"], row["kept"], row["outside"], row["resident"], row["error"])
    print("| permvi, %s | %g | %.1f | %.1f | %.1f | %.1f | %.1e |" % ((gradient, temperature) + figures), flush=True)


def main():
    print(environment(1) + "\n")
    print("| gradient, n = %d | temperature | allocated, MiB | kept, MiB | outside, MiB | resident, MiB | marginal error |" % N)
    print("|---|--:|--:|--:|--:|--:|--:|")
    for temperature in (1, 0.1, 0.01):
        row = java("implicit", N, temperature)
        show("implicit", temperature, row)
    for iterations in (ITERATIONS, 10 * ITERATIONS):
        row = java("unrolled", N, 1, iterations)
        show("unrolled, %d iterations" % iterations, 1, row)
    result = subprocess.run([sys.executable, __file__, "pytorch"], check=True, stdout=subprocess.PIPE, text=True)
    print("| PyTorch, autograd, %d iterations | 1 | | | | %.1f | |" % (ITERATIONS, json.loads(result.stdout)["resident"]))


if __name__ == "__main__":
    pytorch() if sys.argv[1:] == ["pytorch"] else main()
