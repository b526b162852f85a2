"""The Python side of compare.py: prints the median and the shortest time of each piece of work in milliseconds, one line of JSON each.

Written from the formulas. float64 throughout; CPU time of the process, so that other work on the machine distorts the
ratios less (with two threads it counts both; wall-clock time is printed then).
"""
import json
import statistics
import sys
import time
import warnings

import numpy as np

THREADS = 1


def clock():
    return time.process_time() if THREADS == 1 else time.perf_counter()


def median(seconds, work, inner=1):
    times = []
    end = time.perf_counter() + seconds
    while len(times) < 6 or time.perf_counter() < end:
        start = clock()
        for _ in range(inner):
            work()
        times.append(1e3 * (clock() - start) / inner)
    return statistics.median(times[len(times) // 2 :]), min(times)


def show(work, batch, n, temperature, time, other, note=""):
    """A line for work that took (median, shortest) milliseconds in another library."""
    line = {"work": work, "batch": batch, "n": n, "temperature": temperature, "note": note, "other": other}
    print(json.dumps({**line, "ms": time[0], "best": time[1]}), flush=True)


def gumbel(shape, rng):
    return rng.standard_normal(shape) - np.log(-np.log(1 - rng.random(shape)))


def sinkhorn():
    """Autograd through Sinkhorn iterations in the log domain."""
    import torch

    torch.set_num_threads(THREADS)
    rng = np.random.default_rng(1)
    for batch, n in [(1000, 6), (64, 10), (64, 50), (16, 100), (8, 280), (1, 500), (1, 1000)]:
        x = torch.tensor(gumbel((batch, n, n), rng), requires_grad=True)
        w = torch.tensor(rng.random((batch, n, n)))

        def work():
            x.grad = None
            y = x
            for _ in range(20):
                y = y - torch.logsumexp(y, -1, keepdim=True)
                y = y - torch.logsumexp(y, -2, keepdim=True)
            (torch.exp(y) * w).sum().backward()

        show("sinkhorn 20", batch, n, 1.0, median(2.5, work), "PyTorch")


def layer():
    """Ten Sinkhorn iterations and the implicit gradient by block elimination and Cholesky, as declarative layers do."""
    import torch

    torch.set_num_threads(THREADS)
    rng = np.random.default_rng(1)
    for n in [100, 300, 500, 1000]:
        score = torch.tensor(rng.random((n, n)))
        w = torch.tensor(rng.random((n, n)))

        def work():
            p = torch.exp(score)
            for _ in range(10):
                p = p * (1.0 / n / p.sum(-1, keepdim=True))
                p = p * (1.0 / n / p.sum(-2, keepdim=True))
            r = p.sum(-1)
            c = p.sum(-2)
            weighted = p * w
            scaled = p / r[:, None]
            system = torch.diag(c) - p.T @ scaled
            factor = torch.linalg.cholesky(system[:-1, :-1])
            right = weighted.sum(-2) - scaled.T @ weighted.sum(-1)
            beta = torch.zeros(n, dtype=torch.float64)
            beta[:-1] = torch.cholesky_solve(right[:-1, None], factor)[:, 0]
            alpha = (weighted.sum(-1) - p @ beta) / r
            return p * (w - alpha[:, None] - beta[None, :])

        show("layer", 1, n, 1.0, median(2, work), "PyTorch", "10 iterations, not converged")


def transport():
    """POT's solvers to a marginal error of 1e-9, once each, stopped after so many iterations."""
    import ot

    limits = {"sinkhorn_log": 2e8, "sinkhorn_stabilized": 2e9, "sinkhorn_epsilon_scaling": 1e7}
    for n in [100, 280, 500, 1000]:
        score = gumbel((n, n), np.random.default_rng(0))
        marginal = np.full(n, 1.0 / n)
        for temperature in [1, 0.1, 0.01]:
            for method, limit in limits.items():
                if n == 1000 and method == "sinkhorn_epsilon_scaling":
                    continue  # a minute each, and does not converge
                iterations = int(min(100 if method == "sinkhorn_epsilon_scaling" else 10_000, max(5, limit / n / n)))
                extra = {"numInnerItermax": 100} if method == "sinkhorn_epsilon_scaling" else {}
                start = clock()
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    try:
                        plan = ot.sinkhorn(
                            marginal, marginal, -score, temperature, method=method, numItermax=iterations, stopThr=1e-9 / n, **extra
                        )
                        error = n * max(np.abs(plan.sum(0) - 1.0 / n).max(), np.abs(plan.sum(1) - 1.0 / n).max())
                    except (ArithmeticError, IndexError, UnboundLocalError, ValueError) as failure:
                        error = float("nan")
                        print("%s, n = %d, temperature %g: %s" % (method, n, temperature, failure), file=sys.stderr)
                ms = 1e3 * (clock() - start)
                reached = "reached %.1e" % error if np.isfinite(error) else "fails: no finite plan"
                show("solve to 1e-9", 1, n, float(temperature), (ms, ms), "POT " + method, reached)


def scores(kind, n, rng):
    return gumbel((n, n), rng) if kind == "gumbel" else rng.random((n, n))


def assignment():
    """The Hungarian method in C++; it has no threads, so a batch of as many problems is solved one after the other."""
    from scipy.optimize import linear_sum_assignment

    for kind in ["gumbel", "uniform"]:
        for n in [6, 50, 280, 500, 1000]:
            inner = 200 if n < 10 else 20 if n < 100 else 1
            times = []
            for instance in range(3):
                rng = np.random.default_rng(instance)
                x = scores(kind, n, rng)
                times.append(median(0.6, lambda: linear_sum_assignment(x, maximize=True), inner))
            mean = [THREADS * statistics.mean(column) for column in zip(*times)]
            show("assignment " + kind, THREADS, n, 1.0, mean, "SciPy")


def ordered_scores(kind, m, n, rng):
    a, b = rng.random((5, m)), rng.random((5, n))
    product = np.outer(a[0], b[0])
    if kind.startswith("noise"):
        return product + float(kind.split()[1]) * rng.standard_normal((m, n))
    kinds = {
        "products": lambda: product,
        "integers": lambda: np.outer(np.floor(100 * a[0]), np.floor(100 * b[0])),
        "exponential": lambda: -np.exp(5 * product),
        "two products": lambda: a[:2].T @ b[:2],
        "five products": lambda: a.T @ b,
        "distances": lambda: -np.abs(a[0][:, None] - b[0]),
    }
    return kinds[kind]()


def ordered():
    """The same on scores that order both sides, one instance each."""
    from scipy.optimize import linear_sum_assignment

    square = ["products", "integers", "noise 0.001", "noise 0.01", "noise 0.1", "exponential", "two products", "five products"]
    wide = ["products", "integers", "noise 0.01", "exponential", "two products"]
    cells = [(kind, 1000) for kind in square] + [(kind, 500) for kind in wide] + [("distances", 990)]
    for kind, m in cells:
        x = ordered_scores(kind, m, 1000, np.random.default_rng(1))
        time = [THREADS * value for value in median(0.6, lambda: linear_sum_assignment(x, maximize=True))]
        show("ordered %s, %d rows" % (kind, m), THREADS, 1000, 1.0, time, "SciPy")


if __name__ == "__main__":
    THREADS = int(sys.argv[1])
    for part in sys.argv[2:]:
        globals()[part]()
