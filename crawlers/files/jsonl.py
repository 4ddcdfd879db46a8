"""JSON lines as a source: one object a line, each told apart by its keys."""

import json
from collections.abc import Iterator

from crawlers.files.bad_row import BadRow
from crawlers.files.columns import Kind
from crawlers.files.form import File, Form, Head
from crawlers.files.headers import plan_of
from crawlers.files.json_objects import ObjectReader, flat
from crawlers.files.lines import Lines
from crawlers.files.reading import Reading, as_text
from crawlers.files.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Record


def read_jsonl(reading: Reading) -> Iterator[Record]:
    """Yield the records of a JSON lines file; bad lines are told and passed over."""
    objects = ObjectReader(reading)
    lines = reading.lines()
    for line in lines:
        text = line.strip()
        if text:
            reading.rows += 1
            try:
                yield from objects.records(_object(_sound(lines, text)))
            except (BadRow, UnreadableTime) as error:
                reading.reject(str(error), text)
            if reading.times.left_out:
                reading.tell_left_out(text)
        lines.next_row()


def _sound(lines: Lines, text: str) -> str:
    if lines.flaw is not None:
        raise BadRow(lines.flaw)
    return text


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


def _recognises(head: Head) -> bool:
    return head.text.lstrip().startswith("{")


def _look(file: File) -> Kind | None:
    """Return what the first row is; None where it does not say."""
    with as_text(file.stream, file.encoding) as text:
        try:
            row = flat(json.loads(next(line for line in text if line.strip())))
            return plan_of(file.path, list(row), file.asked).kind
        except (ValueError, TypeError, AttributeError, RecursionError, InputUnusable):
            return None


FORM = Form("JSON lines", _recognises, read_jsonl, _look)
