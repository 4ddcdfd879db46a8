"""Files of a Google Takeout of YouTube, as CSV: subscriptions, comments, chats, videos, channel.

Read with English column names. What was paid, and videos that are not public, stay out.
Columns: https://developers.google.com/data-portability/schema-reference/youtube.
"""

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from crawlers.bad_row import BadRow
from crawlers.files.columns import ACCOUNTS, INTERACTIONS, POSTS, Kind
from crawlers.files.csv import as_line, cells_of
from crawlers.files.form import File, Form, Head
from crawlers.files.reading import Reading, beginning_of
from crawlers.json_values import Object, as_id, as_words, at, objects
from crawlers.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Account, Coverage, Follow, Interaction, Key, Post, Record

SOURCE = "youtube"

Row = dict[str, str]
_WHERE = "the channel.csv or comments.csv of the same Takeout"


class Table(NamedTuple):
    """One of the files: the columns that tell it, what its rows are, and how each is read."""

    columns: frozenset[str]
    kind: Kind
    records_of: Callable[[Row, Reading], Iterator[Record]]


def read_takeout(reading: Reading) -> Iterator[Record]:
    """Yield the records of one file of a Takeout.

    Raises
    ------
    InputUnusable
        Where subscriptions do not say whose they are, or the columns cannot be read.
    """
    lines = reading.lines()
    rows = cells_of(reading, lines)
    header = [name.strip().casefold() for name in next(rows, [])]
    table = _table(header)
    if table is None:
        raise InputUnusable(f"{reading.name}: its first line does not name a Takeout's columns.")
    is_list = table.records_of is _subscription
    owner = _owner(reading) if is_list else None
    for cells in filter(None, rows):
        reading.rows += 1
        try:
            yield from tuple(table.records_of(_row(header, cells, lines.flaw), reading))
        except (BadRow, UnreadableTime) as error:
            reading.reject(str(error), as_line(cells))
        if reading.times.left_out:
            reading.tell_left_out(as_line(cells))
    if owner is not None:
        yield Coverage("following", owner, is_complete=True)


def _row(header: list[str], cells: list[str], flaw: str | None) -> Row:
    if flaw is not None or len(cells) > len(header):
        raise BadRow(flaw or f"{len(cells)} cells where the header names {len(header)}")
    return dict(zip(header, cells, strict=False))


def _owner(reading: Reading) -> Key:
    return reading.owner.key(SOURCE, reading.name, reading.known, _is_channel, _WHERE)


def _is_channel(text: str) -> bool:
    return text.startswith("UC") and text.isascii() and " " not in text


def _key(native_id: str) -> Key:
    return Key(SOURCE, native_id)


def _cell(row: Row, *names: str) -> str:
    """Return the first of some columns that is there; BadRow where it is empty."""
    found = next((row[name].strip() for name in names if row.get(name, "").strip()), "")
    if as_id(found) is None:
        raise BadRow(f"{names[0]} is missing")
    return found


def _channel(row: Row, reading: Reading) -> Iterator[Record]:
    channel = _key(_cell(row, "channel id"))
    reading.owner.tell(channel)
    if row.get("channel visibility", "public").casefold() == "public":
        yield Account(channel, name=_words(row, "channel title (original)"), url=_page_of(channel))


def _subscription(row: Row, reading: Reading) -> Iterator[Record]:
    owner, channel = _owner(reading), _key(_cell(row, "channel id"))
    if channel == owner:
        raise BadRow("an account cannot follow itself")
    yield Account(channel, name=_words(row, "channel title"), url=_page_of(channel))
    yield Follow(owner, channel)


def _page_of(channel: Key) -> str:
    return f"https://www.youtube.com/channel/{channel.native_id}"


def _video(row: Row, reading: Reading) -> Iterator[Record]:
    video, channel = _cell(row, "video id"), _key(_cell(row, "channel id"))
    if row.get("privacy", "").casefold() != "public":
        reading.leave_out("videos that are not public")
        return
    created = row.get("video create timestamp") or row.get("video publish timestamp")
    yield Post(
        _key(video),
        channel,
        "original",
        reading.times(created) if created else None,
        url=f"https://www.youtube.com/watch?v={video}",
        title=_words(row, "video title (original)"),
    )


def _comment(row: Row, reading: Reading) -> Iterator[Record]:
    """Yield a comment or a chat message as an answer; whose video it was is seldom told."""
    native_id, owner = _cell(row, "comment id", "live chat id"), _key(_cell(row, "channel id"))
    reading.owner.tell(owner)
    segments = list(_segments(row.get("comment text") or row.get("live chat text") or ""))
    answered = row.get("parent comment id") or row.get("video id") or row.get("post id") or ""
    created = row.get("comment create timestamp") or row.get("live chat create timestamp")
    published = reading.times(created) if created else None
    yield Post(
        _key(native_id),
        owner,
        "reply",
        published,
        _key(answered) if as_id(answered) else None,
        _address(native_id, row),
        text=as_words("".join(as_words(each.get("text")) or "" for each in segments)),
    )
    author = reading.known.author(SOURCE, answered) if answered else None
    if author is None:
        reading.leave_out("answers to videos and comments whose author is not told")
    else:
        target = _key(author)
        yield Interaction("reply", owner, target, _key(answered), None, published, native_id)
    named = (as_id(at(each, "mention", "channelId")) for each in segments)
    for channel in dict.fromkeys(each for each in named if each):
        if channel not in {author, owner.native_id}:
            yield Interaction("mention", owner, _key(channel), None, None, published, native_id)


def _address(native_id: str, row: Row) -> str | None:
    video = row.get("video id")
    return f"https://www.youtube.com/watch?v={video}&lc={native_id}" if video else None


def _segments(text: str) -> Iterator[Object]:
    """Yield the parts of a text: JSON objects with commas between; other texts are one part.

    >>> [part["text"] for part in _segments('{"text":"a"},{"text":"b"}')]
    ['a', 'b']
    """
    try:
        parts = json.loads(f"[{text}]")
    except (ValueError, RecursionError):
        parts = None
    if not (isinstance(parts, list) and parts and all(isinstance(each, dict) for each in parts)):
        yield {"text": text}
        return
    for part in parts:
        inner = list(objects(part.get("takeoutSegments")))
        yield from inner or [part]


def _words(row: Row, column: str) -> str | None:
    return as_words(row.get(column))


_TABLES = (
    Table(frozenset({"channel id", "channel title (original)"}), ACCOUNTS, _channel),
    Table(frozenset({"channel id", "channel url", "channel title"}), INTERACTIONS, _subscription),
    Table(frozenset({"video id", "channel id", "privacy"}), POSTS, _video),
    Table(frozenset({"comment id", "channel id", "comment create timestamp"}), POSTS, _comment),
    Table(frozenset({"live chat id", "channel id"}), POSTS, _comment),
)


def _table(header: list[str]) -> Table | None:
    found = frozenset(header)
    return next((table for table in _TABLES if table.columns <= found), None)


def _header(text: str) -> list[str]:
    return [name.strip().strip('"').casefold() for name in text.split("\n", 1)[0].split(",")]


def _recognises(head: Head) -> bool:
    return _table(_header(head.text.lstrip("\ufeff"))) is not None


def _look(file: File) -> Kind | None:
    table = _table(_header(beginning_of(file.stream, file.encoding)))
    return table.kind if table else None


FORM = Form("YouTube Takeout", _recognises, read_takeout, _look)
