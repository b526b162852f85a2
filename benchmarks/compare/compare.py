"""Runs the same work in PyTorch, POT and SciPy and in permvi, and prints the table of ratios.

    python3 benchmarks/compare/compare.py [--threads 1] [sinkhorn] [layer] [transport] [assignment]

Needs python3 with torch, pot and scipy (Debian: python3-torch python3-pot python3-scipy) and a built project
(mvn -q -DskipTests package). Both sides run one after the other for each part, medians of CPU time; permvi always runs
on one thread.
"""
import argparse
import json
import os
import platform
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PARTS = ["sinkhorn", "layer", "transport", "assignment"]


def class_path():
    """The classes of the modules, and the libraries from the local Maven repository."""
    entries = [os.path.join(ROOT, module, "target", "classes") for module in ("benchmarks", "relaxations")]
    repository = os.environ.get("MAVEN_REPOSITORY", os.path.expanduser("~/.m2/repository"))
    wanted = ("ejml-core-0.46", "ejml-ddense-0.46", "openblas-0.3.31", "javacpp-1.5.13", "jblas-1.2.5")
    for folder, _, files in os.walk(repository):
        for name in files:
            if name.endswith(".jar") and name.startswith(wanted):
                entries.append(os.path.join(folder, name))
    return os.pathsep.join(entries)


def lines(command):
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    rows = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    return {(row["work"], row["batch"], row["n"], row["temperature"]): row for row in rows}


def environment():
    model = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="ascii", errors="ignore") as info:
            model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), model)
    java = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True, check=True).stderr.splitlines()[0]
    print("%s, %d processors, load %.1f; %s; Python %s" % (model, os.cpu_count(), os.getloadavg()[0], java, platform.python_version()))


def main():
    parser = argparse.ArgumentParser(description="Compares permvi with PyTorch, POT and SciPy.")
    parser.add_argument("--threads", type=int, default=1, help="threads of the other side")
    parser.add_argument("parts", nargs="*", default=PARTS)
    arguments = parser.parse_args()
    environment()
    print("| work | batch | n | temperature | other, ms | permvi, ms | ratio | ratio of the shortest | notes |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|---|")
    for part in arguments.parts or PARTS:
        others = lines([sys.executable, os.path.join(HERE, "peers.py"), str(arguments.threads), part])
        ours = lines(["java", "-Xmx1500m", "-cp", class_path(), "io.permvi.benchmarks.Comparison", part])
        for key, row in ours.items():
            if row["work"] == "environment":
                continue
            other = others.get(key)
            print(
                "| %s | %d | %d | %g | %s | %.4g | %s | %s | %s |"
                % (
                    *key,
                    "%.4g" % other["ms"] if other else "",
                    row["ms"],
                    "%.1f" % (other["ms"] / row["ms"]) if other else "",
                    "%.1f" % (other["best"] / row["best"]) if other and other["best"] and row["best"] else "",
                    "; ".join(note for note in (other["note"] if other else "", row["note"]) if note),
                ),
                flush=True,
            )


if __name__ == "__main__":
    main()
