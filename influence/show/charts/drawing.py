"""What every picture is made of: a frame, round axes, marks, and names that cannot break out."""

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from influence.show.columns import Column, Row, called, columns_of, printable
from influence.show.html_tables import html_table

INK, SOFT, GRID = "#1c2226", "#57616a", "#d9d5cb"
MARK, OTHER = "#0a6c68", "#b2560d"
"""Teal and orange: told apart by who sees red and green alike, on white and on black."""

LONGEST_NAME = 26
_HALO = '<text paint-order="stroke" stroke="#fff" stroke-width="3" '
"""Names keep clear of what they stand over."""

WIDE = 0.58
"""Width of a letter of a name, against its size."""


class Chart(NamedTuple):
    """A picture, what it says in words, and the same as a table."""

    title: str
    alt: str
    svg: str
    columns: Sequence[Column]
    rows: Sequence[Row]

    def _repr_html_(self) -> str:
        """Show it in a notebook, with its table folded away."""
        return (
            f"<figure>{self.svg}<figcaption>{escape(self.alt)}</figcaption>"
            f"<details><summary>The same as a table</summary>"
            f"{html_table(self.columns, self.rows)}</details></figure>"
        )


class Axis(NamedTuple):
    """A scale from values to places: linear, or logarithmic for values above 0."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False

    def at(self, value: float) -> float:
        """Return where a value stands; what lies outside stands at the nearer end."""
        low, high, value = (
            (math.log10(each) for each in (self.low, self.high, max(value, self.low)))
            if self.is_log
            else (self.low, self.high, value)
        )
        share = (value - low) / (high - low) if high > low else 0.5
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[float]:
        """Return round values on the axis."""
        return log_ticks(self.low, self.high) if self.is_log else ticks(self.low, self.high, most)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return at most so many round values from low to high.

    >>> ticks(0, 10, 6)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    """
    span = high - low
    if span <= 0:
        return [low]
    step = 10.0 ** math.floor(math.log10(span / most))
    step = next(step * times for times in (1, 2, 5, 10, 20) if span / (step * times) <= most)
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 10) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Return powers of ten from low to high, with 2 and 5 times these where few would be left.

    >>> log_ticks(3, 2000)
    [10.0, 100.0, 1000.0]
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for times in ((1,), (1, 3), (1, 2, 5)):
        found = [each * 10.0**k for k in decades for each in times]
        inside = [each for each in found if low <= each * (1 + 1e-9) and each <= high * (1 + 1e-9)]
        if len(inside) > 2:
            break
    return inside


def chart(
    title: str,
    alt: str,
    size: tuple[float, float],
    parts: Iterable[str],
    table: tuple[Iterable[Column | str], Sequence[Row]],
) -> Chart:
    """Return a picture of some parts, with its words and its table."""
    width, height = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}"'
        f' viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{clean(alt)}"'
        ' font-family="sans-serif" font-size="12">'
        f"{''.join(parts)}</svg>"
    )
    columns, rows = table
    return Chart(title, alt, svg, columns_of(columns), rows)


def clean(text: object) -> str:
    """Return a text that is safe between tags and in quotes, and steers nothing."""
    return escape(printable(str(text)), quote=True)


def shortened(text: object, most: int = LONGEST_NAME) -> str:
    """Return a name short enough to stand in a picture."""
    told = " ".join(str(text).split())
    return told if len(told) <= most else f"{told[: most - 1]}…"


def name_of(row: Row) -> str:
    """Return what the account of a row is called, short enough to stand in a picture."""
    return shortened(called(row))


def number_in(row: Row, name: str) -> float:
    """Return a number of a row; 0 where it is not known."""
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def text(
    x: float, y: float, words: object, *, anchor: str = "start", look: str = "label", size: int = 12
) -> str:
    """Return words at a place; ``look`` is ``label`` (soft) or ``name``."""
    fill = INK if look.startswith("name") else SOFT
    return (
        f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"'
        f' font-size="{size}">{clean(words)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, look: str = "grid") -> str:
    """Return a thin line; ``look`` is ``grid``, ``axis`` or ``tie``."""
    opacity = ' stroke-opacity="0.35"' if look == "tie" else ""
    return (
        f'<line class="{look}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        f' stroke="{GRID}"{opacity}/>'
    )


def dot(
    x: float, y: float, r: float, *, look: str = "mark", words: str = "", solid: float = 1.0
) -> str:
    """Return a round mark, with words for who points at it."""
    title = f"<title>{clean(words)}</title>" if words else ""
    fill = OTHER if look == "other" else MARK
    return (
        f'<circle class="{look}" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"'
        f' fill-opacity="{solid:g}">{title}</circle>'
    )


def bar(x: float, y: float, width: float, height: float, *, look: str = "mark") -> str:
    """Return a bar."""
    fill = OTHER if look == "other" else MARK
    return (
        f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}"'
        f' height="{height:.1f}" fill="{fill}"/>'
    )


def across(axis: Axis, top: float, bottom: float) -> Iterator[str]:
    """Yield the grid and the numbers of an axis that runs from left to right."""
    for tick in axis.ticks():
        x = axis.at(tick)
        yield line(x, top, x, bottom)
        yield text(x, bottom + 16, _short(tick), anchor="middle")


def upward(axis: Axis, left: float, right: float, most: int = 5) -> Iterator[str]:
    """Yield the grid and the numbers of an axis that runs from bottom to top."""
    for tick in axis.ticks(most):
        y = axis.at(tick)
        yield line(left, y, right, y)
        yield text(left - 8, y + 4, _short(tick), anchor="end")


def _short(tick: float) -> str:
    return f"{tick:,.0f}" if tick.is_integer() else f"{tick:g}"


class Labels:
    """Names in a picture, none over another: whoever comes first has the place."""

    def __init__(self, size: int = 12) -> None:
        self._size = size
        self._taken: list[tuple[float, float, float, float]] = []

    def place(self, x: float, y: float, words: str, anchor: str) -> str:
        """Return the words at a place; nothing, where others are in the way."""
        width = len(words) * self._size * WIDE
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = (left, y - self._size, left + width, y + 3)
        if any(_overlap(box, other) for other in self._taken):
            return ""
        self._taken.append(box)
        told = text(x, y, words, anchor=anchor, look="name halo", size=self._size)
        return told.replace("<text ", _HALO, 1)


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
