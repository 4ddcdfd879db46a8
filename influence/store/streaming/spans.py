"""Up to where a stream was heard, and from when to when without a gap."""

import json
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from influence.store.books import write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database


class Stream(NamedTuple):
    """A server that streams; ``cursor`` is the last event of its that is written, if any is."""

    stream_id: int
    url: str
    cursor: int | None = None
    cursor_at: str | None = None


class Span(NamedTuple):
    """A stretch of time of which a stream told everything that was asked.

    ``gap`` says why something is missing, or may be, before it; None: nothing that is known.
    """

    url: str
    asked: Mapping[str, Any]
    from_at: str
    to_at: str
    events: int
    gap: str | None


class StreamStatus(NamedTuple):
    """What was heard of a stream in all: the first and the last of it, and where it has gaps."""

    url: str
    events: int
    from_at: str
    to_at: str
    gaps: int
    last_gap: str | None


def stream_of(db: "Database", url: str) -> Stream:
    """Return a stream by its address without what is asked of it; it is noted where it is new."""
    with write_transaction(db):
        db.conn.execute("insert or ignore into streams (url) values (?)", [url])
    return Stream(*db.conn.execute(f"{_STREAMS} where url = ?", [url]).fetchone())


def stream_known(db: "Database", url: str) -> Stream | None:
    """Return a stream that was heard before; None where it was not."""
    row = db.conn.execute(f"{_STREAMS} where url = ?", [url]).fetchone()
    return None if row is None else Stream(*row)


_STREAMS = "select stream_id, url, cursor, cursor_at from streams"

_LAST = """
select span_id, asked from stream_spans where stream_id = ? order by span_id desc limit 1
"""
_BEGIN = """
insert into stream_spans (stream_id, asked, from_at, to_at, events, gap) values (?, ?, ?, ?, 0, ?)
"""
_EXTEND = """
update stream_spans set to_at = max(to_at, ?), events = events + ? where span_id = ?
"""
_MOVE = "update streams set cursor = ?, cursor_at = ? where stream_id = ?"


def note_heard(
    connection: sqlite3.Connection,
    stream: Stream,
    asked: Mapping[str, Any],
    heard: tuple[str, str, int],
    gap: str | None,
) -> None:
    """Note what was heard of a stream, with the cursor of ``stream``, in this transaction.

    It is a part of the span before, unless there is a gap between, or something else was asked.

    Parameters
    ----------
    heard
        From when, to when (UTC text), and how many events.
    """
    (since, until, events), text = heard, json.dumps(asked, ensure_ascii=False, sort_keys=True)
    last = connection.execute(_LAST, [stream.stream_id]).fetchone()
    if gap is not None or last is None or last[1] != text:
        begun = connection.execute(_BEGIN, [stream.stream_id, text, since, until, gap])
        last = (begun.lastrowid, text)
    connection.execute(_EXTEND, [until, events, last[0]])
    connection.execute(_MOVE, [stream.cursor, stream.cursor_at, stream.stream_id])


def spans_of(db: "Database") -> list[Span]:
    """Return what was heard of every stream, in the order in which it was."""
    rows = db.conn.execute(
        "select url, asked, from_at, to_at, events, gap from stream_spans join streams"
        " using (stream_id) order by span_id"
    )
    return [Span(row[0], json.loads(row[1]), *row[2:]) for row in rows]


def stream_statuses(db: "Database") -> list[StreamStatus]:
    """Return what was heard of every stream in all."""
    rows = db.conn.execute(
        """
        select url, sum(events), min(from_at), max(to_at), count(gap),
               (select gap from stream_spans as last
                where last.stream_id = spans.stream_id and gap is not null
                order by span_id desc limit 1)
        from stream_spans as spans join streams using (stream_id)
        group by stream_id order by stream_id
        """
    )
    return [StreamStatus(*row) for row in rows]
