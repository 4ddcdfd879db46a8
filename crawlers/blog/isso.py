"""The kind ``isso``: a thread of the comment server Isso (https://isso-comments.de/docs/).

A page that it knows nothing of is a thread without comments, and no error.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from crawlers.answers import Visit, shown
from crawlers.blog.comment_lists import Reading, with_parameter
from crawlers.blog.comments import MOST, Comment, Thread, records_of
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.moments import time_of
from crawlers.opt_outs import wishes_of
from crawlers.words import LONGEST_NAME, plain
from influence.records import Post, Record
from influence.windows import to_text

_DELETED = 4
"""The mode of a comment that is gone, and stands there for those that answer it."""


def read(visit: Visit) -> Iterator[Record]:
    """Yield the comments of a thread, its next page where the server shows only some of it.

    Raises
    ------
    AnswerUnusable
        Where what came is no thread.
    """
    reading, answer = Reading.of(visit), visit.answer
    if answer.is_unchanged:
        yield from reading.unchanged()
        return
    wishes = wishes_of(answer.headers)
    if wishes.unlisted or reading.post is None:
        return
    value = checked_json(answer)
    replies = value.get("replies") if isinstance(value, dict) else None
    if not isinstance(replies, list):
        raise AnswerUnusable(f"{shown(answer.url)} is no thread of Isso.")
    said = list(_flat(replies))[:MOST]
    comments = [_comment(each, answer.seen_at) for each in said if each.get("mode") != _DELETED]
    yield from records_of(
        Thread(
            *(reading.blog, reading.post, reading.url, comments),
            with_text=wishes.unquoted is None,
            follows=wishes.unfollowed is None,
        )
    )
    yield from _goes_on(reading, value, replies, len(comments))


def _flat(replies: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield comments, each before those that answer it; they lie one within another at most."""
    for each in replies:
        if isinstance(each, dict):
            yield each
            nested = each.get("replies")
            yield from (inner for inner in nested or () if isinstance(inner, dict))


def _comment(said: dict[str, Any], seen_at: str) -> Comment:
    name, address, text = (
        value if isinstance(value, str) else None
        for value in (said.get("author"), said.get("website"), said.get("text"))
    )
    parent = said.get("parent")
    return Comment(
        f"isso-{said.get('id')}",
        name=plain(name or "", LONGEST_NAME) or "",
        address=address,
        written_at=_moment(said.get("created"), seen_at),
        text=plain(text or ""),
        parent=f"isso-{parent}" if isinstance(parent, int) else None,
    )


def _moment(seconds: object, seen_at: str) -> str | None:
    if not isinstance(seconds, int | float):
        return None
    try:
        return time_of(to_text(datetime.fromtimestamp(seconds, tz=UTC)), seen_at)
    except (OverflowError, ValueError, OSError):
        return None


def _goes_on(
    reading: Reading, value: dict[str, Any], replies: list[Any], found: int
) -> Iterator[Record]:
    total = value.get("total_replies")
    claimed = total if isinstance(total, int) else None
    is_whole = claimed is None or reading.held + found >= claimed
    last = replies[-1].get("created") if replies and isinstance(replies[-1], dict) else None
    address = None
    if not is_whole and isinstance(last, int | float):
        address = with_parameter(reading.visit.task.address, "after", repr(last))
    tasks = list(reading.following(address, found))
    yield from tasks
    if not tasks:
        if reading.post is not None:
            yield Post(reading.post, reading.blog, replies_count=claimed, is_listed=False)
        yield reading.coverage(found, claimed, is_complete=is_whole)
