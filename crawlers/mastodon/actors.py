"""The kinds ``actor``, ``outbox`` and ``collection``: what a home shows other servers.

ActivityPub (https://www.w3.org/TR/activitypub/). Collections tell how many there are and mostly not
who; of those that name them, pages are read like any list's.
"""

from collections.abc import Iterator
from typing import Final

from crawlers.activities import Telling, actor_of, records_of_activity
from crawlers.answers import Visit, shown
from crawlers.bad_row import BadRow
from crawlers.cursors import MOST_PAGES, as_cursor, number_in, told_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable, NotAllowed
from crawlers.fediverse import BOTS, actor_address, author_in, handle_of, key
from crawlers.json_values import Object, as_count, as_object, as_words, objects
from crawlers.mastodon.people import Person, identities_of, page_told, person_at_home, records_of
from crawlers.mastodon.places import CLOSED, Place, at_home, authority_of, first_cursor, handle_told
from crawlers.moments import time_of
from crawlers.words import LONGEST_TEXT, language, line, words
from influence.records import Account, Coverage, Follow, Interaction, Key, Post, Record

_MOST_ITEMS: Final = 1_000
_WISHES: Final = ("discoverable", "indexable", "suspended")
_ONLY_SIGNED: Final = ("hidesToPublicFromUnauthedWeb", "_misskey_requireSigninToViewContents")
_LISTS: Final = ("followers", "following")


def read_actor(visit: Visit) -> Iterator[Record]:
    """Yield an account, and visits to its collections.

    Raises
    ------
    AnswerUnusable
        Where it is no actor, or another one than was asked for.
    NotAllowed
        Where nothing is shown of it in any way.
    """
    at_home(visit)
    if visit.answer.status in CLOSED:
        if told_in(visit.task.cursor).get("last"):
            raise NotAllowed(
                f"{shown(visit.task.site)} is shown to no stranger, neither by Mastodon's API nor"
                " by ActivityPub."
            )
        return
    place, actor = Place.of(visit), as_object(checked_json(visit.answer))
    if actor_address(actor) != visit.task.site:
        raise AnswerUnusable(f"{shown(visit.answer.url)} is not the actor that was asked for.")
    person = _person(actor, visit)
    yield from records_of(person, place)
    if person.denies:
        return
    yield from identities_of(person, place)
    for name in (*_LISTS, "outbox"):
        address = actor_address(actor.get(name))
        if address and authority_of(address) == authority_of(visit.task.site):
            kind = "outbox" if name == "outbox" else "collection"
            untold = None if person.allows_text else True
            cursor = first_cursor(handle=person.handle, list=name, untold=untold)
            yield visit.task._replace(kind=kind, address=address, cursor=cursor, pointer=None)


def read_collection(visit: Visit) -> Iterator[Record]:
    """Yield how many follow or are followed, and who, where a home tells that.

    Raises
    ------
    AnswerUnusable
        Where it is no collection, or not at its owner's home.
    """
    at_home(visit)
    told, owner = told_in(visit.task.cursor), Key(visit.task.source, visit.task.site)
    name = told.get("list")
    if name not in _LISTS:
        raise AnswerUnusable(f"{shown(visit.answer.url)} is no collection that is known.")
    if visit.answer.status in CLOSED:
        yield _coverage(visit, str(name), owner, number_in(told, "held"), is_complete=False)
        return
    said = _collection(visit)
    total = as_count(said.get("totalItems"))
    claimed = total if total is not None else as_count(told.get("claimed"))
    yield from _totals(owner, str(name), total, visit)
    people = list(dict.fromkeys(each for item in _items(said) if (each := actor_address(item))))
    for native_id in people:
        other, seen_at = key(native_id), visit.answer.seen_at
        if other != owner:
            pair = (other, owner) if name == "followers" else (owner, other)
            yield Follow(*pair, seen_at=seen_at)
    held = number_in(told, "held") + len(people)
    following = _next(said, visit)
    pages = number_in(told, "pages") + 1
    if following and pages < MOST_PAGES and (people or "first" in said):
        cursor = _page_after(told, claimed=claimed, held=held, pages=pages)
        yield visit.task._replace(address=following, cursor=cursor)
        return
    is_complete = not following and held >= (claimed or 0)
    coverage = _coverage(visit, str(name), owner, held, is_complete=is_complete)
    yield coverage._replace(claimed_count=claimed)


