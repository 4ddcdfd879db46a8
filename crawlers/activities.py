"""Posts and boosts as ActivityStreams: what an archive holds of them, and what an outbox shows.

https://www.w3.org/TR/activitystreams-vocabulary/. Only public and unlisted posts are read; of
unlisted ones the text stays out as well.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from crawlers.bad_row import BadRow
from crawlers.fediverse import PUBLIC, actor_address, handle_of, key
from crawlers.html_text import plain_text
from crawlers.json_values import Object, as_count, as_object, as_words, at, objects
from influence.records import Account, Interaction, Post, Record

OTHERS: Final = "activities that are neither posts nor boosts"
PRIVATE: Final = "posts and boosts for followers or named people only"
UNKNOWN_AUTHOR: Final = "whose author their address does not tell"

_QUOTES = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")
_MANY = {"repost": "boosts of", "quote": "quotes of", "reply": "replies to"}


class Telling(NamedTuple):
    """What a reader of activities is told by whoever has them.

    Attributes
    ----------
    times
        Turns a time as it is written into UTC text.
    author_of
        Tells whose a post is, by its address; None where that is not known.
    leave_out
        Is told what is passed over.
    """

    times: Callable[[str], str | None]
    author_of: Callable[[str], str | None]
    leave_out: Callable[[str], None]


def actor_of(item: Object) -> str:
    """Return who did an activity.

    Raises
    ------
    BadRow
        Where it does not say.
    """
    actor = actor_address(item.get("actor"))
    if actor is None:
        raise BadRow("actor is missing")
    return actor


def records_of_activity(item: Object, telling: Telling) -> Iterator[Record]:
    """Yield the post or the boost that an activity is.

    Raises
    ------
    BadRow
        Where it lacks what it cannot be read without.
    """
    kind, actor = item.get("type"), actor_of(item)
    if kind not in ("Create", "Announce"):
        telling.leave_out(OTHERS)
    elif (place := _visibility(item)) is None:
        telling.leave_out(PRIVATE)
    elif kind == "Announce":
        yield from _boost(item, actor, telling)
    else:
        note = {"published": item.get("published"), **as_object(item.get("object"))}
        yield from _post(note, actor, telling, is_public=place == "to")


def _visibility(item: Object) -> str | None:
    """Return ``to`` for a public activity, ``cc`` for an unlisted one, None for others.

    A post and the activity that carries it must both be meant for everybody.
    """
    note = as_object(item.get("object"))
    places = [_place_of_public(each) for each in ((item, note) if note else (item,))]
    return None if None in places else "to" if set(places) == {"to"} else "cc"


def _place_of_public(item: Object) -> str | None:
    for place in ("to", "cc"):
        named = item.get(place)
        if any(each in PUBLIC for each in _texts(named)):
            return place
    return None


def _texts(value: object) -> Iterator[str]:
    yield from (
        each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
    )


def _boost(item: Object, actor: str, telling: Telling) -> Iterator[Record]:
    post = actor_address(item.get("object"))
    if post is None:
        raise BadRow("object is missing")
    yield from _act("repost", actor, post, _time(item, telling), None, telling)


def _post(note: Object, actor: str, telling: Telling, *, is_public: bool) -> Iterator[Record]:
    native_id = actor_address(note)
    if native_id is None:
        raise BadRow("object has no id")
    published = _time(note, telling)
    answered = actor_address(note.get("inReplyTo"))
    quoted = next((each for name in _QUOTES if (each := actor_address(note.get(name)))), None)
    yield Post(
        key(native_id),
        key(actor),
        "quote" if quoted else "reply" if answered else "original",
        published,
        key(answered) if answered else None,
        as_words(note.get("url")) or native_id,
        as_words(note.get("name")),
        _text(note) if is_public else None,
        _language(note),
        as_count(at(note, "shares", "totalItems")),
        likes_count=as_count(at(note, "likes", "totalItems")),
    )
    spared = {actor}
    for kind, other in (("quote", quoted), ("reply", answered)):
        if other is not None:
            acts = tuple(_act(kind, actor, other, published, native_id, telling))
            spared.update(act.target.native_id for act in acts if kind == "reply")
            yield from acts
    yield from _mentions(note, native_id, actor, published, spared)


def _act(
    kind: str, actor: str, post: str, happened: str | None, event: str | None, telling: Telling
) -> Iterator[Interaction]:
    author = telling.author_of(post)
    if author is None:
        telling.leave_out(f"{_MANY[kind]} posts {UNKNOWN_AUTHOR}")
    else:
        yield Interaction(kind, key(actor), key(author), key(post), None, happened, event)


def _mentions(
    note: Object, native_id: str, actor: str, published: str | None, spared: set[str]
) -> Iterator[Record]:
    """Yield who is named; whoever is answered is named by the answer, which is one act."""
    for tag in objects(note.get("tag")):
        named = actor_address(tag.get("href"))
        if tag.get("type") != "Mention" or named is None:
            continue
        handle = handle_of(as_words(tag.get("name")) or "")
        if handle is not None:
            yield Account(key(named), handle)
        if named not in spared:
            spared.add(named)
            yield Interaction("mention", key(actor), key(named), None, None, published, native_id)


def _text(note: Object) -> str | None:
    warning, content = as_words(note.get("summary")), as_words(note.get("content"))
    parts = (warning, plain_text(content) if content else None)
    return "\n".join(part for part in parts if part) or None


def _language(note: Object) -> str | None:
    """Return the language of the only version of a text."""
    versions = as_object(note.get("contentMap"))
    return as_words(next(iter(versions))) if len(versions) == 1 else None


def _time(item: Object, telling: Telling) -> str | None:
    published = as_words(item.get("published"))
    return telling.times(published) if published else None
