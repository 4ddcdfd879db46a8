"""CSV as a source: one header line names the columns, and thereby says what the rows are."""

import csv
import io
from collections.abc import Iterator, Sequence

from crawlers.bad_row import BadRow
from crawlers.files.asked import Asked
from crawlers.files.columns import Kind
from crawlers.files.dialect import Dialect, dialect_of, rows_of, titles_above
from crawlers.files.form import File, Form, NoRows
from crawlers.files.headers import plan_of
from crawlers.files.lines import Lines
from crawlers.files.plans import Plan
from crawlers.files.reading import Encoding, Reading, as_text
from crawlers.files.table import TableReader, find_plan
from crawlers.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Record

LONGEST_CELL = 16 * 1024 * 1024

COMMAS = Dialect()
_BEGINNING = 1 << 16
_MARK = b"\xef\xbb\xbf"


def read_csv(reading: Reading) -> Iterator[Record]:
    """Yield the records of a CSV file; bad rows are told and passed over.

    Raises
    ------
    InputUnusable
        Where the header is missing, doubled, or of no known kind.
    """
    dialect = _dialect(reading.name, reading.stream, reading.encoding, reading.asked)
    lines = reading.lines()
    rows = cells_of(reading, lines, dialect)
    header, plan = _header(reading, rows)
    table = TableReader(reading, header, plan, dialect.decimal)
    times, width = reading.times, table.width
    comment = reading.asked.mapping.comment if reading.asked.mapping else None
    for cells in rows:
        if not cells or (comment and cells[0].startswith(comment)) or _is_total(table, cells):
            continue
        reading.rows += 1
        if lines.flaw is not None:
            reading.reject(lines.flaw, as_line(cells))
        elif len(cells) != width:
            reading.reject(f"{len(cells)} cells where the header names {width}", as_line(cells))
        else:
            try:
                yield from table.records(dialect.plain(cells))
            except (BadRow, UnreadableTime) as error:
                reading.reject(str(error), as_line(cells))
            if times.left_out:
                reading.tell_left_out(as_line(cells))


def _is_total(table: TableReader, cells: Sequence[str]) -> bool:
    return bool(table.skipped) and len(cells) == table.width and not table.is_row(cells)


def _dialect(name: str, stream: io.BufferedReader, encoding: Encoding, asked: Asked) -> Dialect:
    start = stream.peek(_BEGINNING)[:_BEGINNING]
    text = start.decode(encoding.codec, errors="ignore")
    return dialect_of(name, text, asked, is_marked=start.startswith(_MARK))


def _header(reading: Reading, rows: Iterator[list[str]]) -> tuple[Sequence[str], Plan]:
    mapping = reading.asked.mapping
    if mapping is not None and mapping.columns:
        return mapping.columns, plan_of(reading.name, mapping.columns, reading.asked)
    return find_plan(reading.name, rows, reading.asked, titles_above(reading.asked))


def cells_of(reading: Reading, lines: Lines, dialect: Dialect = COMMAS) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Where quotes are broken only the line on which the row began is lost: the lines that an open
    quote swallowed are read again, each from its beginning.
    """
    csv.field_size_limit(LONGEST_CELL)  # the module's own limit would refuse long texts
    if dialect.says_so:
        next(iter(lines), None)
        lines.next_row()
    while True:
        try:
            for cells in rows_of(iter(lines), dialect.separator):
                yield cells
                lines.next_row()
        except csv.Error as error:
            lines.keep_first()
            reading.rows += 1
            reading.reject(f"quotes or cells are broken: {error}", lines.taken[0].rstrip("\r\n"))
            lines.next_row()
        else:
            return


def _look(file: File) -> Kind:
    """Read the header, and see that a row follows."""
    dialect = _dialect(file.path, file.stream, file.encoding, file.asked)
    with as_text(file.stream, file.encoding) as text:
        if dialect.says_so:
            next(text, None)
        kind = _kind_below(file, text, dialect)
        if not any(line.strip() for line in text):
            raise NoRows(f"{file.path} has a header and no rows.")
    return kind


def _kind_below(file: File, text: Iterator[str], dialect: Dialect) -> Kind:
    mapping = file.asked.mapping
    if mapping is not None and mapping.columns:
        return plan_of(file.path, mapping.columns, file.asked).kind
    try:
        rows = rows_of(text, dialect.separator)
        return find_plan(file.path, rows, file.asked, titles_above(file.asked))[1].kind
    except csv.Error as error:
        raise InputUnusable(f"{file.path}: its first line is no header: {error}.") from error


def as_line(cells: Sequence[str]) -> str:
    """Return a row as it is written in CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


FORM = Form("CSV", lambda _: True, read_csv, _look)
