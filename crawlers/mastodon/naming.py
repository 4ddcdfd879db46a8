"""The kinds ``parents`` and ``people``: who was meant by an id of a host.

A page of posts names those who are answered, quoted and mentioned by ids of the host that showed
it. Their addresses, by which accounts and posts are keyed everywhere, are asked for together (since
Mastodon 4.3); acts wait for them in the cursor.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from crawlers.answers import Visit
from crawlers.cursors import as_cursor, told_in
from crawlers.documents import checked_json
from crawlers.fediverse import actor_address, key
from crawlers.json_values import as_words, objects
from crawlers.mastodon.people import person_of, records_of
from crawlers.mastodon.places import CLOSED, Place, api, local_id
from crawlers.mastodon.posts import Page, Pending, act, status_of
from crawlers.moments import time_of
from influence.records import Interaction, Record, Task

_MOST_IDS: Final = 40
_MOST_ALONE: Final = 10
_KINDS: Final = {"mention": ("people", "accounts")}
_OF_POSTS: Final = ("parents", "statuses")

Told = TypeVar("Told")


def questions(page: Page, task: Task) -> Iterator[Task]:
    """Yield the questions for those whom a page names by ids alone, and forget them."""
    for kind, path in (_OF_POSTS, *_KINDS.values()):
        waiting: dict[str, list[Pending]] = {}
        for each in page.pending:
            if _KINDS.get(each.kind, _OF_POSTS)[0] == kind:
                waiting.setdefault(each.native_id, []).append(each)
        ids = list(waiting)
        for start in range(0, len(ids), _MOST_IDS):
            chosen = sorted(ids[start : start + _MOST_IDS])
            query = urlencode([("id[]", each) for each in chosen])
            acts = [list(each) for native_id in chosen for each in waiting[native_id]]
            yield task._replace(
                kind=kind,
                address=f"{api(page.place.origin, path)}?{query}",
                cursor=as_cursor(handle=told_in(task.cursor).get("handle"), acts=acts),
                pointer=None,
            )
    page.pending.clear()


def read_parents(visit: Visit) -> Iterator[Record]:
    """Yield the answers and quotes whose posts are named now; older hosts are asked one by one.

    Raises
    ------
    AnswerUnusable
        Where it is no JSON.
    """
    found = _found(visit, place := Place.of(visit), status_of)
    if found is None:
        yield from _alone(visit, "statuses")
        return
    for each in _waiting(visit):
        status = found.get(each.native_id)
        if status is not None:
            yield from records_of(status.author, place)
            yield act(each.kind, key(each.actor), status, each.happened_at, each.post)


def read_people(visit: Visit) -> Iterator[Record]:
    """Yield the mentions of accounts that are named now; older hosts are asked one by one.

    Raises
    ------
    AnswerUnusable
        Where it is no JSON.
    """
    found = _found(visit, place := Place.of(visit), person_of)
    if found is None:
        yield from _alone(visit, "accounts")
        return
    for named in found.values():
        yield from records_of(named, place)
    for each in _waiting(visit):
        if (person := found.get(each.native_id)) and person.key.native_id != each.actor:
            yield Interaction(
                *("mention", key(each.actor), person.key, None, None),
                *(each.happened_at, each.post),
            )


def _found(
    visit: Visit, place: Place, told: Callable[[dict[str, Any], Place], Told | None]
) -> dict[str, Told] | None:
    """Return what was asked for, by the ids of the host; None where it does not answer that."""
    if visit.answer.status in CLOSED:
        return None
    return {
        native_id: found
        for item in objects(checked_json(visit.answer))
        if (found := told(item, place)) and (native_id := local_id(item.get("id")))
    }


def _alone(visit: Visit, path: str) -> Iterator[Task]:
    """Yield the questions one by one, where the host does not know how to answer all at once."""
    if "id%5B%5D=" not in visit.task.address:
        return
    waiting: dict[str, list[Any]] = {}
    for each in _waiting(visit):
        waiting.setdefault(each.native_id, []).append(list(each))
    handle = told_in(visit.task.cursor).get("handle")
    for native_id, acts in list(waiting.items())[:_MOST_ALONE]:
        address = api(Place.of(visit).origin, path, native_id)
        yield visit.task._replace(address=address, cursor=as_cursor(handle=handle, acts=acts))


def _waiting(visit: Visit) -> Iterator[Pending]:
    acts = told_in(visit.task.cursor).get("acts")
    for each in acts if isinstance(acts, list) else ():
        if not isinstance(each, list) or len(each) != len(Pending._fields):
            continue
        kind, native_id, post, actor, happened = map(as_words, each)
        if kind and native_id and actor_address(post) and post and actor:
            at = time_of(happened, visit.answer.seen_at)
            yield Pending(kind, native_id, post, actor, at)
