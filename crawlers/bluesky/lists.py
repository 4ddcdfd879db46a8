"""Lists, page by page: where the next page is, and how much of the list was read in the end.

A page may be short or empty and not be the last one: the list ends where there is no cursor. A
cursor that no longer holds is answered with 500; then the list is read once more from the start.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawlers.answers import Visit
from crawlers.atproto.addresses import address_in, key_of
from crawlers.bluesky.asking import PAGE, parameter
from crawlers.bluesky.reading import refusal
from crawlers.cursors import MOST_PAGES, as_cursor, number_in, told_in
from crawlers.json_values import Object, as_count, as_words
from crawlers.signals import ACTS, EXPOSURE, HISTORY
from influence.records import Coverage, Key, Record, Task

KINDS: Final = {
    "feed": "posts",
    "followers": "followers",
    "follows": "following",
    "likes": "likers",
    "reposted_by": "reposters",
    "quotes": "quoters",
    "thread": "repliers",
    "app.bsky.feed.post": "posts",
    "app.bsky.graph.follow": "following",
    "app.bsky.feed.like": "likes made",
    "app.bsky.feed.repost": "reposts made",
}
"""Kind of a task, or collection of its records → what coverage calls the list."""

FEW_PAGES: Final = 3
"""Pages of a list that are read where its end is not asked for."""

_LATER: Final = frozenset({"feed", "followers"})
"""Lists whose further pages are left to the last part of the budget."""

_AGAIN = PAGE - 1  # so that the pages of a list that is read again have addresses of their own
_BROKEN = 500
_LONGEST = 1_000


def is_first(visit: Visit) -> bool:
    """Tell whether a visit is to the first page of a list."""
    return number_in(told_in(visit.task.cursor), "pages") == 0


def continued(visit: Visit, told: Object, held: int, **more: str | None) -> Iterator[Record]:
    """Yield the next page of a list, or how much of it was read.

    Parameters
    ----------
    held
        How many of what the list holds were on this page.
    more
        What the next page has to know besides.
    """
    task, before = visit.task, told_in(visit.task.cursor)
    now = before | {
        "pages": number_in(before, "pages") + 1,
        "held": number_in(before, "held") + held,
        "again": None,  # as the first page is, which leads to this one
        **more,
    }
    following = as_words(told.get("cursor"))
    is_stuck = following is not None and (
        following == parameter(task.address, "cursor") or len(following) > _LONGEST
    )
    if following is not None and not is_stuck and now["pages"] < MOST_PAGES:
        address = _with(task.address, cursor=following)
        page = task._replace(address=address, cursor=as_cursor(**now), pointer=None)
        if now["pages"] < _most_pages(task):
            yield page
            return
        if task.kind in _LATER:
            yield page._replace(signals=(*task.signals, EXPOSURE))
    claimed = as_count(now.get("claimed"))
    is_hidden = now["held"] == 0 and bool(claimed)
    yield from _covered(visit, now, is_complete=following is None and not is_hidden)


def _most_pages(task: Task) -> int:
    if ACTS in task.signals:
        return 1
    return MOST_PAGES if {HISTORY, EXPOSURE}.intersection(task.signals) else FEW_PAGES


def interrupted(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield the first page of a list that cannot be gone on with; once, then what was read of it.

    Raises
    ------
    PageGone, AnswerUnusable
        Where the answer says something else.
    """
    task, before = visit.task, told_in(visit.task.cursor)
    if visit.answer.status != _BROKEN or parameter(task.address, "cursor") is None:
        yield from refusal(visit, told)
    elif parameter(task.address, "limit") == str(_AGAIN):
        yield from _covered(visit, before, is_complete=False)
    else:
        address = _with(task.address, cursor=None, limit=str(_AGAIN))
        again = {name: each for name, each in before.items() if name not in {"pages", "held"}}
        yield task._replace(address=address, cursor=as_cursor(**again), pointer=None)


def whole(kind: str, did: str, post: str | None, held: int, seen_at: str) -> Coverage:
    """Return that a list was read to its end, or is said to be empty."""
    key = None if post is None else key_of(post)
    return Coverage(kind, key_of(did), key, None, seen_at, True, held, held, seen_at)


def listed_of(task: Task) -> tuple[str, Key, Key | None]:
    """Return what a list is called, whose it is, and of which of their posts."""
    name = parameter(task.address, "collection") or task.kind
    post = address_in(parameter(task.address, "uri"))
    return KINDS.get(name, name), key_of(task.site), key_of(post.text) if post else None


def _covered(visit: Visit, now: dict[str, Any], *, is_complete: bool) -> Iterator[Coverage]:
    kind, account, post = listed_of(visit.task)
    seen_at = visit.answer.seen_at
    yield Coverage(
        kind,
        account,
        post,
        to_at=seen_at,
        is_complete=is_complete,
        claimed_count=as_count(now.get("claimed")),
        held_count=number_in(now, "held"),
        seen_at=seen_at,
    )


def _with(address: str, **changed: str | None) -> str:
    """Return an address that asks for something else."""
    parts = urlsplit(address)
    asked = {**dict(parse_qsl(parts.query)), **changed}
    kept = {name: value for name, value in asked.items() if value is not None}
    return urlunsplit(parts._replace(query=urlencode(kept, safe=":/")))
