"""A Bluesky repository as a CAR file (``com.atproto.sync.getRepo``): all that an account ever did.

Read are the profile, posts, reposts, likes and follows; blocks and lists are not looked at.
Records: bluesky-social/atproto, lexicons/app/bsky.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple, Protocol

from crawlers.files.bad_row import BadRow
from crawlers.files.bluesky_repository import Entry, Repository
from crawlers.files.car_blocks import Blocks
from crawlers.files.form import Form, Head
from crawlers.files.json_items import checked
from crawlers.files.reading import Reading
from crawlers.json_values import as_row, as_words, at, objects
from influence.records import Account, Consent, Coverage, Follow, Interaction, Key, Post, Record

SOURCE = "bluesky"

_POST = "app.bsky.feed.post"
_BOT = "bot"
_OPT_OUT = "!no-unauthenticated"
_MENTION = "app.bsky.richtext.facet#mention"
_CAR = b"\xa2eroots"  # a map of two, of which "roots" is the first; the header's length precedes


class Address(NamedTuple):
    """``at://account/collection/key``."""

    account: str
    collection: str
    key: str

    @property
    def text(self) -> str:
        """Return it as it is written."""
        return f"at://{self.account}/{self.collection}/{self.key}"


class _Reader(Protocol):
    def __call__(self, entry: Entry, own: Address, reading: Reading) -> Iterator[Record]:
        """Yield the records of an entry of one collection."""


def read_car(reading: Reading) -> Iterator[Record]:
    """Yield the records of a repository, and that posts and follows are all there are.

    Raises
    ------
    InputUnusable
        Where the file is cut off or damaged, or no repository.
    """
    repository = Repository(Blocks(reading.stream, reading.name), reading.name)
    reading.owner.tell(_key(repository.did))
    yield Account(_key(repository.did), url=f"https://bsky.app/profile/{repository.did}")
    others = 0
    for number, entry in enumerate(repository.entries(), 1):
        collection, _, record_key = entry.key.partition("/")
        make = _READERS.get(collection)
        reading.at.start = number
        if make is None:
            others += 1
            continue
        reading.rows += 1
        own = Address(repository.did, collection, record_key)
        yield from checked(reading, entry, partial(make, own=own, reading=reading), _shown)
    reading.leave_out("records of other kinds (blocks, lists, settings)", others)
    reading.leave_out("records that this part of the repository does not hold", repository.missing)
    for kind in ("posts", "following"):
        yield Coverage(kind, _key(repository.did), is_complete=not repository.missing)


def _shown(entry: Entry) -> str:
    return as_row({"key": entry.key, "record": entry.record})


def _key(native_id: str) -> Key:
    return Key(SOURCE, native_id)


def _profile(entry: Entry, own: Address, reading: Reading) -> Iterator[Record]:  # noqa: ARG001
    if own.key != "self":
        raise BadRow("is a profile of nobody")
    name, bio = as_words(entry.record.get("displayName")), as_words(entry.record.get("description"))
    labels = {each.get("val") for each in objects(at(entry.record, "labels", "values"))}
    yield Account(_key(own.account), name=name, bio=bio, is_bot=True if _BOT in labels else None)
    is_denied = _OPT_OUT in labels
    reason = f"says {_OPT_OUT} of itself" if is_denied else None
    yield Consent(_key(own.account), "deny" if is_denied else "unset", reason)


def _post(entry: Entry, own: Address, reading: Reading) -> Iterator[Record]:
    record = entry.record
    published = _time(entry, reading)
    answered = _address(at(record, "reply", "parent", "uri"))
    quoted = _quoted(entry)
    yield Post(
        _key(own.text),
        _key(own.account),
        "quote" if quoted else "reply" if answered else "original",
        published,
        _key(answered.text) if answered else None,
        f"https://bsky.app/profile/{own.account}/post/{own.key}",
        text=as_words(record.get("text")),
        language=as_words(at(record, "langs", 0)),
    )
    for kind, other in (("quote", quoted), ("reply", answered)):
        if other is not None:
            yield _act(kind, own, other, published)
    spared = {own.account, answered.account if answered else ""}
    for named in dict.fromkeys(_mentioned(entry)):
        if named not in spared:
            target = _key(named)
            yield Interaction("mention", _key(own.account), target, None, None, published, own.text)


def _act(kind: str, own: Address, other: Address, happened: str | None) -> Interaction:
    """Return an act on a post; what can be done once to a post needs no address of its own."""
    event = own.text if kind in {"quote", "reply"} else None
    post = _key(other.text)
    return Interaction(kind, _key(own.account), _key(other.account), post, None, happened, event)


def _quoted(entry: Entry) -> Address | None:
    """Return the post that is quoted, alone or beside pictures; lists and feeds are no posts."""
    embed = entry.record.get("embed")
    address = _address(at(embed, "record", "uri")) or _address(at(embed, "record", "record", "uri"))
    return address if address and address.collection == _POST else None


def _mentioned(entry: Entry) -> Iterator[str]:
    for facet in objects(entry.record.get("facets")):
        for feature in objects(facet.get("features")):
            named = as_words(feature.get("did"))
            if feature.get("$type") == _MENTION and named and _is_did(named):
                yield named


def _mark(kind: str) -> "_Reader":
    """Return what reads a repost or a like; ``via`` names the repost through which it was seen."""

    def read(entry: Entry, own: Address, reading: Reading) -> Iterator[Record]:
        other = _address(at(entry.record, "subject", "uri"))
        if other is None:
            raise BadRow("subject is no address of a record")
        if other.collection != _POST:
            reading.leave_out(f"{kind}s of feeds and the like, which are no posts")
            return
        via = _address(at(entry.record, "via", "uri"))
        act = _act(kind, own, other, _time(entry, reading))
        yield act._replace(via=_key(via.account) if via else None)

    return read


def _follow(entry: Entry, own: Address, reading: Reading) -> Iterator[Record]:
    followed = as_words(entry.record.get("subject"))
    if not followed or not _is_did(followed):
        raise BadRow("subject is no DID")
    if followed == own.account:
        raise BadRow("an account cannot follow itself")
    yield Follow(_key(own.account), _key(followed), _time(entry, reading))


def _time(entry: Entry, reading: Reading) -> str | None:
    created = as_words(entry.record.get("createdAt"))
    return reading.times(created) if created else None


def _address(value: object) -> Address | None:
    text = as_words(value)
    parts = text.removeprefix("at://").split("/") if text and text.startswith("at://") else []
    if len(parts) != 3 or not _is_did(parts[0]) or not all(parts):
        return None
    return Address(*parts)


def _is_did(text: str) -> bool:
    return text.startswith("did:") and text.isprintable() and len(text) <= 2_048


_READERS: dict[str, _Reader] = {
    "app.bsky.actor.profile": _profile,
    _POST: _post,
    "app.bsky.feed.repost": _mark("repost"),
    "app.bsky.feed.like": _mark("like"),
    "app.bsky.graph.follow": _follow,
}


def _recognises(head: Head) -> bool:
    return _CAR in head.start[:12]


FORM = Form("Bluesky repository (CAR)", _recognises, read_car, counts="record")
