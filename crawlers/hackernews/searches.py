"""The kinds ``written`` and ``linking``: what an account wrote, and which stories lead to a site.

Algolia gives a thousand results of a query at most, whatever the page: so each page is a query of
its own, for what is not newer than the last result of the one before.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.answers import Visit, shown
from crawlers.cursors import MOST_PAGES, as_cursor, number_in, told_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.hackernews.asking import (
    HISTORY,
    PAGE,
    account_visit,
    item_in,
    item_visit,
    key,
    thread_visit,
)
from crawlers.hackernews.items import Item, answer, of_algolia, records_of
from crawlers.json_values import Object, as_count, as_object, as_words, objects
from influence.records import Coverage, Record, Task
from influence.urls import site_of

_PAGES: Final = {"written": 1, "linking": 3}
"""Pages that are read where not all is wanted."""

_MOST_THREADS, _MOST_PARENTS = 20, 20


class Found(NamedTuple):
    """A page of a search.

    Attributes
    ----------
    new
        Items on it that were not on the page before.
    following
        The visit to the next page; None where there is none, or it is not wanted.
    is_end
        There are no more.
    """

    told: dict[str, Any]
    new: list[Item]
    claimed: int | None
    following: Task | None
    is_end: bool

    @classmethod
    def of(cls, visit: Visit) -> Self:
        """Return the page that a visit brought.

        Raises
        ------
        AnswerUnusable
            Where it is none.
        """
        said = as_object(checked_json(visit.answer))
        if not isinstance(said.get("hits"), list):
            raise AnswerUnusable(f"{shown(visit.answer.url)} is no result of a search.")
        told = told_in(visit.task.cursor)
        hits = list(objects(said["hits"]))[:PAGE]
        before = told.get("seen")
        seen = set(map(str, before)) if isinstance(before, list) else set()
        new = [each for each in hits if item_in(each.get("objectID")) not in seen]
        items = [each for hit in new if (each := of_algolia(hit, visit.answer.seen_at))]
        last = as_count(hits[-1].get("created_at_i")) if hits else None
        is_end = not new or len(hits) < PAGE or last is None
        total = as_count(said.get("nbHits"))
        claimed = as_count(told.get("claimed")) if "claimed" in told else total
        pages, most = number_in(told, "pages") + 1, _PAGES[visit.task.kind]
        is_wanted = pages < (MOST_PAGES if HISTORY in visit.task.signals else most)
        held = number_in(told, "held") + len(items)
        known = {"claimed": claimed, "pages": pages, "held": held, "seen": _seen(hits, last)}
        goes_on = last is not None and not is_end and is_wanted
        following = _older(visit.task, last or 0, known) if goes_on else None
        return cls(told, items, claimed, following, is_end)


def read_written(visit: Visit) -> Iterator[Record]:
    """Yield what an account wrote, threads to read, and whom its comments answer to be asked for.

    Raises
    ------
    AnswerUnusable
        Where it is no result of a search.
    """
    found, seen_at, owner = Found.of(visit), visit.answer.seen_at, visit.task.site
    own = [each for each in found.new if each.author == owner]
    by_number = {each.number: each for each in own}
    for item in own:
        yield from records_of(item, seen_at, is_listed=True)
        parent = by_number.get(item.parent or "")
        if parent is not None:
            yield from answer(item, parent.author)
    yield from _threads(own)
    yield from _parents(own, by_number, owner)
    if found.following is not None:
        yield found.following
        return
    held = number_in(found.told, "held") + len(own)
    times = [each.published_at for each in own if each.published_at]
    yield Coverage(
        "posts",
        key(owner),
        from_at=min(times, default=None),
        to_at=seen_at,
        is_complete=found.is_end,
        claimed_count=found.claimed,
        held_count=held,
        seen_at=seen_at,
    )


def read_linking(visit: Visit) -> Iterator[Record]:
    """Yield stories that lead to a site, who submitted them, and visits to what was answered.

    Raises
    ------
    AnswerUnusable
        Where it is no result of a search.
    """
    found, wanted = Found.of(visit), as_words(told_in(visit.task.cursor).get("wanted"))
    stories = [each for each in found.new if each.url and site_of(each.url) == wanted]
    for story in stories:
        yield from records_of(story, visit.answer.seen_at, is_listed=False)
    yield from _threads(stories)
    for author in dict.fromkeys(story.author for story in stories):
        yield account_visit(author, "link")
    if found.following is not None:
        yield found.following


def _threads(items: list[Item]) -> Iterator[Task]:
    """Yield the visits to the newest stories that were answered."""
    answered = [each for each in items if each.parent is None and each.answers]
    for story in answered[:_MOST_THREADS]:
        yield thread_visit(story.number, story.author, story.answers)


def _parents(items: list[Item], known: dict[str, Item], owner: str) -> Iterator[Task]:
    """Yield the visits to what the newest comments answer, to know whose that is."""
    waiting: dict[str, list[list[str | None]]] = {}
    for item in items:
        if item.parent is not None and item.parent not in known:
            acts = waiting.setdefault(item.parent, [])
            acts.append([item.number, item.author, item.published_at])
    for number in list(waiting)[:_MOST_PARENTS]:
        yield item_visit(number, owner, acts=waiting[number])


def _seen(hits: list[Object], last: int | None) -> list[str]:
    """Return the items that the next page begins with: those of the same second as the last."""
    same = (each for each in hits if as_count(each.get("created_at_i")) == last)
    return [number for each in same if (number := item_in(each.get("objectID")))]


def _older(task: Task, moment: int, known: Mapping[str, object]) -> Task:
    """Return the visit to what is not newer than a moment; its cursor knows what this one's did."""
    parts = urlsplit(task.address)
    query = {**dict(parse_qsl(parts.query)), "numericFilters": f"created_at_i<={moment}"}
    cursor = as_cursor(**{**told_in(task.cursor), **known, "again": None})
    address = parts._replace(query=urlencode(query)).geturl()
    return task._replace(address=address, cursor=cursor, pointer=None)
