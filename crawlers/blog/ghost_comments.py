"""The kind ``ghost_comments``: the public comments of a post of Ghost, which are counted.

Members of a Ghost site have a name and no address, so that none of them is an account. What the
list tells is how many answers a post has.
"""

from collections.abc import Iterator
from typing import Any

from crawlers.answers import Visit, shown
from crawlers.blog.comment_lists import Reading, with_parameter
from crawlers.blog.comments import MOST
from crawlers.cursors import number_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.opt_outs import wishes_of
from influence.records import Post, Record


def read(visit: Visit) -> Iterator[Record]:
    """Yield how many comments a post has, over all pages of the list.

    Raises
    ------
    AnswerUnusable
        Where what came is no such list.
    """
    reading, answer = Reading.of(visit), visit.answer
    if answer.is_unchanged:
        yield from reading.unchanged()
        return
    if wishes_of(answer.headers).unlisted or reading.post is None:
        return
    value = checked_json(answer)
    comments = value.get("comments") if isinstance(value, dict) else None
    if not isinstance(comments, list):
        raise AnswerUnusable(f"{shown(answer.url)} is no list of comments of Ghost.")
    listed = [each for each in comments[:MOST] if isinstance(each, dict)]
    found, answers = len(listed) + sum(map(_shown, listed)), sum(map(_answers, listed))
    about = _pagination(value)
    answers += number_in(reading.told, "answers")
    following = about.get("next")
    address = (
        with_parameter(visit.task.address, "page", str(following))
        if isinstance(following, int)
        else None
    )
    tasks = list(reading.following(address, found, answers=answers))
    yield from tasks
    if not tasks:
        total = about.get("total")
        claimed = total + answers if isinstance(total, int) else None
        yield Post(reading.post, reading.blog, replies_count=claimed, is_listed=False)
        is_complete = claimed is not None and reading.held + found >= claimed
        yield reading.coverage(found, claimed, is_complete=is_complete)


def _shown(comment: dict[str, Any]) -> int:
    replies = comment.get("replies")
    return len(replies) if isinstance(replies, list) else 0


def _answers(comment: dict[str, Any]) -> int:
    """Return how many answers a comment has; only the first few are shown."""
    counts = comment.get("count")
    told = counts.get("replies") if isinstance(counts, dict) else None
    return max(told if isinstance(told, int) else 0, _shown(comment))


def _pagination(value: dict[str, Any]) -> dict[str, Any]:
    meta = value.get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    return pagination if isinstance(pagination, dict) else {}
