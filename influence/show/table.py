"""Tables for people: aligned text anywhere, with rules and colour on a terminal."""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from influence.show.columns import Column, Row, told

GAP = 2
"""Characters between two columns."""

WRAPPED = 40
"""A column that may wrap needs this many characters: some six words a line."""


def write_table(
    rows: Iterable[Row], columns: Sequence[Column], stream: TextIO, *, width: int | None = None
) -> None:
    """Write an aligned table: as wide as the terminal there, as wide as it is elsewhere.

    Parameters
    ----------
    width
        Characters a line; None asks the terminal, and elsewhere ``COLUMNS``, without which there
        is no limit.
    """
    rows = list(rows)
    columns = told(rows, columns)
    width = width or _width(stream)
    if width:
        _write_rich(rows, columns, stream, width)
        return
    table = [[column.heading for column in columns]]
    table += [[column.text(row) for column in columns] for row in rows]
    right = [column.is_right(rows) for column in columns]
    stream.writelines(line + "\n" for line in aligned(table, right))


def has_colour(stream: TextIO) -> bool:
    """Return whether bold and dim may be used: on a terminal, unless NO_COLOR is set.

    As https://no-color.org says, an empty NO_COLOR counts as none.
    """
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _width(stream: TextIO) -> int | None:
    if stream.isatty():
        return shutil.get_terminal_size().columns
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if asked.isdecimal() and int(asked) else None


def aligned(table: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[str]:
    """Yield the lines of a table of texts, padded to the width that a terminal gives them."""
    widths = [max(map(cell_len, cells)) for cells in zip(*table, strict=True)]
    for cells in table:
        padded = [
            " " * (width - cell_len(cell)) + cell
            if to_right
            else cell + " " * (width - cell_len(cell))
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        ]
        yield (" " * GAP).join(padded).rstrip()


def fitting(rows: Sequence[Row], columns: Sequence[Column], width: int) -> list[Column]:
    """Return the columns that fit a width, those of the highest ``keep`` dropped first.

    A column that may wrap needs room for a few words; the others need their longest cell.
    """
    kept = list(columns)
    while sum(_room(rows, column) + GAP for column in kept) - GAP > width:
        last = max(kept, key=lambda column: column.keep)
        if not last.keep:
            break
        kept.remove(last)
    return kept


def _room(rows: Sequence[Row], column: Column) -> int:
    longest = max([cell_len(column.heading), *(cell_len(column.text(row)) for row in rows)])
    return min(longest, WRAPPED) if column.wrap else longest


def _write_rich(rows: Sequence[Row], columns: Sequence[Column], stream: TextIO, width: int) -> None:
    kept = fitting(rows, columns, width)
    console = Console(
        file=stream,
        width=width,
        # Without a height, rich takes every terminal that has no cursor for one of 80 columns.
        height=len(rows),
        # FORCE_COLOR, which rich obeys, must not put escapes into a file or a pipe.
        color_system="auto" if has_colour(stream) else None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    console.print(_rich_table(rows, kept))
    if lost := [column.heading for column in columns if column not in kept]:
        console.print(f"Not shown, for want of room: {', '.join(lost)}.", style="dim")


def _rich_table(rows: Sequence[Row], columns: Sequence[Column]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for column in columns:
        table.add_column(
            Text(column.heading),
            justify="right" if column.is_right(rows) else "left",
            no_wrap=not column.wrap,
            overflow="fold" if column.wrap else "ellipsis",
        )
    for row in rows:
        table.add_row(*(Text(column.text(row)) for column in columns))
    return table
