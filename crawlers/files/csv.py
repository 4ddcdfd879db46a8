"""CSV as a source: one header line names the columns, and thereby says what the rows are."""

import csv
import io
from collections.abc import Iterator

from crawlers.files.bad_row import BadRow
from crawlers.files.columns import Kind, kind_of, wanted_columns
from crawlers.files.form import File, Form
from crawlers.files.lines import Lines
from crawlers.files.reading import Reading, as_text
from crawlers.files.rows import Layout, row_reader
from crawlers.files.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Record

LONGEST_CELL = 16 * 1024 * 1024


def read_csv(reading: Reading) -> Iterator[Record]:
    """Yield the records of a CSV file; bad rows are told and passed over.

    Raises
    ------
    InputUnusable
        Where the header is missing, doubled, or of no known kind.
    """
    lines = reading.lines()
    rows = _rows(reading, lines)
    header = [_plain(name) for name in next(rows, [])]
    kind = kind_of_header(reading.name, header)
    reading.unused.update(dict.fromkeys(name for name in header if name not in kind.columns))
    read = row_reader(Layout(kind, header, reading.source, reading.times))
    left_out, width = reading.times.left_out, len(header)
    for cells in rows:
        if not cells:
            continue
        reading.rows += 1
        if lines.flaw is not None:
            reading.reject(lines.flaw, as_line(cells))
        elif len(cells) != width:
            reading.reject(f"{len(cells)} cells where the header names {width}", as_line(cells))
        else:
            try:
                yield from read([*cells, ""])
            except (BadRow, UnreadableTime) as error:
                reading.reject(str(error), as_line(cells))
            if left_out:
                reading.tell_left_out(as_line(cells))


def _rows(reading: Reading, lines: Lines) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Where quotes are broken only the line on which the row began is lost: the lines that an open
    quote swallowed are read again, each from its beginning.
    """
    csv.field_size_limit(LONGEST_CELL)  # the module's own limit would refuse long texts
    while True:
        try:
            for cells in csv.reader(iter(lines), strict=True):
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
    with as_text(file.stream, file.encoding) as text:
        try:
            header = next(csv.reader(text, strict=True), [])
        except csv.Error as error:
            raise InputUnusable(f"{file.path}: its first line is no header: {error}.") from error
        kind = kind_of_header(file.path, [_plain(name) for name in header])
        if not any(line.strip() for line in text):
            raise InputUnusable(f"{file.path} has a header and no rows.")
    return kind


def kind_of_header(name: str, header: list[str]) -> Kind:
    """Return what the rows under a header are.

    Raises
    ------
    InputUnusable
        Where there is no header, it names a column twice, or it is of no known kind.
    """
    named = [column for column in header if column]
    if doubled := sorted({column for column in named if named.count(column) > 1}):
        raise InputUnusable(f"{name}: the header names {', '.join(doubled)} twice; rename one.")
    kind = kind_of(named)
    if kind is None:
        separator = next((mark for mark in ";\t|" if mark in "".join(header)), None)
        hint = f" Is it separated by {separator!r}? Commas are wanted." if separator else ""
        raise InputUnusable(
            f"{name}: its first line must name the columns ({wanted_columns()}); "
            f"it reads {','.join(header)[:80]!r}.{hint}"
        )
    return kind


def as_line(cells: list[str]) -> str:
    """Return a row as it is written in CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def _plain(name: str) -> str:
    return name.strip().casefold()


FORM = Form("CSV", lambda _: True, read_csv, _look)
