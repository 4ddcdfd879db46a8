"""What was measured: each quantity with what it was meant to be, kept in data/benchmarks.csv."""

import csv
import os
import platform
import sqlite3
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from processes import Repeats

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "build" / "bench"
HISTORY = ROOT / "data" / "benchmarks.csv"
COMMAND = [sys.executable, "-m", "influence"]
GIB = 2**30


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


def worked(what: str, repeats: Repeats) -> Result:
    """Return the seconds that processors worked, which other programs hardly change."""
    seconds = sorted(run.processor for run in repeats.runs)
    return Result(what, "CPU s", seconds[0], seconds[len(seconds) // 2])


def remove(db: Path) -> None:
    """Remove a database with what lies beside it."""
    for name in (db, Path(f"{db}-wal"), Path(f"{db}-shm")):
        name.unlink(missing_ok=True)


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


def keep(results: list[Result], facts: dict[str, str], history: Path = HISTORY) -> None:
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
    if not entries:
        return
    new = not history.exists()
    with history.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, entries[0], lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(entries)


def show(results: list[Result]) -> None:
    """Print results as lines of a table."""
    for each in results:
        numbers = f"{each.best:>10,.4g}{each.median:>10,.4g}"
        if each.median >= 10_000:
            numbers = f"{each.best:>10,.0f}{each.median:>10,.0f}"
        print(
            f"{each.what:58}{numbers} {each.unit:8}{each.aim:18}{each.verdict}".rstrip(), flush=True
        )
