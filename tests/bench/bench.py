"""Measure import, ranking and start-up, beside networkx, on this machine: make bench.

Every number is of a whole process, from its start to its exit, several times, the commands taking
turns. Nothing is asserted: what misses its target is printed as missed.
"""

import csv
import os
import platform
import shutil
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
WORLDS = {
    "lists": "a million acts among followers, and the follower lists",
    "pairs": "a million reposts, nearly every pair of accounts once, and no follower list",
}
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


def make_files(which: str) -> list[Path]:
    """Write a world once; it is the same every time."""
    world = FOLDER / which
    if not (world / "interactions.csv").exists():
        world.mkdir(parents=True, exist_ok=True)
        run([sys.executable, HERE / "world.py", which, world], FOLDER)
    return [world / name for name in ("accounts.csv", "posts.csv", "interactions.csv")]


def rows_of(file: Path) -> int:
    """Count the rows under the header; no text of the world holds a line break."""
    with file.open("rb") as lines:
        return sum(1 for _ in lines) - 1


def remove(db: Path) -> None:
    """Remove a database with what lies beside it."""
    for name in (db, Path(f"{db}-wal"), Path(f"{db}-shm")):
        name.unlink(missing_ok=True)


def measure_import(files: list[Path], db: Path, times: int) -> Repeats:
    """Import all files into a new database, several times; the last one stays."""

    def once():
        remove(db)
        return run([*COMMAND, "import", db, *files], FOLDER)

    return side_by_side(times, once)[0]


def measure_ranks(db: Path, times: int) -> list[Repeats]:
    """Rank by default, by PageRank, and by networkx, taking turns.

    Our commands get a database each time that holds no run yet, so that storing one is measured.
    """
    copy = FOLDER / "copy.db"

    def ranked(*options: str):
        remove(copy)
        shutil.copyfile(db, copy)
        os.sync()  # or the command would wait for the disk to take in our copy
        command = [*COMMAND, "rank", copy, "--top", "20", "--format", "csv", *options]
        return run(command, FOLDER)

    rival = [sys.executable, HERE / "networkx_pagerank.py", db]
    return side_by_side(
        times,
        ranked,
        lambda: ranked("--by", "pagerank"),
        lambda: run(rival, FOLDER),
        lambda: run([*rival, "--reposts-only"], FOLDER),
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


def measure(which: str, times: int) -> tuple[int, list[Result]]:
    """Measure everything over one world; return its rows and the results."""
    files = make_files(which)
    rows = sum(map(rows_of, files))
    db = FOLDER / f"{which}.db"
    read = measure_import(files, db, min(times, 3))
    ours, pagerank, rival, lean = measure_ranks(db, times)
    results = [
        Result("import", "rows/s", rows / read.best, rows / read.middle, 60_000, True),
        memory("import, memory", read),
        seconds("rank", ours, 6.0),
        memory("rank, memory", ours, 1.0),
        seconds("rank --by pagerank", pagerank),
        seconds("networkx", rival),
        memory("networkx, memory", rival),
        times_faster("rank against networkx", rival, ours, 2.5),
        seconds("networkx, reposts only", lean),
        times_faster("rank against networkx, reposts only", lean, ours),
        times_faster("rank --by pagerank against the same", lean, pagerank),
    ]
    return rows, [result._replace(what=f"{which}: {result.what}") for result in results]


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


def keep(results: list[Result], facts: dict[str, str]) -> None:
    """Append the results to the history."""
    common = {
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "version": version("influence-discovery"),
        **facts,
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


def show(rows: dict[str, int], results: list[Result], facts: dict[str, str]) -> None:
    """Print the results as a table, with what they depend on."""
    for which, count in rows.items():
        print(f"{which}: {count:,} rows; {WORLDS[which]}")
    print("On", ", ".join(f"{name} {value}" for name, value in facts.items()))
    print(f"\n{'':46}{'best':>10}{'median':>10} {'unit':8}{'target':18}")
    for each in results:
        numbers = f"{each.best:>10,.4g}{each.median:>10,.4g}"
        if each.median >= 10_000:
            numbers = f"{each.best:>10,.0f}{each.median:>10,.0f}"
        print(f"{each.what:46}{numbers} {each.unit:8}{each.aim:18}{each.verdict}".rstrip())
    print(f"\nStopping rules\n{STOPPING_RULES}")


def main() -> None:
    """Measure, print, and append to data/benchmarks.csv."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    measured = {which: measure(which, times) for which in WORLDS}
    (help_,) = side_by_side(20, lambda: run([*COMMAND, "--help"], FOLDER))
    results = [result for _, found in measured.values() for result in found]
    results.append(seconds("influence --help", help_, 0.3))
    facts = machine()
    show({which: rows for which, (rows, _) in measured.items()}, results, facts)
    keep(results, facts)


if __name__ == "__main__":
    main()
