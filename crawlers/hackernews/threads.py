"""The kinds ``thread`` and ``item``: a story with all that was answered, and one item alone."""

from collections.abc import Iterator

from crawlers.answers import Visit, shown
from crawlers.cursors import told_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable, PageGone
from crawlers.hackernews.asking import account_visit, item_in, item_visit, key, name_in
from crawlers.hackernews.items import Item, answer, of_algolia, of_firebase, records_of
from crawlers.json_values import Object, as_count, as_object, as_words, objects
from crawlers.moments import time_of
from influence.records import Coverage, Record

_MOST = 10_000
"""Answers that are read of a thread."""

_GONE = 404


def read_thread(visit: Visit) -> Iterator[Record]:
    """Yield a story and its answers, who answered whom, and how many answers were shown.

    Where Algolia does not have it (yet), it is asked for by itself.

    Raises
    ------
    AnswerUnusable
        Where it is no item.
    """
    url, seen_at = visit.answer.url, visit.answer.seen_at
    if visit.answer.status == _GONE:
        number = item_in(visit.task.address.rpartition("/")[2])
        if number is not None:
            yield item_visit(number, visit.task.site)
        return
    said = as_object(checked_json(visit.answer))
    if item_in(said.get("id")) is None:
        raise AnswerUnusable(f"{shown(url)} is no item of Hacker News.")
    root = of_algolia(said, seen_at)
    if root is None:
        raise PageGone(f"{shown(url)} was deleted.")
    yield from records_of(root, seen_at, is_listed=False)
    held = 0
    for item, parent in _below(said, root, seen_at):
        held += 1
        yield from records_of(item, seen_at, is_listed=False)
        if parent is not None:
            yield from answer(item, parent.author)
    if root.parent is not None:
        return
    claimed = as_count(told_in(visit.task.cursor).get("claimed"))
    yield Coverage(
        "replies",
        key(root.author),
        key(root.number),
        is_complete=held >= (claimed or 0),
        claimed_count=claimed,
        held_count=held,
        seen_at=seen_at,
    )


def read_item(visit: Visit) -> Iterator[Record]:
    """Yield an item, and the answers to it of which whose it is was not known.

    Raises
    ------
    PageGone, AnswerUnusable
        Where it was deleted or killed, or is no item.
    """
    url, seen_at = visit.answer.url, visit.answer.seen_at
    said = checked_json(visit.answer)
    if said is None:
        raise PageGone(f"{shown(url)} is not there.")
    told = as_object(said)
    if item_in(told.get("id")) is None:
        raise AnswerUnusable(f"{shown(url)} is no item of Hacker News.")
    item = of_firebase(told, seen_at)
    if item is None:
        raise PageGone(f"{shown(url)} was deleted, or is neither story nor comment.")
    yield from records_of(item, seen_at, is_listed=False)
    for each in _waiting(visit, item):
        yield from answer(each, item.author)
    if not told_in(visit.task.cursor):
        yield account_visit(item.author)


def _below(said: Object, root: Item, seen_at: str) -> Iterator[tuple[Item, Item | None]]:
    """Yield the answers of a thread, each with what it answers; None where that was deleted."""
    line: list[tuple[Object, Item | None]] = [(each, root) for each in _children(said)]
    for _ in range(_MOST):
        if not line:
            return
        told, parent = line.pop(0)
        item = of_algolia(told, seen_at)
        if item is not None:
            yield item, parent
        line += [(each, item) for each in _children(told)]


def _children(said: Object) -> Iterator[Object]:
    children = said.get("children")
    return objects(children) if isinstance(children, list) else iter(())


def _waiting(visit: Visit, parent: Item) -> Iterator[Item]:
    acts = told_in(visit.task.cursor).get("acts")
    for each in acts if isinstance(acts, list) else ():
        if not isinstance(each, list) or len(each) != 3:
            continue
        number, author = item_in(each[0]), name_in(each[1])
        at = time_of(as_words(each[2]), visit.answer.seen_at)
        if number and author:
            yield Item(number, author, parent.number, at)
