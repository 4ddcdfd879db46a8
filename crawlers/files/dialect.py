"""How a file of separated values separates them: told by which way its header makes sense."""

import csv
from collections.abc import Iterator
from typing import NamedTuple

from crawlers.files.asked import Asked
from crawlers.files.headers import UnknownHeader
from crawlers.files.mapped import OtherHeader
from crawlers.files.table import MOST_TITLES, find_plan
from influence.errors import InputUnusable

SEPARATORS = (",", ";", "\t", "|")

_SAYS = "sep="
_MARKED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


class Dialect(NamedTuple):
    """How values are separated.

    Attributes
    ----------
    separator
        One character.
    says_so
        Whether the first line says it (``sep=;``), for Excel.
    is_for_excel
        Whether the file is meant for Excel, so that an apostrophe before ``=``, ``+``, ``-`` or
        ``@`` only keeps that from being a formula.
    """

    separator: str = ","
    says_so: bool = False
    is_for_excel: bool = False

    @property
    def decimal(self) -> str:
        """The decimal mark: values are separated by semicolons where that is a comma."""
        return "," if self.separator == ";" else "."

    def plain(self, cells: list[str]) -> list[str]:
        """Return cells without the apostrophes that keep them from being formulas."""
        if not self.is_for_excel:
            return cells
        return [cell[1:] if cell.startswith(_MARKED) else cell for cell in cells]


def titles_above(asked: Asked) -> int:
    """Return how many lines may stand above the header of a text.

    Without a mapping the first line has to be the header, so that no row is ever taken for it.
    """
    return MOST_TITLES if asked.mapping is not None else 0


def dialect_of(name: str, text: str, asked: Asked, *, is_marked: bool) -> Dialect:
    """Return how the values of a file are separated.

    Parameters
    ----------
    text
        The beginning of the file.
    is_marked
        Whether it begins with a byte order mark, as files for Excel do.
    """
    first, _, _ = text.partition("\n")
    if first.strip().casefold().startswith(_SAYS) and len(first.strip("\r")) == len(_SAYS) + 1:
        return Dialect(first[len(_SAYS)], says_so=True, is_for_excel=is_marked)
    if asked.mapping is not None and asked.mapping.separator is not None:
        return Dialect(asked.mapping.separator, is_for_excel=is_marked)
    widths = {
        separator: width
        for separator in SEPARATORS
        if separator in text and (width := _columns(name, text, separator, asked))
    }
    found = max(widths, key=lambda each: widths[each], default=",")
    return Dialect(found, is_for_excel=is_marked)


def rows_of(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Raises
    ------
    csv.Error
        Where quotes or cells are broken.
    """
    is_space = separator == " "
    return csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=is_space)


def _columns(name: str, text: str, separator: str, asked: Asked) -> int:
    """Return how many columns a header has that makes sense; 0 where none does."""
    rows = rows_of(iter(text.splitlines(keepends=True)), separator)
    try:
        header, _ = find_plan(name, rows, asked, titles_above(asked))
    except (UnknownHeader, OtherHeader, csv.Error):
        return 0
    except InputUnusable:  # what it lacks is said when it is read
        return 1
    return len(header)
