"""JSON lines as a source: one object a line, each told apart by its keys."""

import json
from collections.abc import Callable, Iterable, Iterator

from crawlers.bad_row import BadRow
from crawlers.files.columns import Kind
from crawlers.files.form import File, Form, Head
from crawlers.files.headers import plan_of
from crawlers.files.json_objects import ObjectReader, flat
from crawlers.files.lines import Lines
from crawlers.files.reading import Reading, as_text
from crawlers.json_values import Object, as_object, nothing_for
from crawlers.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Record


def read_jsonl(reading: Reading) -> Iterator[Record]:
    """Yield the records of a JSON lines file; bad lines are told and passed over."""
    return read_objects(reading, ObjectReader(reading).records)


def read_objects(
    reading: Reading, records_of: Callable[[Object], Iterable[Record]]
) -> Iterator[Record]:
    """Yield the records of the object on each line; bad lines are told and passed over."""
    lines = reading.lines()
    for line in lines:
        text = line.strip()
        if text:
            reading.rows += 1
            try:
                yield from records_of(_object(_sound(lines, text)))
            except (BadRow, UnreadableTime) as error:
                reading.reject(str(error), text)
            if reading.times.left_out:
                reading.tell_left_out(text)
        lines.next_row()


def _sound(lines: Lines, text: str) -> str:
    if lines.flaw is not None:
        raise BadRow(lines.flaw)
    return text


def _object(text: str) -> Object:
    try:
        row = json.loads(text, parse_constant=nothing_for)
    except (ValueError, RecursionError) as error:
        raise BadRow(f"is no JSON: {error}") from error
    if not isinstance(row, dict):
        raise BadRow("is no JSON object")
    return row


def first_object(head: Head) -> Object:
    """Return the object on the first line of a file; an empty one where it is none, or is cut."""
    lines = head.text.lstrip().splitlines()
    try:
        return as_object(json.loads(lines[0])) if lines else {}
    except (ValueError, RecursionError):
        return {}


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
