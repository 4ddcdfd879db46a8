"""Workbooks (XLSX) that open right: real dates, ids as text, links, filters, and no formula."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from math import isfinite
from tempfile import TemporaryDirectory
from traceback import clear_frames
from typing import BinaryIO, NamedTuple, cast

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from influence.errors import UsageError
from influence.show.columns import Cell, Column, Kind, Row, encodable, moment_of, shareable
from influence.show.exact_worksheet import (
    ExactWorksheet,
    number_cell,
    style_of,
    text_cell,
    truth_cell,
)
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
A4 = 9
"""The number that Excel has for this size of paper."""
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


class _Looks(NamedTuple):
    """How cells look that do not look as their column does."""

    head: str
    date: str
    link: str


def _looks(book: Workbook) -> _Looks:
    made = (
        {"bold": True, "bottom": 1, "bg_color": "#EEEEEE"},
        {"num_format": TIME_FORMAT, "align": "left"},
        {"hyperlink": True},
    )
    return _Looks(*(style_of(book.add_format(each)) for each in made))


def write_workbook(
    sheets: Sequence[Sheet], stream: BinaryIO, *, title: str, made: datetime = UNDATED
) -> list[str]:
    """Write sheets as one workbook; the same sheets give the same bytes.

    It is what is handed on, so that nothing private is in it (:func:`influence.show.shareable`).

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
    sheets = [replace(sheet, columns=shareable(sheet.columns)) for sheet in sheets]
    for sheet in sheets:
        _check_size(sheet)
    whole = BytesIO()
    with TemporaryDirectory() as folder:
        book = Workbook(whole, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        book.set_properties({"title": title, "created": made})
        looks = _looks(book)
        told = [line for sheet in sheets for line in _write_sheet(book, sheet, looks)]
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


def _write_sheet(book: Workbook, sheet: Sheet, looks: _Looks) -> Iterator[str]:
    made = book.add_worksheet(sheet.name, worksheet_class=ExactWorksheet)
    page = cast("ExactWorksheet", made)
    styles = list(_lay_out(book, page, sheet))
    top, last = len(sheet.notes), max(len(sheet.columns) - 1, 0)
    letters = [xl_col_to_name(place) for place in range(last + 1)]
    for place, note in enumerate(sheet.notes):
        page.add_row(place, text_cell(f"A{place + 1}", "", note), 0)
    names = [column.name for column in sheet.columns]
    heads = (
        text_cell(f"{at}{top + 1}", looks.head, encodable(name))
        for at, name in zip(letters, names, strict=False)
    )
    page.add_row(top, "".join(heads), last)
    cells = _Cells(page, looks)
    writers = list(zip(letters, names, styles, map(cells.writer, sheet.columns), strict=False))
    for row_place, row in enumerate(sheet.rows, top + 1):
        number = str(row_place + 1)
        held = [
            write(at + number, style, value)
            for at, name, style, write in writers
            if (value := row.get(name)) is not None
        ]
        page.add_row(row_place, "".join(held), last)
    bottom = top + len(sheet.rows)
    page.autofilter(top, 0, bottom, last)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{bottom + 1}"})
    yield from cells.told(sheet.name)


def _lay_out(book: Workbook, page: ExactWorksheet, sheet: Sheet) -> Iterator[str]:
    """Set what stays in sight and how wide columns are; yield how the cells of each look."""
    page.freeze_panes(len(sheet.notes) + 1, sheet.frozen)
    page.set_landscape()  # on paper: all columns on a page, with their heads on each
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(len(sheet.notes))
    sample = sheet.rows[:SAMPLE]
    for place, column in enumerate(sheet.columns):
        shown = {"text_wrap": True, "valign": "top"} if column.wrap else {}
        if column.holds is Kind.FACT:
            shown["align"] = "left"
        if form := number_format(column, sample):
            shown["num_format"] = form
        look = book.add_format(shown) if shown else None
        page.set_column(place, place, width(column, sample), look)
        yield style_of(look)


class _Cells:
    """Makes the cells of one sheet, and remembers what Excel cannot hold.

    Each method takes the place of a cell (``B7``), the look of its column, and its value.
    """

    def __init__(self, page: ExactWorksheet, looks: _Looks) -> None:
        self.page = page
        self.looks = looks
        self.links = self.unlinked = self.cuts = 0

    def writer(self, column: Column) -> Callable[[str, str, Cell], str]:
        """Return what makes the cells of a column."""
        return {
            Kind.VALUE: self.value,
            Kind.TIME: self.time,
            Kind.IDENTIFIER: self.identifier,
            Kind.LINK: self.link,
            Kind.FACT: self.fact,
        }[column.holds]

    def value(self, at: str, style: str, value: Cell) -> str:
        """Write a value as what it is; a whole number with more digits than Excel keeps as text."""
        if isinstance(value, str):
            return self.text(at, style, value)
        if isinstance(value, bool):
            return truth_cell(at, style, value)
        if isinstance(value, int) and abs(value) >= 10**DIGITS:
            return self.text(at, style, str(value))
        return number_cell(at, style, value) if value is not None and isfinite(value) else ""

    def time(self, at: str, style: str, value: Cell) -> str:
        """Write a UTC text time as a date; what is none as it is."""
        serial = serial_time(value) if isinstance(value, str) else None
        if serial is None:
            return self.value(at, style, value)
        return number_cell(at, self.looks.date, serial)

    def identifier(self, at: str, style: str, value: Cell) -> str:
        """Write an id as text, so that it keeps its digits and leading zeros."""
        return self.text(at, style, str(value))

    def link(self, at: str, style: str, value: Cell) -> str:
        """Write a web address as a link, as far as Excel opens that many."""
        if not isinstance(value, str) or not opens_as_link(value):
            return self.value(at, style, value)
        if self.links == MOST_LINKS:
            self.unlinked += 1
            return self.text(at, style, value)
        self.links += 1
        self.page.add_link(at, value)
        return self.text(at, self.looks.link, value)

    def fact(self, at: str, style: str, value: Cell) -> str:
        """Write a time as a date, a web address as a link, and all else as it is."""
        is_time = isinstance(value, str) and moment_of(value) is not None
        return (self.time if is_time else self.link)(at, style, value)

    def text(self, at: str, style: str, value: str) -> str:
        """Write a text, whatever it begins with and whatever it holds."""
        text = encodable(value)
        if len(text) > LONGEST_TEXT // 2 and units(text) > LONGEST_TEXT:
            text = cut(text)
            self.cuts += 1
        return text_cell(at, style, text) if text else ""

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
