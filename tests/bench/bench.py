"""Measure everything on this machine: make bench, or parts of it: make bench PARTS="rank rivals".

Numbers are of whole processes, from start to exit, but for the steps of `steps.py`, which say so;
those that are compared take turns. Nothing is asserted: what misses its target is printed as
missed. Everything is appended to data/benchmarks.csv.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import beside
import sizes
from processes import side_by_side
from results import FOLDER, HISTORY, keep, machine, seconds, show

STOPPING_RULES = """\
influence: its receptivities settle when no logarithm of one moves by more than 1e-10.
pagerank of ours: all changes together below 1e-10 (`influence scores`, docs/scores.md).
networkx: its default, all changes together below 1e-6 per account.
igraph: PRPACK, to 1e-10. NetworKit: its default, 1e-8. scikit-network: at most 100 rounds, 1e-6."""


def measure_start(bench):
    """Measure how long a command takes that does nothing."""
    (found,) = side_by_side(4 * bench.times, bench.command("--help"))
    yield seconds("influence --help", found, 0.3)


def measure_apart(script, *arguments):
    """Return what runs a benchmark that prints and keeps its own results."""

    def measure(bench):
        options = [{"rival": bench.rival, "times": str(bench.times)}[each] for each in arguments]
        subprocess.run([sys.executable, sizes.HERE / script, *options], check=True)
        return ()

    return measure


PARTS = {
    "start": measure_start,
    "load": sizes.measure_load,
    "rank": sizes.measure_rank,
    "again": sizes.measure_again,
    "rivals": beside.measure_rivals,
    "scores": sizes.measure_scores,
    "explain": sizes.measure_explain,
    "topic": sizes.measure_topic,
    "import": sizes.measure_import,
    "crawl": measure_apart("crawl_bench.py", "rival", "times"),
    "page": measure_apart("page_bench.py", "times"),
    "stream": measure_apart("stream_bench.py"),
}


def asked(arguments):
    """Return what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("parts", nargs="*", choices=[*PARTS, []], help="all, unless some are named")
    add("--sizes", type=float, nargs="+", default=[0.1, 1.0, 10.0], help="million acts")
    add("--times", type=int, default=5, help="fewer times where it takes long")
    add("--rival", type=Path, help="a Python that has the rivals")
    add("--folder", type=Path, default=FOLDER, help="where worlds are kept")
    add("--history", type=Path, default=HISTORY, help="where results are added")
    return parser.parse_args(arguments)


def main(arguments):
    """Measure, print, and append to the history, part by part."""
    options = asked(arguments)
    bench = sizes.Bench(options)
    facts = machine()
    print("On", ", ".join(f"{name} {value}" for name, value in facts.items()))
    print(f"\n{'':58}{'best':>10}{'median':>10} {'unit':8}{'target':18}")
    for part in options.parts or PARTS:
        results = []
        for result in PARTS[part](bench):
            show([result])
            results.append(result)
        keep(results, facts, options.history)
    print(f"\nStopping rules\n{STOPPING_RULES}")


if __name__ == "__main__":
    main(sys.argv[1:])
