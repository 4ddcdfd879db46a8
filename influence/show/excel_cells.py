"""What one cell of a workbook can hold: times as serial numbers, texts cut, links that open.

Limits are those of *Excel specifications and limits* and of ECMA-376 part 1.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from math import floor, isfinite, log10
from statistics import median

from influence.show.columns import Cell, Column, Kind, Row, is_number, moment_of, text_for_people

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell holds."""

LONGEST_LINK = 2_079
DIGITS = 15
"""Decimal digits that Excel keeps of a number."""

TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
NARROWEST, WIDEST = 8, 60
"""Characters; a longer text can be read in the line above the sheet."""

_BUTTON = 3
_DAY_ZERO = datetime.fromisoformat("1899-12-30T00:00:00Z")
_FIRST_DAY = 61  # 1900-03-01: before it Excel counts a 29 February 1900 that never was
_LINK = re.compile(r'https?://[^\s\x00-\x20"<>\\^`{|}\x7f-\x9f\ufffe\uffff]+')


@lru_cache(maxsize=4096)
def serial_time(text: str) -> float | None:
    """Return a UTC text time as days since 1899-12-30; None where Excel has no such moment.

    >>> serial_time("2026-03-01T12:00:00Z"), serial_time("1899-01-01T00:00:00Z")
    (46082.5, None)
    """
    if (moment := moment_of(text)) is None:
        return None
    days = (moment - _DAY_ZERO) / timedelta(days=1)
    return days if days >= _FIRST_DAY else None


def opens_as_link(text: str) -> bool:
    """Return whether a text is one web address that Excel can hold as a link.

    >>> opens_as_link("https://anna.example/1"), opens_as_link("javascript:alert(1)")
    (True, False)
    """
    escaped = len(text) + 2 * sum(map(text.count, "%[]"))
    return escaped <= LONGEST_LINK and _LINK.fullmatch(text) is not None


def units(text: str) -> int:
    """Return the length of a text as Excel counts it: in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str) -> str:
    """Return a text that is too long for a cell, cut, with a mark that says so."""
    mark = f"… [cut: {len(text):,} characters]"
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(mark))]
    return kept.decode("utf-16-le", "ignore") + mark


def number_format(column: Column, sample: Sequence[Row]) -> str | None:
    """Return how Excel shows the numbers of a column: three digits of the usual one, thousands.

    The cells keep every digit. None: leave it to Excel, where it is no column of numbers.
    """
    values = [value for row in sample if (value := row.get(column.name)) is not None]
    numbers = [float(value) for value in values if is_number(value)]
    if column.holds is not Kind.VALUE or not numbers or len(numbers) < len(values):
        return None
    sizes = [abs(number) for number in numbers if number and isfinite(number)]
    if not sizes or all(isinstance(value, int) for value in values):
        return "#,##0"
    decimals = column.digits - 1 - floor(log10(median(sizes)))
    if decimals > column.digits + 2:
        return "0.00E+00"
    return "#,##0" + ("." + "0" * decimals if decimals > 0 else "")


def width(column: Column, sample: Sequence[Row]) -> int:
    """Return the width of a column in characters: that of its longest text, within bounds."""
    if column.holds is Kind.TIME:
        longest = len(TIME_FORMAT)
    else:
        longest = max((len(_shown(row.get(column.name))) for row in sample), default=0)
    return min(max(longest + 1, len(column.name) + _BUTTON, NARROWEST), WIDEST)


def _shown(value: Cell) -> str:
    return value if isinstance(value, str) else text_for_people(value, 4)
