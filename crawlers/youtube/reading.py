"""What every reader begins with: the page of a list that came, or why there is none.

Errors: https://developers.google.com/youtube/v3/docs/errors.
"""

from typing import Any, Final, NamedTuple, Self

from crawlers.answers import Visit, shown
from crawlers.cursors import MOST_PAGES, as_cursor, number_in, told_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable, PageGone
from crawlers.json_values import Object, as_count, as_object, as_words, at, objects
from crawlers.words import line
from crawlers.youtube.asking import HISTORY, STATUSES, after
from influence.records import Coverage, Key, Task

CLOSED: Final = frozenset(
    {"commentsDisabled", "playlistItemsNotAccessible", "playlistForbidden", "forbidden"}
)
"""Reasons that close a list and nothing else."""

_GONE = frozenset({"channelNotFound", "playlistNotFound", "videoNotFound", "notFound"})
_MOST_ITEMS = 200


class Listing(NamedTuple):
    """A page of a list.

    Attributes
    ----------
    closed
        Why its owner does not show it; None where it is shown.
    following
        The visit to the next page; None where there is none, or it is not wanted.
    """

    visit: Visit
    told: dict[str, Any]
    items: list[Object]
    total: int | None
    closed: str | None
    following: Task | None
    is_end: bool

    @classmethod
    def of(cls, visit: Visit) -> Self:
        """Return the page that a visit brought.

        Raises
        ------
        PageGone, AnswerUnusable
            Where there is no such channel, video or playlist, or no answer for another reason.
        """
        said = as_object(checked_json(visit.answer))
        told = told_in(visit.task.cursor)
        if visit.answer.status in STATUSES:
            return cls(visit, told, [], None, _closed(visit, said), None, is_end=True)
        if not isinstance(said.get("items", []), list) or "kind" not in said:
            raise AnswerUnusable(f"{shown(visit.answer.url)} is no list of YouTube's.")
        items = list(objects(said.get("items", [])))[:_MOST_ITEMS]
        token = as_words(said.get("nextPageToken"))
        is_wanted = HISTORY in visit.task.signals and number_in(told, "pages") + 1 < MOST_PAGES
        following = _following(visit.task, told, token, len(items)) if token and is_wanted else None
        total = as_count(at(said, "pageInfo", "totalResults"))
        return cls(visit, told, items, total, None, following, is_end=token is None)

    @property
    def held(self) -> int:
        """How many entries were read so far."""
        return number_in(self.told, "held") + len(self.items)

    def coverage(self, kind: str, account: Key, post: Key | None = None) -> Coverage:
        """Return how much of the list was read by this page, its last."""
        return Coverage(
            kind,
            account,
            post,
            is_complete=self.is_end and self.closed is None,
            claimed_count=as_count(self.told.get("claimed")),
            held_count=self.held,
            seen_at=self.visit.answer.seen_at,
        )


def _following(task: Task, told: dict[str, Any], token: str, items: int) -> Task:
    known = {"pages": number_in(told, "pages") + 1, "held": number_in(told, "held") + items}
    cursor = as_cursor(**{**told, **known, "again": None})
    return task._replace(address=after(task.address, token), cursor=cursor, pointer=None)


def _closed(visit: Visit, said: Object) -> str:
    """Return why a list is closed; raise where it is no list at all."""
    url = shown(visit.answer.url)
    reason = line(as_words(at(said, "error", "errors", 0, "reason"))) or "no reason"
    if reason in CLOSED:
        return reason
    if reason in _GONE or visit.answer.status == 404:
        raise PageGone(f"{url} is not there ({reason}).")
    message = line(as_words(at(said, "error", "message")), 200) or "without a word"
    raise AnswerUnusable(f"{url} is refused ({reason}): {message}")
