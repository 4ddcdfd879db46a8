"""The chart of README.md and the tables of docs/speed.md, read off data/benchmarks.csv.

`python docs/benchmarks.py` draws the chart again; `make bench` does so after it has measured.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pages import table

from influence.show.charts.drawing import Axis, across, bar, chart, dot, line, text, upward

HISTORY = Path(__file__).parent.parent / "data" / "benchmarks.csv"
PICTURE = Path(__file__).parent / "benchmarks.svg"
WORLDS = {"lists": "mark", "pairs": "other"}
RIVALS = ("igraph", "networkit", "scikit-network", "networkx")
WIDTH, HEIGHT, MIDDLE = 760.0, 300.0, 380.0
TOP, BOTTOM = 56.0, 250.0

Row = Mapping[str, str]


class Point(NamedTuple):
    """A quantity of a world of so many million acts."""

    millions: float
    value: float


def latest() -> dict[str, Row]:
    """Return each quantity as it was measured last."""
    with HISTORY.open(encoding="utf-8", newline="") as file:
        return {row["what"]: row for row in csv.DictReader(file)}


def points(found: Mapping[str, Row], which: str, what: str) -> list[Point]:
    """Return a quantity of a world at every size, the smallest first."""
    pattern = re.compile(rf"{which} ([\d.]+) M: {re.escape(what)}")
    matches = ((pattern.fullmatch(name), row) for name, row in found.items())
    return sorted(Point(float(m[1]), float(row["median"])) for m, row in matches if m)


def by_size(*quantities: str) -> str:
    """Return a table of quantities, one row each, at every size of both worlds."""
    found = latest()
    places = [(which, point.millions) for which in WORLDS for point in points(found, which, "rank")]
    rows = []
    for what in quantities:
        cells = [found.get(f"{which} {size:g} M: {what}") for which, size in places]
        unit = next((row["unit"] for row in cells if row), None)
        if unit is not None:
            rows.append([what, unit, *("" if row is None else shown(row) for row in cells)])
    return table(["", "unit", *(f"{which} {size:g} M" for which, size in places)], rows)


def shown(row: Row) -> str:
    """Return a median, and its target where it has one."""
    value = _plain(float(row["median"]))
    if not row["target"]:
        return value
    sign, _, target = row["target"].rpartition(" ")
    return f"{value} ({row['verdict']}: {sign} {_plain(float(target))})"


def _plain(number: float) -> str:
    """Return four digits, or all that stand before the point."""
    return f"{number:,.0f}" if number >= 1000 else f"{number:.4g}"


def beside() -> str:
    """Return what each library took for PageRank of the same rows, the fastest first."""
    found, rows = latest(), []
    size = rival_size(found)
    for name in (name for name in found if name.startswith(f"pairs {size:g} M: ")):
        library = name.partition(": ")[2]
        is_one = library.startswith((*RIVALS, "rank --by pagerank"))
        if is_one and f"{name}, memory" in found:
            memory = found[f"{name}, memory"]["median"]
            rows.append([library, float(found[name]["median"]), memory])
    rows.sort(key=lambda row: float(row[1]))
    heads = [f"PageRank, {size:g} million acts", "s", "GB"]
    return table(heads, ([n, f"{s:.3g}", m] for n, s, m in rows))


def rival_size(found: Mapping[str, Row]) -> float:
    """Return the millions of acts at which others are compared: 5, or the most that there is."""
    sizes = [point.millions for point in points(found, "pairs", "rank --by pagerank")]
    return 5.0 if 5.0 in sizes else max(sizes, default=5.0)


def who_is_faster() -> str:
    """Return a sentence: PageRank of the same database by ours and by others, the fastest first."""
    found = latest()
    size = rival_size(found)
    took = sorted(_pagerank(found, size).items(), key=lambda each: each[1])
    said = ", ".join(f"{name} {seconds:.3g} s" for name, seconds in took)
    return f"PageRank of {size:g} million acts from one database, start to exit: {said}."


def every_score() -> str:
    """Return a table of the seconds of each score on the graph in memory, the slowest first."""
    found = latest()
    took = {
        name.partition(": ")[2]: float(row["median"])
        for name, row in found.items()
        if ": score " in name  # the last is the largest
    }
    return by_size(*sorted(took, key=lambda name: -took[name]))


def exponents() -> str:
    """Return the exponents of cost as a table."""
    found = {name: row for name, row in latest().items() if name.endswith("exponent of cost")}
    rows = ([name.partition(",")[0], shown(row)] for name, row in found.items())
    return table(["", "exponent"], rows)


def measured_on() -> str:
    """Return the machine and the versions of the last measurement, in words."""
    row = list(latest().values())[-1]
    return (
        f"{row['cores']} cores, {row['memory_gib']} GiB, Python {row['python']},"
        f" SQLite {row['sqlite']}, numpy {row['numpy']}, scipy {row['scipy']}"
    )


def draw() -> str:
    """Return the chart: seconds over acts, and PageRank beside others."""
    found = latest()
    alt = "Seconds of `influence rank` over the number of acts, and of PageRank beside others."
    parts = [*_growth(found), *_rivals(found)]
    svg = chart("Speed", alt, (WIDTH, HEIGHT), parts, ([], [])).svg
    # On paper of its own, since whoever shows it may be dark; one mark a line, for who compares.
    paper = '><rect width="100%" height="100%" fill="#fff"/>'
    return f"{svg.replace('>', paper, 1)}\n".replace("><", ">\n<")


def _growth(found: Mapping[str, Row]) -> Iterator[str]:
    series = {which: points(found, which, "rank") for which in WORLDS}
    every = [point for each in series.values() for point in each]
    if not every:
        return
    sizes = Axis(min(p.millions for p in every), max(p.millions for p in every), 60, 330, True)
    took = Axis(min(0.5, *(p.value for p in every)), max(p.value for p in every), BOTTOM, TOP, True)
    yield text(12, 24, "influence rank, start to exit", look="name", size=14)
    yield text(12, 42, "seconds, over million acts")
    yield from across(sizes, TOP, BOTTOM)
    yield from upward(took, 60, 330)
    for which, look in WORLDS.items():
        at = [(sizes.at(p.millions), took.at(p.value)) for p in series[which]]
        for (x1, y1), (x2, y2) in pairwise(at):
            yield line(x1, y1, x2, y2, look="axis")
        for (x, y), point in zip(at, series[which], strict=True):
            said = f"{which} {point.millions:g} M: {point.value:.3g} s"
            yield dot(x, y, 4.0, look=look, words=said)
    yield dot(70, HEIGHT - 14, 4.0)
    yield text(80, HEIGHT - 10, "with follower lists")
    yield dot(210, HEIGHT - 14, 4.0, look="other")
    yield text(220, HEIGHT - 10, "pairs alone")


def _rivals(found: Mapping[str, Row]) -> Iterator[str]:
    size = rival_size(found)
    took = _pagerank(found, size)
    if not took:
        return
    axis = Axis(0.0, max(took.values()), MIDDLE + 100, WIDTH - 40)
    title = f"PageRank of {size:g} million acts, start to exit"
    yield text(MIDDLE, 24, title, look="name", size=14)
    yield text(MIDDLE, 42, "seconds, each from the same database")
    yield from across(axis, TOP, BOTTOM)
    for place, (name, value) in enumerate(sorted(took.items(), key=lambda each: each[1])):
        y = TOP + 8 + place * (BOTTOM - TOP) / len(took)
        look = "mark" if name == "influence" else "other"
        yield bar(axis.start, y, axis.at(value) - axis.start, 22.0, look=look)
        yield text(MIDDLE + 92, y + 15, name, anchor="end", look="name")
        yield text(axis.at(value) + 4, y + 15, f"{value:.3g}")


def _pagerank(found: Mapping[str, Row], size: float) -> Mapping[str, float]:
    """Return the seconds of PageRank of the same database, ours a first ranking that is stored."""
    start = f"pairs {size:g} M: "
    named = {"influence": f"{start}rank --by pagerank"}
    named |= {each: f"{start}{each}, database" for each in RIVALS}
    return {name: float(found[what]["median"]) for name, what in named.items() if what in found}


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
