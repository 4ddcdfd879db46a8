"""``outbox.json`` of a Mastodon archive: all that a person posted and boosted, as ActivityStreams.

Only public and unlisted posts are read; of unlisted ones the text stays out as well. Format:
mastodon/mastodon, app/services/backup_service.rb and app/serializers/activitypub/.
"""

from collections.abc import Iterator

from crawlers.bad_row import BadRow
from crawlers.fediverse import PUBLIC, actor_address, handle_of, key
from crawlers.files.columns import POSTS, Kind
from crawlers.files.form import File, Form, Head
from crawlers.files.json_items import items_of, read_items
from crawlers.files.mastodon import UNKNOWN_AUTHOR, author_of
from crawlers.files.reading import Reading
from crawlers.html_text import plain_text
from crawlers.json_values import Object, as_count, as_object, as_words, at, objects
from influence.records import Account, Coverage, Interaction, Key, Post, Record

_QUOTES = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")
PRIVATE = "posts and boosts for followers or named people only"


def read_outbox(reading: Reading) -> Iterator[Record]:
    """Yield the posts and boosts of an outbox, and that these are all the owner's posts.

    Raises
    ------
    InputUnusable
        Where the file is cut off, or no JSON.
    """
    items = items_of(reading.text(), reading.name, '"orderedItems"')
    owners: set[Key] = set()
    yield from read_items(
        reading, items, lambda item: _activity(as_object(item), reading, owners), _shown
    )
    if len(owners) == 1:
        (owner,) = owners
        reading.owner.tell(owner)
        yield Coverage("posts", owner, is_complete=True)


def _shown(item: object) -> str:
    """Return what the rejects file shows: no text, since it may be one for few eyes."""
    return str(at(item, "id") or "")[:200]


def _activity(item: Object, reading: Reading, owners: set[Key]) -> Iterator[Record]:
    kind, actor = item.get("type"), actor_address(item.get("actor"))
    if actor is None:
        raise BadRow("actor is missing")
    owners.add(key(actor))
    if kind not in ("Create", "Announce"):
        reading.leave_out("activities that are neither posts nor boosts")
    elif (place := _visibility(item)) is None:
        reading.leave_out(PRIVATE)
    elif kind == "Announce":
        yield from _boost(item, actor, reading)
    else:
        yield from _post(as_object(item.get("object")), actor, reading, is_public=place == "to")


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


def _boost(item: Object, actor: str, reading: Reading) -> Iterator[Record]:
    post = actor_address(item.get("object"))
    if post is None:
        raise BadRow("object is missing")
    yield from _act("repost", actor, post, _time(item, reading), None, reading)


def _post(note: Object, actor: str, reading: Reading, *, is_public: bool) -> Iterator[Record]:
    native_id = actor_address(note)
    if native_id is None:
        raise BadRow("object has no id")
    published = _time(note, reading)
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
            acts = tuple(_act(kind, actor, other, published, native_id, reading))
            spared.update(act.target.native_id for act in acts if kind == "reply")
            yield from acts
    yield from _mentions(note, native_id, actor, published, spared)


def _act(
    kind: str, actor: str, post: str, happened: str | None, event: str | None, reading: Reading
) -> Iterator[Interaction]:
    author = author_of(post, reading)
    if author is None:
        many = {"repost": "boosts of", "quote": "quotes of", "reply": "replies to"}
        reading.leave_out(f"{many[kind]} posts {UNKNOWN_AUTHOR}")
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


def _time(item: Object, reading: Reading) -> str | None:
    published = as_words(item.get("published"))
    return reading.times(published) if published else None


def _recognises(head: Head) -> bool:
    start = head.text.lstrip()
    is_named = '"outbox.json"' in start or head.path.endswith("outbox.json")
    return start.startswith("{") and '"OrderedCollection"' in start and is_named


def _look(_: File) -> Kind:
    return POSTS


FORM = Form("Mastodon outbox", _recognises, read_outbox, _look, counts="activity")
