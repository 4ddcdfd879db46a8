"""Measure import, ranking and start-up, beside networkx, on this machine: make bench.

Every number is of a whole process, from its start to its exit, several times, the commands taking
turns. Nothing is asserted: what misses its target is printed as missed.
"""

import csv
import os
import platform
import sqlite3
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from processes import Repeats, run, side_by_side

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "build" / "bench"
HISTORY = ROOT / "data" / "benchmarks.csv"
HERE = Path(__file__).parent
COMMAND = [sys.executable, "-m", "influence"]
GIB = 2**30

STOPPING_RULES = """\
influence: its receptivities settle when no logarithm of one moves by more than 1e-10.
pagerank of ours: as its docstring says (`influence scores`, docs/scores.md).
networkx: nx.pagerank's own default, the sum of all changes below 1e-6 per account."""


class Result(NamedTuple):
    """One measured quantity, its best and its middle value, and what it was meant to be."""

    what: str
    unit: str
    best: float
    median: float
    target: float | None = None
    more_is_better: bool = False

    @property
    def verdict(self) -> str:
        """Whether the median reaches the target."""
        if self.target is None:
            return ""
        met = self.median >= self.target if self.more_is_better else self.median <= self.target
        return "hit" if met else "missed"

    @property
    def aim(self) -> str:
        """The target with its direction."""
        sign = "at least" if self.more_is_better else "at most"
        return "" if self.target is None else f"{sign} {self.target:,g}"


def make_files() -> list[Path]:
    """Write the world once; it is the same every time."""
    world = FOLDER / "world"
    if not (world / "interactions.csv").exists():
        world.mkdir(parents=True, exist_ok=True)
        run([sys.executable, HERE / "world.py", world], FOLDER)
    return [world / name for name in ("accounts.csv", "posts.csv", "interactions.csv")]


def rows_of(file: Path) -> int:
    """Count the rows under the header; no text of the world holds a line break."""
    with file.open("rb") as lines:
        return sum(1 for _ in lines) - 1


def measure_import(files: list[Path], db: Path) -> Repeats:
    """Import all files into a new database, three times; the last one stays."""

    def fresh() -> None:
        for name in (db, Path(f"{db}-wal"), Path(f"{db}-shm")):
            name.unlink(missing_ok=True)

    def once():
        fresh()
        return run([*COMMAND, "import", db, *files], FOLDER)

    return side_by_side(3, once)[0]


def measure_ranks(db: Path, times: int) -> list[Repeats]:
    """Rank by default, by PageRank, and by networkx, taking turns."""
    rank = [*COMMAND, "rank", db, "--top", "20", "--format", "csv"]
    return side_by_side(
        times,
        lambda: run(rank, FOLDER),
        lambda: run([*rank, "--by", "pagerank"], FOLDER),
        lambda: run([sys.executable, HERE / "networkx_pagerank.py", db], FOLDER),
    )


def seconds(what: str, repeats: Repeats, target: float | None = None) -> Result:
    """Return the time of a whole process."""
    return Result(what, "s", repeats.best, repeats.middle, target)


def memory(what: str, repeats: Repeats, target: float | None = None) -> Result:
    """Return the most memory that any repeat held."""
    peak = repeats.peak_bytes / 1e9
    return Result(what, "GB", peak, peak, target)


def times_faster(what: str, slow: Repeats, fast: Repeats, target: float | None = None) -> Result:
    """Return how many times faster one is; best against best, median against median."""
    return Result(
        what, "times", slow.best / fast.best, slow.middle / fast.middle, target, more_is_better=True
    )


def measure(times: int) -> tuple[int, list[Result]]:
    """Measure everything; return the rows of the world and the results."""
    files = make_files()
    rows = sum(map(rows_of, files))
    db = FOLDER / "bench.db"
    read = measure_import(files, db)
    ours, pagerank, rival = measure_ranks(db, times)
    (help_,) = side_by_side(20, lambda: run([*COMMAND, "--help"], FOLDER))
    return rows, [
        Result("import", "rows/s", rows / read.best, rows / read.middle, 60_000, True),
        memory("import, memory", read),
        seconds("rank", ours, 6.0),
        memory("rank, memory", ours, 1.0),
        seconds("rank --by pagerank", pagerank),
        seconds("networkx pagerank", rival),
        memory("networkx pagerank, memory", rival),
        times_faster("rank against networkx", rival, ours, 2.5),
        times_faster("rank --by pagerank against networkx", rival, pagerank),
        seconds("influence --help", help_, 0.3),
    ]


def machine() -> dict[str, str]:
    """Return what the numbers depend on, and nothing that names the machine."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": str(
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        ),
        "memory_gib": f"{pages / GIB:.0f}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("numpy", "scipy", "networkx")},
    }


def keep(rows: int, results: list[Result], facts: dict[str, str]) -> None:
    """Append the results to the history."""
    common = {
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "version": version("influence-discovery"),
        **facts,
        "rows": str(rows),
    }
    entries = [
        common
        | {
            "what": result.what,
            "unit": result.unit,
            "best": f"{result.best:.4g}",
            "median": f"{result.median:.4g}",
            "target": result.aim.replace(",", ""),
            "verdict": result.verdict,
        }
        for result in results
    ]
    new = not HISTORY.exists()
    with HISTORY.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, entries[0], lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(entries)


def show(rows: int, results: list[Result], facts: dict[str, str]) -> None:
    """Print the results as a table, with what they depend on."""
    print(f"{rows:,} rows on", ", ".join(f"{name} {value}" for name, value in facts.items()))
    print(f"\n{'':38}{'best':>10}{'median':>10} {'unit':8}{'target':18}")
    for each in results:
        numbers = f"{each.best:>10,.4g}{each.median:>10,.4g}"
        if each.median >= 10_000:
            numbers = f"{each.best:>10,.0f}{each.median:>10,.0f}"
        print(f"{each.what:38}{numbers} {each.unit:8}{each.aim:18}{each.verdict}".rstrip())
    print(f"\nStopping rules\n{STOPPING_RULES}")


def main() -> None:
    """Measure, print, and append to data/benchmarks.csv."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    rows, results = measure(times)
    facts = machine()
    show(rows, results, facts)
    keep(rows, results, facts)


if __name__ == "__main__":
    main()
