"""JSON lines as a source: one object a line, each told apart by its keys."""

import json
from collections.abc import Iterator

from crawlers.files.bad_row import BadRow
from crawlers.files.columns import KINDS, Kind, kind_of, wanted_columns
from crawlers.files.form import File, Form, Head
from crawlers.files.lines import Lines
from crawlers.files.reading import Reading, as_text
from crawlers.files.rows import Layout, ReadRow, row_reader
from crawlers.files.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Record


def read_jsonl(reading: Reading) -> Iterator[Record]:
    """Yield the records of a JSON lines file; bad lines are told and passed over."""
    readers = {
        kind: row_reader(Layout(kind, kind.columns, reading.source, reading.times))
        for kind in KINDS
    }
    lines = reading.lines()
    for line in lines:
        text = line.strip()
        if text:
            reading.rows += 1
            try:
                yield from _records(reading, readers, _sound(lines, text))
            except (BadRow, UnreadableTime) as error:
                reading.reject(str(error), text)
            if reading.times.left_out:
                reading.tell_left_out(text)
        lines.next_row()


def _sound(lines: Lines, text: str) -> str:
    if lines.flaw is not None:
        raise BadRow(lines.flaw)
    return text


def _records(reading: Reading, readers: dict[Kind, ReadRow], text: str) -> tuple[Record, ...]:
    row = _object(text)
    kind = kind_of(row)
    if kind is None:
        raise BadRow(f"its keys are none of ours ({wanted_columns()})")
    reading.unused.update(dict.fromkeys(row.keys() - set(kind.columns)))
    cells = [_cell(column, row.get(column)) for column in kind.columns]
    return readers[kind]([*cells, ""])


def _object(text: str) -> dict[str, object]:
    try:
        row = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadRow(f"is no JSON: {error}") from error
    if not isinstance(row, dict):
        raise BadRow("is no JSON object")
    return row


def _no_number(name: str) -> None:
    """Read NaN and Infinity, which JSON does not know, as unknown."""


def _cell(column: str, value: object) -> str:
    """Return a value as the text that a CSV cell would hold."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case str():
            return _checked(column, value)
        case int() | float():
            return str(value)
        case _:
            raise BadRow(f"{column} holds a {type(value).__name__} where a plain value is wanted")


def _checked(column: str, text: str) -> str:
    """Refuse what JSON can escape and no text may hold."""
    if "\0" in text:
        raise BadRow(f"NUL byte in {column}")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise BadRow(f"half a character (a lone surrogate) in {column}")
    return text


def _recognises(head: Head) -> bool:
    start = head.text.lstrip()[:1]
    if start == "[":
        raise InputUnusable(f"{head.path} is one JSON list; write one object a line (JSON lines).")
    return start == "{"


def _look(file: File) -> Kind | None:
    """Return what the first row is; None where it does not say."""
    with as_text(file.stream, file.encoding) as text:
        try:
            return kind_of(json.loads(next(line for line in text if line.strip())))
        except (ValueError, TypeError, RecursionError):
            return None


FORM = Form("JSON lines", _recognises, read_jsonl, _look)
