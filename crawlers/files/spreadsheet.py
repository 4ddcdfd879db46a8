"""Spreadsheets as a source: XLSX, XLS, XLSB and ODS, through python-calamine (extra ``excel``).

Every visible sheet is read that has a header which is known, at most ``MOST_TITLES`` rows down. But
where the first one is of ours, or of an export that is known, sheets are left that only have other
names for columns of ours: they say more about the same.
"""

import marshal
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from crawlers.bad_row import BadRow
from crawlers.files.columns import Kind
from crawlers.files.csv import as_line
from crawlers.files.form import File, Form, Head, first_record
from crawlers.files.headers import UnknownHeader
from crawlers.files.mapped import OtherHeader
from crawlers.files.reading import Reading
from crawlers.files.table import MOST_TITLES, TableReader, find_plan
from crawlers.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Record

_READER = Path(__file__).with_name("workbook.py")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = (b"xl/", b"[Content_Types].xml", b"opendocument.spreadsheet")


def read_spreadsheet(reading: Reading) -> Iterator[Record]:
    """Yield the records of a workbook; bad rows are told with their sheet and passed over.

    Raises
    ------
    InputUnusable
        Where it cannot be read, or no sheet has a header that is known.
    """
    workbook = _Workbook(reading)
    with _frames(reading) as frames:
        for _, name, is_visible in frames:
            if not is_visible:
                reading.notes[f"sheet {name} is hidden and not read"] = None
                continue
            rows = _Rows(frames)
            yield from workbook.sheet(name, rows)
            rows.drain()
    workbook.check()


class _Rows:
    """The rows of one sheet, and the number of the current one."""

    def __init__(self, frames: Iterator[Any]) -> None:
        self.number = 0
        self._frames = frames
        self._ended = False

    def __iter__(self) -> Iterator[list[str]]:
        while not self._ended:
            batch = next(self._frames)
            self._ended = batch[-1:] == [None]
            for row in batch[:-1] if self._ended else batch:
                self.number += 1
                yield row

    def drain(self) -> None:
        """Pass over what was not read."""
        for _ in self:
            pass


class _Workbook:
    """A workbook while its sheets are read."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._is_sure: bool | None = None
        self._error: InputUnusable | None = None

    def sheet(self, name: str, rows: _Rows) -> Iterator[Record]:
        """Yield the records of a sheet, if it is one to read."""
        reading, each = self._reading, iter(rows)
        try:
            title = f"{reading.name} sheet {name}"
            header, plan = find_plan(title, each, reading.asked, MOST_TITLES)
        except (UnknownHeader, OtherHeader) as error:
            self._error = self._error or error
            reading.notes[f"sheet {name} has no header that is known and is not read"] = None
            return
        if self._is_sure and not plan.is_sure:
            reading.notes[f"sheet {name} says more about the same and is not read"] = None
            return
        self._is_sure = plan.is_sure if self._is_sure is None else self._is_sure
        table = TableReader(reading, header, plan)
        for cells in each:
            if any(cells) and table.is_row(cells):
                reading.at.start = rows.number
                yield from self._row(name, table, cells)

    def _row(self, name: str, table: TableReader, cells: list[str]) -> Iterator[Record]:
        reading = self._reading
        reading.rows += 1
        try:
            yield from table.records(cells)
        except (BadRow, UnreadableTime) as error:
            reading.reject(f"sheet {name}: {error}", as_line(cells))
        if reading.times.left_out:
            reading.tell_left_out(as_line(cells))

    def check(self) -> None:
        """Refuse a workbook of which no sheet was read."""
        if self._is_sure is None:
            name = self._reading.name
            raise self._error or InputUnusable(f"{name} has no sheet that can be read.")


@contextmanager
def _frames(reading: Reading) -> Iterator[Iterator[Any]]:
    """Start the process that reads a workbook, and yield what it writes."""
    if find_spec("python_calamine") is None:
        raise InputUnusable(
            f"{reading.name} is a spreadsheet: install what reads it with "
            "pip install 'influence-discovery[excel]', or save the sheet as CSV."
        )
    process = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-I", str(_READER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _written(reading, process)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)


def _written(reading: Reading, process: "subprocess.Popen[bytes]") -> Iterator[Any]:
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        return
    with suppress(BrokenPipeError):  # where it ended early, that is said below
        shutil.copyfileobj(reading.stream, stdin)
        stdin.close()
    while True:
        try:
            frame = marshal.load(stdout)  # noqa: S302 - our own process writes it
        except (EOFError, ValueError, TypeError) as error:
            raise InputUnusable(
                f"{reading.name} cannot be read as a spreadsheet: it asks for more memory or time "
                "than its rows can need; save it again with only these, or as CSV."
            ) from error
        if frame[0] == "end":
            return
        if frame[0] == "error":
            raise InputUnusable(f"{reading.name} cannot be read as a spreadsheet: {frame[1]}.")
        yield frame


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def _recognises(head: Head) -> bool:
    start = head.start
    if start.startswith(_OLE):
        return True
    return start.startswith(_ZIP) and any(mark in start for mark in _WORKBOOKS)


def _look(file: File) -> Kind | None:
    first_record(read_spreadsheet, file)
    return None


FORM = Form("spreadsheet", _recognises, read_spreadsheet, _look, counts="row")
