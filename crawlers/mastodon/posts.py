"""Posts as Mastodon's API gives them → posts, what their authors did by them, links and tags.

https://docs.joinmastodon.org/entities/Status/. Posts for few eyes leave no trace; of unlisted ones
neither text nor links are kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from crawlers.fediverse import actor_address, key
from crawlers.html_text import links_in, plain_text
from crawlers.json_values import Object, as_count, as_object, as_words, at, objects
from crawlers.mastodon.people import Person, page_told, person_of, records_of
from crawlers.mastodon.places import Place, local_id
from crawlers.moments import time_of
from crawlers.words import LONGEST_TEXT, language, line, words
from influence.records import Identity, Interaction, Key, Link, Post, Record, Tag
from influence.urls import page_of, resolved, site_of

SHOWN: Final = frozenset({"public", "unlisted"})

_NO_IDS: Final = frozenset({None, "0"})
"""What snac says of those it mentions instead of an id."""

_MOST_LINKS, _MOST_TAGS, _MOST_NAMED = 100, 50, 50
_LONGEST_TAG = 100


class Pending(NamedTuple):
    """An act of which the target's address is not known yet, but only its id at its host.

    ``native_id`` is the id of an account (``mention``) or of a post (``reply``, ``quote``).
    """

    kind: str
    native_id: str
    post: str
    actor: str
    happened_at: str | None


class Status(NamedTuple):
    """A post of an answer, and who wrote it."""

    key: Key
    author: Person
    said: Object


@dataclass
class Page:
    """Posts that came in one answer, which tell of one another by ids of their host.

    ``pending`` is filled while records are yielded: acts towards what is not on the page.
    """

    place: Place
    by_id: dict[str, Status] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # by id, and by address of the profile
    pending: list[Pending] = field(default_factory=list)

    def know(self, items: Iterable[Object]) -> None:
        """Take in the posts and people of an answer."""
        for item in items:
            boosted, quoted = as_object(item.get("reblog")), as_object(item.get("quote"))
            for each in (item, boosted, as_object(quoted.get("quoted_status"))):
                if status := status_of(each, self.place):
                    self._know(status)

    def _know(self, status: Status) -> None:
        author_id = local_id(status.author.said.get("id"))
        if native_id := local_id(status.said.get("id")):
            self.by_id[native_id] = status
        for name in (author_id, as_words(status.author.said.get("url"))):
            if name:
                self.people[name] = status.author


def status_of(value: object, place: Place) -> Status | None:
    """Return the post that an answer gives; None for none, or one that is not for everybody.

    Who may see it must be said: a field that is missing is no permission.
    """
    said = as_object(value)
    address = actor_address(said.get("uri")) or actor_address(said.get("url"))
    author = person_of(said.get("account"), place)
    if address is None or author is None or said.get("visibility") not in SHOWN:
        return None
    return Status(key(address), author, said)


def records_of_status(status: Status, page: Page) -> Iterator[Record]:
    """Yield a post or a boost, and what its author did to others by it."""
    said, author = status.said, status.author
    if author.denies:
        return
    if said.get("reblog") is not None:
        yield from _boost(status, page)
        return
    is_public = said.get("visibility") == "public"
    yield _post(status, page, with_text=is_public and author.allows_text)
    yield from _acts(status, page)
    if is_public:
        yield from _tags(status)
        if author.allows_text:
            yield from _links(status, page)


def time_told(status: Status, page: Page) -> str | None:
    """Return when a post was published."""
    return time_of(as_words(status.said.get("created_at")), page.place.seen_at)


def _boost(status: Status, page: Page) -> Iterator[Record]:
    boosted = status_of(status.said.get("reblog"), page.place)
    if boosted is None:
        return
    if boosted.author.key != status.author.key:
        yield from records_of(boosted.author, page.place)
    if not boosted.author.denies:
        yield _post(boosted, page, with_text=False)._replace(is_listed=False)
    yield Interaction(
        "repost",
        status.author.key,
        boosted.author.key,
        boosted.key,
        happened_at=time_told(status, page),
    )


def _post(status: Status, page: Page, *, with_text: bool) -> Post:
    said = status.said
    parent = page.by_id.get(local_id(said.get("in_reply_to_id")) or "")
    is_reply = local_id(said.get("in_reply_to_id")) is not None
    is_quote = _quoted(said) is not None
    is_home = status.author.is_home
    # Of posts of other hosts only those boosts, likes and answers are counted that were sent here.
    boosts, answers, likes = (
        as_count(said.get(f"{each}_count")) if is_home else None
        for each in ("reblogs", "replies", "favourites")
    )
    return Post(
        status.key,
        status.author.key,
        "quote" if is_quote else "reply" if is_reply else "original",
        time_told(status, page),
        parent.key if parent else None,
        page_told(said, status.key.native_id),
        text=_text(said) if with_text else None,
        language=language(as_words(said.get("language"))),
        reposts_count=boosts,
        replies_count=answers,
        likes_count=likes,
        seen_at=page.place.seen_at,
    )


def _text(said: Object) -> str | None:
    warning, content = as_words(said.get("spoiler_text")), as_words(said.get("content"))
    parts = (warning, plain_text(content) if content else None)
    return words("\n".join(part for part in parts if part), LONGEST_TEXT)


def _quoted(said: Object) -> Object | None:
    """Return what a post quotes with its author's leave; Pleroma gives the post itself."""
    quote = said.get("quote") or at(said, "pleroma", "quote")
    if not isinstance(quote, dict):
        return None
    if "account" in quote:
        return quote
    if quote.get("state") != "accepted":
        return None
    return as_object(quote.get("quoted_status")) or {"id": quote.get("quoted_status_id")}


