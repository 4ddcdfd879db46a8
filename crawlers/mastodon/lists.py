"""A page of a list: what is on it, where it goes on, and how much of the list was read by then.

Mastodon names the next page in its ``Link`` header, and of followers nowhere else. Others have no
such header and page by the last id; some ignore that too and give the same page for ever, so that a
list ends where a page brings nothing new.
"""

import re
from hashlib import sha256
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.answers import Visit, shown
from crawlers.cursors import MOST_PAGES, as_cursor, number_in, told_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.json_values import Object, as_count, objects
from crawlers.mastodon.places import Place, authority_of, local_id
from crawlers.signals import ACTS, EXPOSURE, HISTORY
from influence.records import Coverage, Key, Task

_MOST_ITEMS = 400
_MOST_SEEN = 100
_PAGES = {"followers": 3, "directory": 3, "tag": 3}
"""Pages that are read of lists that have no end for practical purposes."""

_PAGES_OF_ACTS = 3
"""Pages of what one of somebody's followers posted and boosted."""

_NEXT = re.compile(r'<([^<>]{1,2000})>(?=[^<>]*;\s*rel="?next"?)')


class Listing(NamedTuple):
    """A page of a list.

    Attributes
    ----------
    new
        What is on it and was not on the page before.
    following
        The address of the next page; None where the list ends, as far as its host shows it.
    is_last
        No more pages than this one are read, or only later.
    """

    visit: Visit
    place: Place
    told: dict[str, Any]
    new: list[Object]
    seen: tuple[str, ...]
    following: str | None
    is_last: bool

    @classmethod
    def of(cls, visit: Visit, step: str = "max_id") -> Self:
        """Return the page that a visit brought.

        Parameters
        ----------
        step
            By what hosts without a ``Link`` header page: ``max_id`` or ``offset``.

        Raises
        ------
        AnswerUnusable
            Where it is no list.
        """
        value = checked_json(visit.answer)
        if not isinstance(value, list):
            raise AnswerUnusable(f"{shown(visit.answer.url)} is no list.")
        told, items = told_in(visit.task.cursor), list(objects(value))[:_MOST_ITEMS]
        before = told.get("seen")
        known = set(before) if isinstance(before, list) and len(before) <= _MOST_SEEN else set()
        marks = [_mark(item) for item in items]
        new = [item for item, mark in zip(items, marks, strict=True) if mark not in known]
        following = _following(visit, items, step) if new else None
        return cls(
            visit,
            Place.of(visit),
            told,
            new,
            tuple(marks[-_MOST_SEEN:]),
            following,
            is_last=number_in(told, "pages") + 1 >= _most_pages(visit.task),
        )

    @property
    def is_end(self) -> bool:
        """Whether the list ends here, as far as its host shows it."""
        return self.following is None

    @property
    def owner(self) -> Key:
        """The account whose list it is."""
        return Key(self.visit.task.source, self.visit.task.site)

    @property
    def is_first(self) -> bool:
        """Whether no page of the list was read before."""
        return not number_in(self.told, "pages")

    def held(self) -> int:
        """Return how many entries were read so far."""
        return number_in(self.told, "held") + len(self.new)

    def next_page(self, **more: object) -> Task | None:
        """Return the task of the next page; its cursor knows what this one's did, and more."""
        if self.following is None or self.is_last:
            return None
        return self._page(self.following, self.visit.task.signals, **more)

    def page_for_later(self) -> Task | None:
        """Return the page after the last one that is read, for the last part of the budget."""
        signals = self.visit.task.signals
        if self.following is None or number_in(self.told, "pages") + 1 >= MOST_PAGES:
            return None
        return self._page(self.following, (*signals, EXPOSURE))

    def _page(self, address: str, signals: tuple[str, ...], **more: object) -> Task:
        told = {**self.told, "pages": number_in(self.told, "pages") + 1, "held": self.held()}
        cursor = as_cursor(**{**told, "seen": list(self.seen), "again": None, **more})
        task = self.visit.task
        return task._replace(address=address, cursor=cursor, pointer=None, signals=signals)

    def coverage(self, kind: str, post: Key | None = None) -> Coverage:
        """Return how much of a list was read by its last page.

        It is whole where it ended, and where no more was promised: an empty list of somebody with
        followers is a hidden one.
        """
        claimed, held = as_count(self.told.get("claimed")), self.held()
        is_complete = self.is_end and held >= (claimed or 0) and not self.told.get("hidden")
        return Coverage(
            kind,
            self.owner,
            post,
            is_complete=is_complete,
            claimed_count=claimed,
            held_count=held,
            seen_at=self.place.seen_at,
        )


def _most_pages(task: Task) -> int:
    if ACTS in task.signals:
        return _PAGES_OF_ACTS
    is_whole = not {HISTORY, EXPOSURE}.isdisjoint(task.signals)
    return MOST_PAGES if is_whole else _PAGES.get(task.kind, MOST_PAGES)


def closed(visit: Visit, kind: str, post: Key | None = None) -> Coverage:
    """Return that a list is for those only who signed in, or is not there."""
    told = told_in(visit.task.cursor)
    return Coverage(
        kind,
        Key(visit.task.source, visit.task.site),
        post,
        is_complete=False,
        claimed_count=as_count(told.get("claimed")),
        held_count=number_in(told, "held"),
        seen_at=visit.answer.seen_at,
    )


def next_link(header: str, url: str) -> str | None:
    """Return the next page that a ``Link`` header names, at the same host; None for none.

    A host behind a proxy may not know that it is asked by https: its next page is too.

    >>> next_link('<http://m.example/a?max_id=7>; rel="next"', "https://m.example/a")
    'https://m.example/a?max_id=7'
    >>> next_link('<https://b.example/a>; rel="next"', "https://m.example/a")
    """
    found = _NEXT.search(header[:10_000])
    address = found[1] if found else ""
    if not address or authority_of(address) != authority_of(url):
        return None
    return urlsplit(address)._replace(scheme=urlsplit(url).scheme).geturl()


def _mark(item: Object) -> str:
    native_id = local_id(item.get("id")) or repr(item.get("uri"))[:2_000]
    return sha256(native_id.encode(errors="replace")).hexdigest()[:12]


def _following(visit: Visit, items: list[Object], step: str) -> str | None:
    header = visit.answer.headers.get("link")
    if header is not None:
        return next_link(header, visit.answer.url)
    last = local_id(items[-1].get("id"))
    parts = urlsplit(visit.answer.url)
    query = dict(parse_qsl(parts.query))
    if step == "offset":
        query[step] = str((as_count(query.get(step)) or 0) + len(items))
    elif last is None:
        return None
    else:
        query[step] = last
    return parts._replace(query=urlencode(query)).geturl()