def read_outbox(visit: Visit) -> Iterator[Record]:
    """Yield the posts and boosts that a home shows of an account, the next page, or their number.

    Raises
    ------
    AnswerUnusable
        Where it is no collection, or not at its owner's home.
    """
    at_home(visit)
    told, owner = told_in(visit.task.cursor), Key(visit.task.source, visit.task.site)
    if visit.answer.status in CLOSED:
        yield _coverage(visit, "posts", owner, number_in(told, "held"), is_complete=False)
        return
    said = _collection(visit)
    claimed = as_count(said.get("totalItems", told.get("claimed")))
    records = [record for item in _items(said) for record in _of_activity(item, visit)]
    yield from records
    held = number_in(told, "held") + sum(_is_post(each, owner) for each in records)
    since = _since(records, owner, told)
    following, pages = _next(said, visit), number_in(told, "pages") + 1
    if following and pages < MOST_PAGES and (records or "first" in said):
        cursor = _page_after(told, claimed=claimed, held=held, pages=pages, since=since)
        yield visit.task._replace(address=following, cursor=cursor)
        return
    is_complete = not following and held >= (claimed or 0)
    coverage = _coverage(visit, "posts", owner, held, is_complete=is_complete)
    yield coverage._replace(claimed_count=claimed, from_at=since, to_at=visit.answer.seen_at)


def _of_activity(item: object, visit: Visit) -> list[Record]:
    """Return the records of what the owner of an outbox did; none of what others did or is none."""
    seen_at = visit.answer.seen_at
    telling = Telling(lambda text: time_of(text, seen_at), author_in, lambda _: None)
    activity = as_object(item)
    try:
        if actor_of(activity) != visit.task.site:
            return []
        return [_fit(record, visit) for record in records_of_activity(activity, telling)]
    except BadRow:
        return []


def _fit(record: Record, visit: Visit) -> Record:
    """Return a post of somebody on the web, whose text names nobody's mail address."""
    if not isinstance(record, Post):
        return record
    kept = None if told_in(visit.task.cursor).get("untold") else words(record.text, LONGEST_TEXT)
    return record._replace(
        text=kept,
        title=line(record.title),
        language=language(record.language),
        url=page_told({"url": record.url}, record.key.native_id),
        seen_at=visit.answer.seen_at,
    )


def _is_post(record: Record, owner: Key) -> bool:
    """Tell whether a record is a post or a boost of the owner's."""
    return isinstance(record, Post) or (
        isinstance(record, Interaction) and (record.kind, record.actor) == ("repost", owner)
    )


def _since(records: list[Record], owner: Key, told: Object) -> str | None:
    """Return how far back what was read of an outbox reaches."""
    times = [each.published_at for each in records if isinstance(each, Post)]
    times += [
        each.happened_at
        for each in records
        if isinstance(each, Interaction) and (each.kind, each.actor) == ("repost", owner)
    ]
    return min((each for each in [*times, as_words(told.get("since"))] if each), default=None)


def _person(actor: Object, visit: Visit) -> Person:
    """Return an actor in the terms of an account of Mastodon's API."""
    name = as_words(actor.get("preferredUsername"))
    handle = handle_told(told_in(visit.task.cursor)) or handle_of(
        f"{name}@{authority_of(visit.task.site)}"
    )
    said: Object = {
        "username": name,
        "display_name": actor.get("name"),
        "note": actor.get("summary"),
        "url": actor_address(actor.get("url")),
        "bot": actor.get("type") in BOTS,
        "created_at": actor.get("published"),
        **{wish: actor[wish] for wish in _WISHES if wish in actor},
        "fields": list(objects(actor.get("attachment"))),
        # GoToSocial, Misskey: who did not sign (in) is not to see this account's posts.
        "noindex": any(actor.get(name) is True for name in _ONLY_SIGNED),
    }
    return person_at_home(visit.task.site, handle, said)


def _collection(visit: Visit) -> Object:
    """Return a collection or a page of one; one whose first page stands within it is that page."""
    said = as_object(checked_json(visit.answer))
    if not str(said.get("type")).startswith(("OrderedCollection", "Collection")):
        raise AnswerUnusable(f"{shown(visit.answer.url)} is no collection.")
    first = as_object(said.get("first"))
    is_within = bool(_items(first)) and not _items(said)
    return {"totalItems": said.get("totalItems"), **first} if is_within else said


def _items(said: Object) -> list[object]:
    found = said.get("orderedItems") or said.get("items")
    return found[:_MOST_ITEMS] if isinstance(found, list) else [found] if found else []


def _next(said: Object, visit: Visit) -> str | None:
    """Return the page after this one, or the first of a collection, at the same host."""
    address = said.get("next") or said.get("first")
    found = actor_address(address) if not _items(said) or said.get("next") else None
    return found if found and authority_of(found) == authority_of(visit.task.site) else None


def _page_after(told: Object, **known: int | str | None) -> str:
    """Return the cursor of the page after this one, which only this one leads to."""
    return as_cursor(**{**told, **known, "again": None})


def _totals(owner: Key, name: str, total: int | None, visit: Visit) -> Iterator[Record]:
    if total is not None:
        seen_at = visit.answer.seen_at
        if name == "followers":
            yield Account(owner, followers_count=total, seen_at=seen_at)
        else:
            yield Account(owner, following_count=total, seen_at=seen_at)


def _coverage(visit: Visit, kind: str, owner: Key, held: int, *, is_complete: bool) -> Coverage:
    return Coverage(
        kind, owner, is_complete=is_complete, held_count=held, seen_at=visit.answer.seen_at
    )
