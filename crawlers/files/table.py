"""The rows of one table, from whatever form of file: cells under a header -> records."""

import re
from collections.abc import Iterator, Sequence

from crawlers.bad_row import BadRow
from crawlers.files.acts import Records
from crawlers.files.asked import Asked
from crawlers.files.headers import UnknownHeader, plan_of
from crawlers.files.mapped import OtherHeader
from crawlers.files.numbers import NumberReader
from crawlers.files.plans import Plan, Setting, holds_any
from crawlers.files.reading import Reading

MOST_TITLES = 20
"""Rows above a header that may hold titles and the like."""

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)


def find_plan(
    name: str, rows: Iterator[Sequence[str]], asked: Asked, titles: int
) -> tuple[Sequence[str], Plan]:
    """Return the header of a table and the plan of the rows that follow it.

    Parameters
    ----------
    name
        The file, for sentences.
    rows
        From the beginning; what stands above the header and the header itself are taken from it.
    titles
        How many rows may stand above the header. Empty rows are not counted. Below others a row
        is no header for the sake of one word that may name a column.

    Raises
    ------
    InputUnusable
        Where there is no header that is known; the sentence is about the first row.
    """
    first: UnknownHeader | OtherHeader | None = None
    above = 0
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            plan = plan_of(name, cells, asked)
            if not above or plan.is_sure or len(plan.places) > 1:
                return cells, plan
        except (UnknownHeader, OtherHeader) as error:
            first = first or error
        above += 1
        if above > titles:
            break
    raise first or UnknownHeader(f"{name} has no header.")


class TableReader:
    """Reads the rows under one header, and tells of the reading how.

    Parameters
    ----------
    header
        The names of the columns.
    plan
        What they mean.
    decimal
        The decimal mark, unless the plan knows it.
    """

    def __init__(
        self, reading: Reading, header: Sequence[str], plan: Plan, decimal: str = "."
    ) -> None:
        self.width = len(header)
        if plan.dates or plan.zone is not None:
            reading.times = reading.times.told(plan.dates, plan.zone)
        for part in plan.parts:
            what = plan.title if len(plan.parts) == 1 else f"{plan.title}: {part.kind.name}"
            reading.tell(what, part.used, plan.notes)
        reading.unused.update(dict.fromkeys(plan.unused))
        setting = Setting(reading.source, reading.times, NumberReader(plan.decimal or decimal))
        self._read = plan.reader(setting)
        self._ids = plan.id_places
        self.skipped = plan.skipped

    def is_row(self, cells: Sequence[str]) -> bool:
        """Return whether these cells are a row, and no total of rows."""
        return not holds_any(cells, self.skipped)

    def records(self, cells: Sequence[str]) -> Records:
        """Return the records of a row.

        Raises
        ------
        BadRow, UnreadableTime
            Where it cannot be taken.
        """
        for place in self._ids:
            if "+" in cells[place] and _ROUNDED.fullmatch(cells[place].strip()):
                raise BadRow(
                    f"id {cells[place][:40]!r} was rounded by a spreadsheet: "
                    "export it again and keep the column as text"
                )
        return self._read([*cells, ""])