def _acts(status: Status, page: Page) -> Iterator[Record]:
    spared = {local_id(status.author.said.get("id"))}
    quoted = _quoted(status.said)
    if quoted is not None:
        known = status_of(quoted, page.place) or page.by_id.get(local_id(quoted.get("id")) or "")
        yield from _towards("quote", status, known, local_id(quoted.get("id")), page)
    if parent_id := local_id(status.said.get("in_reply_to_id")):
        spared.add(local_id(status.said.get("in_reply_to_account_id")))
        parent = page.by_id.get(parent_id)
        if parent is not None:
            spared.add(local_id(parent.author.said.get("id")))
        yield from _towards("reply", status, parent, parent_id, page)
    for named in list(objects(status.said.get("mentions")))[:_MOST_NAMED]:
        native_id = local_id(named.get("id"))
        person = page.people.get(as_words(named.get("url")) or "")
        if person is not None and native_id in _NO_IDS:
            native_id = local_id(person.said.get("id"))
        if native_id not in spared and native_id not in _NO_IDS:
            spared.add(native_id)
            yield from _mention(status, native_id, page)


def _towards(
    kind: str, status: Status, other: Status | None, native_id: str | None, page: Page
) -> Iterator[Record]:
    happened = time_told(status, page)
    if other is not None:
        yield from records_of(other.author, page.place)
        yield act(kind, status.author.key, other, happened, status.key.native_id)
    elif native_id is not None:
        actor = status.author.key.native_id
        page.pending.append(Pending(kind, native_id, status.key.native_id, actor, happened))


def act(kind: str, actor: Key, other: Status, happened_at: str | None, post: str) -> Interaction:
    """Return what somebody did to a post by one of theirs."""
    return Interaction(kind, actor, other.author.key, other.key, None, happened_at, post)


def _mention(status: Status, native_id: str | None, page: Page) -> Iterator[Record]:
    happened, actor = time_told(status, page), status.author.key
    person = page.people.get(native_id or "")
    post = status.key.native_id
    if person is None and native_id is not None:
        page.pending.append(Pending("mention", native_id, post, actor.native_id, happened))
    elif person is not None and person.key != actor:
        yield Interaction("mention", actor, person.key, None, None, happened, post)


def _tags(status: Status) -> Iterator[Record]:
    named = objects(status.said.get("tags"))
    for tag in [each for _, each in zip(range(_MOST_TAGS), named, strict=False)]:
        if word := line((as_words(tag.get("name")) or "").lstrip("#").casefold(), _LONGEST_TAG):
            yield Tag(status.key, word)


def _links(status: Status, page: Page) -> Iterator[Record]:
    """Yield where a post points to, and whose site its host verified that to be.

    Mastodon marks every link as nofollow, so that this is nothing its author says.
    """
    said = status.said
    card = as_object(said.get("card"))
    addresses = [*links_in(as_words(said.get("content")) or ""), as_words(card.get("url"))]
    urls = [resolved(status.key.native_id, each) for each in addresses[-_MOST_LINKS:] if each]
    for url in dict.fromkeys(each for each in urls if each and page_of(each)):
        yield Link(status.author.key, url, status.key)
    for each in list(objects(card.get("authors")))[:5]:
        author = person_of(each.get("account"), page.place)
        url = as_words(card.get("url")) or ""
        site = site_of(url)
        if author is not None and site is not None and not author.denies:
            yield Identity(author.key, site, "fediverse:creator", url, page.place.seen_at)
