"""Runs the same work in PyTorch, POT and SciPy and in permvi, and prints one table of ratios with the environment.

    python3 benchmarks/compare/compare.py [--threads 1] [--rounds 1] [--vectors] [--output FILE] [sinkhorn] [layer] [transport] [assignment] [ordered]

Needs python3 with torch, pot and scipy (Debian: python3-torch python3-pot python3-scipy) and a built project
(mvn -q -DskipTests package). The sides take turns, part by part, and as many rounds as asked; a time is the median of the
rounds' medians, and the last ratio that of the shortest runs of all, which other work on the machine distorts least. With
one thread times are CPU times; with two, permvi splits batches over two threads, PyTorch uses two for its operations, SciPy
has none, and times are those of the clock. The table is also written to a file, benchmarks/target/compare-THREADS.md unless told
otherwise. With --vectors, permvi runs on explicit vectors (java --add-modules jdk.incubator.vector).
"""
import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PARTS = ["sinkhorn", "layer", "transport", "assignment", "ordered"]
HEAD = [
    "| work | batch | n | temperature | other | other, ms | permvi, ms | ratio | ratio of the shortest | notes |",
    "|---|--:|--:|--:|---|--:|--:|--:|--:|---|",
]


def class_path():
    """The benchmarks, and everything else from the jar of the programs."""
    return os.pathsep.join(os.path.join(ROOT, *path) for path in (("benchmarks", "target", "classes"), ("examples", "target", "permvi.jar")))


def lines(command):
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def environment(threads):
    model = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="ascii", errors="ignore") as info:
            model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), model)
    java = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True, check=True).stderr.splitlines()[0]
    versions = []
    for name in ("numpy", "scipy", "torch", "POT"):
        try:
            versions.append("%s %s" % (name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            versions.append("no " + name)
    return "%s, %d processors, load %.1f; %d thread%s; %s; Python %s, %s" % (
        *(model, os.cpu_count(), os.getloadavg()[0], threads, "" if threads == 1 else "s", java, platform.python_version()),
        ", ".join(versions),
    )


def merge(rounds, *fields):
    """The rows of all rounds by the fields that name them: medians of medians, the shortest of all."""
    rows = {}
    for row in rounds:
        rows.setdefault(tuple(row[field] for field in fields), []).append(row)
    return {
        key: {**same[-1], "ms": statistics.median(row["ms"] for row in same), "best": min(row["best"] for row in same)}
        for key, same in rows.items()
    }


def table_row(ours, other):
    note = "; ".join(note for note in (other["note"] if other else "", ours["note"]) if note)
    cells = ["", "", "%.4g" % ours["ms"], "", ""]
    if other:
        cells = [other["other"], "%.4g" % other["ms"], "%.4g" % ours["ms"]]
        failed = other["note"].startswith("fails")
        cells += ["", ""] if failed else ["%.1f" % (other["ms"] / ours["ms"]), "%.1f" % (other["best"] / ours["best"])]
    head = [ours["work"], "%d" % ours["batch"], "%d" % ours["n"], "%g" % ours["temperature"]]
    return "| %s |" % " | ".join(head + cells + [note])


def compare(part, threads, rounds, vectors):
    ours, others = [], []
    java = ["java", "-Xmx1500m"] + (["--add-modules", "jdk.incubator.vector"] if vectors else [])
    for _ in range(rounds):
        others += lines([sys.executable, os.path.join(HERE, "peers.py"), str(threads), part])
        ours += lines(java + ["-cp", class_path(), "io.permvi.benchmarks.Comparison", str(threads), part])
    same = ("work", "batch", "n", "temperature")
    theirs = merge(others, *same, "other")
    for key, row in merge(ours, *same).items():
        if row["work"] == "environment":
            continue
        matching = [other for name, other in theirs.items() if name[:4] == key]
        for other in matching or [None]:
            yield table_row(row, other)


def main():
    parser = argparse.ArgumentParser(description="Compares permvi with PyTorch, POT and SciPy.")
    parser.add_argument("--threads", type=int, default=1, choices=[1, 2], help="threads of both sides")
    parser.add_argument("--rounds", type=int, default=1, help="how often the sides take turns")
    parser.add_argument("--vectors", action="store_true", help="permvi on explicit vectors")
    parser.add_argument("--output", help="where the table goes")
    parser.add_argument("parts", nargs="*", default=PARTS)
    arguments = parser.parse_args()
    output = arguments.output or os.path.join(ROOT, "benchmarks", "target", "compare-%d.md" % arguments.threads)
    with open(output, "w", encoding="utf-8") as file:

        def show(line):
            print(line, flush=True)
            file.write(line + "\n")
            file.flush()

        show(environment(arguments.threads) + ("; explicit vectors" if arguments.vectors else "") + "\n")
        for line in HEAD:
            show(line)
        for part in arguments.parts or PARTS:
            for line in compare(part, arguments.threads, arguments.rounds, arguments.vectors):
                show(line)


if __name__ == "__main__":
    main()
