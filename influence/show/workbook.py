"""Workbooks (XLSX) that open right: real dates, ids as text, links, filters, and no formula."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import isfinite
from tempfile import TemporaryDirectory
from traceback import clear_frames
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from influence.errors import UsageError
from influence.show.columns import Cell, Column, Kind, Row, encodable, moment_of
from influence.show.exact_worksheet import ExactWorksheet
from influence.show.excel_cells import (
    DIGITS,
    LONGEST_TEXT,
    TIME_FORMAT,
    cut,
    number_format,
    opens_as_link,
    serial_time,
    units,
    width,
)

MOST_ROWS, MOST_COLUMNS, MOST_LINKS = 1_048_576, 16_384, 65_530
SAMPLE = 500
"""Rows whose texts decide how wide a column is."""

UNDATED = datetime.fromisoformat("1980-01-01T00:00:00Z")
"""When a workbook was made that is of no run: the first moment that a zip file knows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows under a header that stays in sight and filters them.

    Attributes
    ----------
    rows
        Mappings that hold the columns by name; what they do not hold is an empty cell.
    notes
        Sentences above the header.
    frozen
        So many columns stay in sight as well.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    frozen: int = 0


def write_workbook(
    sheets: Sequence[Sheet], stream: BinaryIO, *, title: str, made: datetime = UNDATED
) -> list[str]:
    """Write sheets as one workbook; the same sheets give the same bytes.

    Parameters
    ----------
    made
        What the workbook says of when it was made.

    Returns
    -------
    list of str
        What Excel cannot hold and is not there as it was given: a sentence each.

    Raises
    ------
    UsageError
        Where a sheet has more rows or columns than Excel opens.
    """
    for sheet in sheets:
        _check_size(sheet)
    whole = BytesIO()
    with TemporaryDirectory() as folder:
        book = Workbook(whole, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        book.set_properties({"title": title, "created": made})
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEEEEE"})
        date = book.add_format({"num_format": TIME_FORMAT, "align": "left"})
        told = [line for sheet in sheets for line in _write_sheet(book, sheet, head, date)]
        _close(book)
    stream.write(whole.getbuffer())
    return told


def _close(book: Workbook) -> None:
    """Finish a workbook; where that fails, say why as the system does, such as a full disk."""
    try:
        book.close()
    except BaseException as error:  # noqa: BLE001 - raised again
        cause = error.args[0] if isinstance(error, FileCreateError) else error
        clear_frames(cause.__traceback__)  # else half a zip file complains when the program ends
        raise cause from None


def _check_size(sheet: Sheet) -> None:
    rows, columns = len(sheet.notes) + 1 + len(sheet.rows), len(sheet.columns)
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise UsageError(
            f"The sheet {sheet.name!r} would have {rows:,} rows and {columns:,} columns; Excel"
            f" opens {MOST_ROWS:,} and {MOST_COLUMNS:,}: ask for fewer, or for CSV or Parquet."
        )


def _write_sheet(book: Workbook, sheet: Sheet, head: Format, date: Format) -> Iterator[str]:
    page = book.add_worksheet(sheet.name, worksheet_class=ExactWorksheet)
    top = len(sheet.notes)
    _lay_out(book, page, sheet)
    for place, note in enumerate(sheet.notes):
        page.write_string(place, 0, note)
    for place, column in enumerate(sheet.columns):
        page.write_string(top, place, column.name, head)
    writer = _CellWriter(page, date)
    writers = [(*each, writer.of(column.holds)) for each, column in _placed(sheet.columns)]
    for row_place, row in enumerate(sheet.rows, top + 1):
        for place, name, write in writers:
            if (value := row.get(name)) is not None:
                write(row_place, place, value)
    bottom, right = top + len(sheet.rows), max(len(sheet.columns) - 1, 0)
    page.autofilter(top, 0, bottom, right)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{bottom + 1}"})
    yield from writer.told(sheet.name)


def _placed(columns: Sequence[Column]) -> Iterator[tuple[tuple[int, str], Column]]:
    return (((place, column.name), column) for place, column in enumerate(columns))


def _lay_out(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Set widths and number formats, which cells take over as they are written."""
    sample = sheet.rows[:SAMPLE]
    for place, column in enumerate(sheet.columns):
        shown = {"text_wrap": True, "valign": "top"} if column.wrap else {}
        if column.holds is Kind.FACT:
            shown["align"] = "left"
        if form := number_format(column, sample):
            shown["num_format"] = form
        look = book.add_format(shown) if shown else None
        page.set_column(place, place, width(column, sample), look)
    page.freeze_panes(len(sheet.notes) + 1, sheet.frozen)


class _CellWriter:
    """Writes the cells of one sheet, and remembers what Excel cannot hold."""

    def __init__(self, page: Worksheet, date: Format) -> None:
        self.page = page
        self.date = date
        self.links = self.unlinked = self.cuts = 0

    def of(self, kind: Kind) -> Callable[[int, int, Cell], None]:
        """Return what writes the cells of a column."""
        return {
            Kind.VALUE: self.value,
            Kind.TIME: self.time,
            Kind.IDENTIFIER: self.identifier,
            Kind.LINK: self.link,
            Kind.FACT: self.fact,
        }[kind]

    def value(self, row: int, place: int, value: Cell) -> None:
        """Write a value as what it is; a whole number with more digits than Excel keeps as text."""
        if isinstance(value, str):
            self.text(row, place, value)
        elif isinstance(value, bool):
            self.page.write_boolean(row, place, value)
        elif isinstance(value, int):
            if abs(value) < 10**DIGITS:
                self.page.write_number(row, place, value)
            else:
                self.text(row, place, str(value))
        elif value is not None and isfinite(value):
            self.page.write_number(row, place, value)

    def time(self, row: int, place: int, value: Cell) -> None:
        """Write a UTC text time as a date; what is none as it is."""
        serial = serial_time(value) if isinstance(value, str) else None
        if serial is None:
            self.value(row, place, value)
        else:
            self.page.write_number(row, place, serial, self.date)

    def identifier(self, row: int, place: int, value: Cell) -> None:
        """Write an id as text, so that it keeps its digits and leading zeros."""
        self.text(row, place, str(value))

    def link(self, row: int, place: int, value: Cell) -> None:
        """Write a web address as a link, as far as Excel opens that many."""
        if not isinstance(value, str) or not opens_as_link(value):
            self.value(row, place, value)
        elif self.links == MOST_LINKS:
            self.unlinked += 1
            self.text(row, place, value)
        else:
            self.links += 1
            self.page.write_url(row, place, value, string=value)

    def fact(self, row: int, place: int, value: Cell) -> None:
        """Write a time as a date, a web address as a link, and all else as it is."""
        is_time = isinstance(value, str) and moment_of(value) is not None
        (self.time if is_time else self.link)(row, place, value)

    def text(self, row: int, place: int, value: str) -> None:
        """Write a text, whatever it begins with and whatever it holds."""
        text = encodable(value)
        if len(text) > LONGEST_TEXT // 2 and units(text) > LONGEST_TEXT:
            text = cut(text)
            self.cuts += 1
        if text:
            self.page.write_string(row, place, text)

    def told(self, name: str) -> Iterator[str]:
        """Yield what is not there as it was given."""
        if self.cuts:
            yield (
                f"Sheet {name}: {self.cuts:,} texts of more than {LONGEST_TEXT:,} characters, all"
                " that a cell holds, are cut, and say so at their end."
            )
        if self.unlinked:
            yield (
                f"Sheet {name}: Excel opens {MOST_LINKS:,} links a sheet; {self.unlinked:,} more"
                " addresses are plain text."
            )
