"""Edge lists without a header: ``a b``, ``a b weight`` or ``a b {attributes}``, one edge a line.

As networkx (``write_edgelist``), SNAP and KONECT write them: separated by tabs, commas or spaces,
comments behind ``#`` or ``%``.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from crawlers.bad_row import BadRow
from crawlers.files.acts import Records
from crawlers.files.aliases import folded, is_known_name
from crawlers.files.columns import INTERACTIONS, Kind
from crawlers.files.edges import Edge, EdgeReader, ask_what, says_what
from crawlers.files.form import File, Form, Head
from crawlers.files.numbers import NumberReader
from crawlers.files.plans import Setting
from crawlers.files.reading import Reading
from crawlers.times import UnreadableTime
from influence.records import Key, Record

COMMENTS = ("#", "%")

_CUT = 1 << 16
_LOOKED_AT = 50
_LONGEST_ATTRIBUTES = 10_000
_SEPARATORS = ("\t", ",", ";")
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_FOREIGN = ("{", "[", "<", '"')


class Line(NamedTuple):
    """One line of an edge list; whether it is separated by spaces."""

    source: str
    target: str
    rest: str
    is_spaced: bool


def read_edge_list(reading: Reading) -> Iterator[Record]:
    """Yield the records of an edge list; bad lines are told and passed over.

    Raises
    ------
    InputUnusable
        Where nothing says what the edges are.
    """
    read = EdgeReader(
        reading.name, Setting(reading.source, reading.times, NumberReader()), reading.asked
    )
    if reading.asked.edges is None and not _says_what(_beginning(reading)):
        raise ask_what(reading.name)
    ends = ("second", "first") if reading.asked.is_reversed else ("first", "second")
    used = dict(zip(("actor_id", "target_id"), ends, strict=True))
    reading.tell("edges", {**used, "count": "the third, where there is one"})
    lines = reading.lines()
    for line in lines:
        text = line.strip()
        if text and not text.startswith(COMMENTS):
            reading.rows += 1
            try:
                yield from _records(read, reading.source, text, lines.flaw)
            except (BadRow, UnreadableTime) as error:
                reading.reject(str(error), text)
            if reading.times.left_out:
                reading.tell_left_out(text)
        lines.next_row()


def _records(read: EdgeReader, source: str, text: str, flaw: str | None) -> Records:
    if flaw is not None:
        raise BadRow(flaw)
    line = _split(text)
    if line is None:
        raise BadRow("is no edge: two accounts, and at most a weight, are wanted")
    ends = Key(source, line.source), Key(source, line.target)
    return read(Edge(*ends, _attributes(line.rest)))


def _split(text: str) -> Line | None:
    """Return the ends of an edge and what stands behind them; None where it is no edge."""
    head, brace, attributes = text.partition("{")
    parts = _parts(head)
    is_spaced = not any(mark in head for mark in _SEPARATORS)
    if len(parts) not in ({2} if brace else {2, 3}) or not all(parts):
        return None
    rest = brace + attributes if brace else "".join(parts[2:])
    return Line(parts[0], parts[1], rest, is_spaced)


def _parts(text: str) -> list[str]:
    for separator in _SEPARATORS:
        if separator in text:
            return [part.strip() for part in text.rstrip(f" {separator}").split(separator)]
    return _SPACES.split(text.strip())


def _attributes(rest: str) -> dict[str, str]:
    """Return what stands behind the ends: a weight, or a dictionary as Python writes it."""
    if not rest.startswith("{"):
        return {"weight": rest}
    if len(rest) > _LONGEST_ATTRIBUTES:
        raise BadRow("its attributes are too long")
    try:
        with warnings.catch_warnings(action="ignore"):  # of strange escapes in it
            values = ast.literal_eval(rest)
        return {folded(str(name)): str(value) for name, value in dict(values).items()}
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise BadRow("its attributes are no dictionary of Python") from error


def _edges(text: str, *, is_whole: bool) -> list[Line | None]:
    lines = [line.strip() for line in text.splitlines()]
    if not is_whole and lines:
        lines.pop()  # the last one may be cut
    found = [line for line in lines if line and not line.startswith(COMMENTS)]
    return [_split(line) for line in found[:_LOOKED_AT]]


def _recognises(head: Head) -> bool:
    """Tell an edge list from a table: all its first lines are edges, and none names columns.

    Two words and a comma could be any table. They are edges where the file has comments, its ends
    are numbers, spaces separate them, or the person who imports says so.
    """
    text = head.text.lstrip("\ufeff")
    if text.lstrip().startswith(_FOREIGN) or head.asked.mapping is not None:
        return False
    edges = _edges(text, is_whole=len(head.start) < _CUT)
    found = [edge for edge in edges if edge is not None and _is_weight(edge.rest)]
    if not found or (edges[0] is not None and any(map(is_known_name, edges[0][:2]))):
        return False
    if head.asked.edges is not None or text.lstrip().startswith(COMMENTS):
        return 2 * len(found) > len(edges)
    return len(found) == len(edges) and (
        all(_NUMBER.fullmatch(end) for edge in found for end in edge[:2])
        or (len(found) > 1 and all(edge.is_spaced for edge in found))
    )


def _is_weight(rest: str) -> bool:
    return not rest or rest.startswith("{") or bool(_NUMBER.fullmatch(rest))


def _beginning(reading: Reading) -> str:
    start = reading.stream.peek(_CUT)[:_CUT]
    return start.decode(reading.encoding.codec, errors="ignore")


def _says_what(text: str) -> bool:
    """Return whether the first edges have attributes that say what they are."""
    for edge in _edges(text, is_whole=True):
        if edge is not None and edge.rest.startswith("{"):
            try:
                if says_what(_attributes(edge.rest)):
                    return True
            except BadRow:
                continue
    return False


def _look(file: File) -> Kind:
    start = file.stream.peek(_CUT)[:_CUT].decode(file.encoding.codec, errors="ignore")
    if file.asked.edges is None and not _says_what(start):
        raise ask_what(file.path)
    return INTERACTIONS


FORM = Form("edge list", _recognises, read_edge_list, _look)
