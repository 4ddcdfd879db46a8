"""What a record of a repository says, the same whoever hands it out: a file, a PDS, an AppView.

Lexicons: bluesky-social/atproto, lexicons/app/bsky. Read are posts, reposts, likes, follows and the
profile; blocks and lists are not looked at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from crawlers.atproto.addresses import (
    POST,
    Address,
    address_in,
    did_in,
    is_did,
    key_of,
    moment_in,
)
from crawlers.atproto.richtext import LINK, MENTION, TAG, features_of
from crawlers.bad_row import BadRow
from crawlers.json_values import Object, as_words, at, objects
from crawlers.words import LONGEST_TEXT, language, line, words
from influence.records import (
    Account,
    Consent,
    Follow,
    Interaction,
    Link,
    Post,
    Record,
    Tag,
    Told,
)
from influence.urls import page_of, resolved

BOT: Final = "bot"
OPT_OUT: Final = "!no-unauthenticated"

_LONGEST_TAG = 640
_ACTS: Final[Mapping[str, tuple[str, ...]]] = {
    POST: ("reply", "quote", "mention"),
    "app.bsky.feed.repost": ("repost",),
    "app.bsky.feed.like": ("like",),
    "app.bsky.graph.follow": ("follow",),
}
"""Collection of records -> the acts that one may tell; profiles tell none."""


class Entry(NamedTuple):
    """A record, where it stands, and when it was made as far as that is known."""

    own: Address
    record: Object
    happened_at: str | None = None


def rows_of(entry: Entry, leave_out: Callable[[str], None] = lambda _: None) -> Iterator[Record]:
    """Yield what a record says.

    Parameters
    ----------
    entry
        Of one of ``COLLECTIONS``.
    leave_out
        Is told what is passed over on purpose, in the plural.

    Raises
    ------
    BadRow
        Where it makes no sense.
    """
    return _MAKERS[entry.own.collection](entry, leave_out)


def told_by(own: Address, rows: Iterable[Record]) -> Told:
    """Return which record told some rows, for that to be known when it is deleted."""
    post = key_of(own.text) if own.collection == POST else None
    kinds = _ACTS[own.collection]
    return Told(key_of(own.account), own.key, kinds, tuple(rows), post, moment_in(own.key))


def is_telling(own: Address) -> bool:
    """Tell whether records of a collection tell acts, or are posts."""
    return own.collection in _ACTS


def consent_of(did: str, *, is_denied: bool) -> Consent:
    """Return whether an account says of itself that it is for those who are logged in."""
    reason = f"says {OPT_OUT} of itself" if is_denied else None
    return Consent(key_of(did), "deny" if is_denied else "unset", reason)


def text_in(value: object) -> str | None:
    """Return a text fit to be stored; None where there is none."""
    return words(as_words(value), LONGEST_TEXT)


def name_in(value: object) -> str | None:
    """Return a name fit to be stored; None where there is none."""
    return line(as_words(value))


def quoted_by(record: Object) -> Address | None:
    """Return the post that is quoted, alone or beside pictures; lists and feeds are no posts."""
    embed = record.get("embed")
    address = address_in(at(embed, "record", "uri"))
    address = address or address_in(at(embed, "record", "record", "uri"))
    return address if address and address.collection == POST else None


def without_quote(record: Object) -> Object:
    """Return a post as it is once the author of what it quotes took that away."""
    return {name: value for name, value in record.items() if name != "embed"}


def act_on(kind: str, actor: str, other: Address, happened: str | None) -> Interaction:
    """Return what can be done once to a post, which therefore needs no address of its own."""
    return Interaction(
        kind, key_of(actor), key_of(other.account), key_of(other.text), None, happened
    )


def _profile(entry: Entry, leave_out: Callable[[str], None]) -> Iterator[Record]:  # noqa: ARG001
    own, record = entry.own, entry.record
    if own.key != "self":
        raise BadRow("is a profile of nobody")
    name, bio = name_in(record.get("displayName")), text_in(record.get("description"))
    labels = {each.get("val") for each in objects(at(record, "labels", "values"))}
    yield Account(key_of(own.account), name=name, bio=bio, is_bot=True if BOT in labels else None)
    yield consent_of(own.account, is_denied=OPT_OUT in labels)


def _post(entry: Entry, leave_out: Callable[[str], None]) -> Iterator[Record]:  # noqa: ARG001
    own, record, published = entry
    answered, quoted = address_in(at(record, "reply", "parent", "uri")), quoted_by(record)
    yield Post(
        key_of(own.text),
        key_of(own.account),
        "quote" if quoted else "reply" if answered else "original",
        published,
        key_of(answered.text) if answered else None,
        own.url,
        text=text_in(record.get("text")),
        language=language(as_words(at(record, "langs", 0))),
    )
    for kind, other in (("quote", quoted), ("reply", answered)):
        if other is not None:
            act = act_on(kind, own.account, other, published)
            yield act._replace(native_id=own.text)
    spared = {own.account, answered.account if answered else ""}
    features, writer = list(features_of(record)), key_of(own.account)
    for named in dict.fromkeys(_mentioned(features)):
        if named not in spared:
            yield Interaction("mention", writer, key_of(named), None, None, published, own.text)
    yield from (Tag(key_of(own.text), tag) for tag in _tags(record, features))
    for url in _links(record, features):
        yield Link(writer, url, key_of(own.text))


def _mentioned(features: list[Object]) -> Iterator[str]:
    for feature in features:
        named = as_words(feature.get("did"))
        if feature.get("$type") == MENTION and named and is_did(named):
            yield named


def _tags(record: Object, features: list[Object]) -> Iterator[str]:
    """Yield the words that a post is filed under, each once, however it is written."""
    beside = record.get("tags")
    named = [each.get("tag") for each in features if each.get("$type") == TAG]
    named += beside if isinstance(beside, list) else []
    found = (tag for each in named if (tag := line(as_words(each), _LONGEST_TAG)))
    yield from dict.fromkeys(each.lstrip("#") for each in found if each.strip("#"))


def _links(record: Object, features: list[Object]) -> Iterator[str]:
    """Yield the pages that a post points to, each once: in its text, and by the card below it."""
    embed = record.get("embed")
    named = [each.get("uri") for each in features if each.get("$type") == LINK]
    named += [at(embed, "external", "uri"), at(embed, "media", "external", "uri")]
    found: dict[str, str] = {}
    for each in named:
        address = resolved("", each) if isinstance(each, str) else None
        page = page_of(address) if address else None
        if address and page:
            found.setdefault(page, address)
    yield from found.values()


def _mark(kind: str) -> "_Maker":
    """Return what reads a repost or a like; ``via`` names the repost through which it was seen."""

    def read(entry: Entry, leave_out: Callable[[str], None]) -> Iterator[Record]:
        other = address_in(at(entry.record, "subject", "uri"))
        if other is None:
            raise BadRow("subject is no address of a record")
        if other.collection != POST:
            leave_out(f"{kind}s of feeds and the like, which are no posts")
            return
        via = address_in(at(entry.record, "via", "uri"))
        act = act_on(kind, entry.own.account, other, entry.happened_at)
        yield act._replace(via=key_of(via.account) if via else None)

    return read


def _follow(entry: Entry, leave_out: Callable[[str], None]) -> Iterator[Record]:  # noqa: ARG001
    followed = did_in(entry.record.get("subject"))
    if followed is None:
        raise BadRow("subject is no DID")
    if followed == entry.own.account:
        raise BadRow("an account cannot follow itself")
    yield Follow(key_of(entry.own.account), key_of(followed), entry.happened_at)


_Maker = Callable[[Entry, Callable[[str], None]], Iterator[Record]]

_MAKERS: Final[Mapping[str, _Maker]] = {
    "app.bsky.actor.profile": _profile,
    POST: _post,
    "app.bsky.feed.repost": _mark("repost"),
    "app.bsky.feed.like": _mark("like"),
    "app.bsky.graph.follow": _follow,
}

COLLECTIONS: Final = tuple(_MAKERS)
"""Collections whose records are read."""
