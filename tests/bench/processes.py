"""Measure whole processes: from start to exit, with the most memory that each held at once."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Process:
    """One run of a command: wall seconds, peak resident bytes, and what it printed.

    ``processor`` is the seconds that processors worked for it, as far as they were counted.
    """

    seconds: float
    peak_bytes: int
    output: str
    processor: float = 0.0


@dataclass(frozen=True)
class Repeats:
    """Several runs of one command."""

    runs: tuple[Process, ...]

    @property
    def best(self) -> float:
        """Least seconds."""
        return min(run.seconds for run in self.runs)

    @property
    def middle(self) -> float:
        """Median seconds."""
        return median(run.seconds for run in self.runs)

    @property
    def peak_bytes(self) -> int:
        """Most memory of any run."""
        return max(run.peak_bytes for run in self.runs)


def run(command: Sequence[str | Path], scratch: Path) -> Process:
    """Run a command to its end.

    This process has to stay small: a child's peak starts at the size of its parent.

    Raises
    ------
    RuntimeError
        Where the command fails.
    """
    printed = scratch / "printed.txt"
    said = scratch / "said.txt"
    with printed.open("wb") as out, said.open("wb") as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        shown = " ".join(map(str, command))
        raise RuntimeError(f"{shown} ended with {child.returncode}: {said.read_text()}")
    unit = 1 if sys.platform == "darwin" else 1024
    worked = used.ru_utime + used.ru_stime
    return Process(seconds, used.ru_maxrss * unit, printed.read_text(encoding="utf-8"), worked)


def run_tree(command: Sequence[str | Path], scratch: Path) -> Process:
    """Run a command to its end, and count the memory of every process that it starts (Linux).

    Memory is the proportional share (PSS) of all of them together, looked at 20 times a second.

    Raises
    ------
    RuntimeError
        Where the command fails.
    """
    said = scratch / "said.txt"
    peak = 0
    with said.open("wb") as err:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err
        )
        while True:
            try:
                child.wait(0.05)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, sum(map(_shared_out, _tree(child.pid))))
        seconds = time.perf_counter() - start
    if child.returncode != 0:
        shown = " ".join(map(str, command))
        raise RuntimeError(f"{shown} ended with {child.returncode}: {said.read_text()}")
    return Process(seconds, peak, said.read_text(encoding="utf-8"))


def _tree(pid: int) -> list[int]:
    """Return a process and all that it started."""
    found = [pid]
    for each in found:
        for listed in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += map(int, listed.read_text().split())
            except OSError:  # it ended meanwhile
                continue
    return found


def _shared_out(pid: int) -> int:
    """Return the memory of a process, what it shares with others divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def side_by_side(times: int, *measures: Callable[[], Process]) -> list[Repeats]:
    """Measure each in turn, all of them ``times`` times, so that all meet the same machine.

    Each runs twice in its turn and the second run counts: the first finds what the one before it
    left of the memory and the file cache, which is no property of the command.
    """
    rounds = [[_warm(measure) for measure in measures] for _ in range(times)]
    return [Repeats(tuple(runs)) for runs in zip(*rounds, strict=True)]


def _warm(measure: Callable[[], Process]) -> Process:
    measure()
    return measure()
