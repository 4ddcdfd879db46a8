"""What feeds say in other vocabularies than their own, found by the names of these.

feedparser knows elements by the prefix of the document, which may be any, and keeps the last of
those that repeat. So this is a second reading, with lxml.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from lxml import etree

from crawlers.elements import local_name
from crawlers.opt_outs import feed_refusal
from influence.urls import resolved

_PREFIXES: Final = {
    "wellformedweb.org/commentapi": "wfw",
    "purl.org/rss/1.0/modules/slash": "slash",
    "purl.org/syndication/thread/1.0": "thr",
    "source.scripting.com": "source",
    "backend.userland.com/blogchannelmodule": "blogchannel",
    "podcastindex.org/namespace/1.0": "podcast",
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "www.w3.org/2005/atom": "atom",
    "purl.org/syndication/history/1.0": "fh",
}
"""Names of vocabularies, without scheme and closing slash → the prefix that is usual for each."""

_SERVICES: Final = {
    "twitter": "https://twitter.com/{}",
    "github": "https://github.com/{}",
    "facebook": "https://facebook.com/{}",
    "linkedin": "https://linkedin.com/in/{}",
    "bluesky": "https://bsky.app/profile/{}",
    "micro.blog": "https://micro.blog/{}",
    "instagram": "https://instagram.com/{}",
}
_MOST = 1_000


class EntryExtras(NamedTuple):
    """What one entry says of its answers, and its id where that is the address of its page."""

    permalink: str | None = None
    replies_count: int | None = None
    replies_feed: str | None = None
    discussed_at: tuple[str, ...] = ()


class FeedExtras(NamedTuple):
    """What a feed says in other vocabularies; ``entries`` stand in its order."""

    entries: tuple[EntryExtras, ...] = ()
    links: Mapping[str, str] = {}
    is_whole: bool = False
    refusal: str | None = None
    blogrolls: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    recommended: tuple[tuple[str, str | None], ...] = ()
    podcast_guid: str | None = None


def extras_of(root: etree._Element, base: str) -> FeedExtras:
    """Return what a feed says beside what feedparser reads; ``base`` is where it came from."""
    items = [each for each in root.iter() if local_name(each) in {"item", "entry"}]
    heads = [root, *(each for each in root if local_name(each) == "channel")]
    named = [(_name(each), each) for head in heads for each in head]
    rolls = ("source:blogroll", "blogchannel:blogroll")
    return FeedExtras(
        entries=tuple(_of_entry(item, base) for item in items),
        links=_links(named, base),
        is_whole=any(name == "fh:complete" for name, _ in named),
        refusal=feed_refusal(root),
        blogrolls=tuple(_addresses(named, rolls, base)),
        accounts=tuple(_accounts(named)),
        recommended=tuple(_podroll(named, base)),
        podcast_guid=next((_text(each) for name, each in named if name == "podcast:guid"), None),
    )


def _name(element: etree._Element) -> str:
    """Return the name of an element under the usual prefix, in small letters."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    namespace, _, local = tag.rpartition("}")
    if not namespace:
        return local.lower()  # a prefix that was never declared is part of the name
    vocabulary = namespace.lstrip("{").partition("//")[2].rstrip("/").lower()
    return f"{_PREFIXES.get(vocabulary, '')}:{local.lower()}"


def _text(element: etree._Element) -> str | None:
    return (element.text or "").strip() or None


def _of_entry(item: etree._Element, base: str) -> EntryExtras:
    found: dict[str, etree._Element] = {}
    discussed = []
    for each in item:
        name = _name(each)
        if name == "podcast:socialinteract" and (uri := resolved(base, each.get("uri") or "")):
            discussed.append(uri)
        if name == "atom:link" and (each.get("rel") or "").lower() == "replies":
            _take_replies(each, found)
        found.setdefault(name, each)
    feed = found.get("wfw:commentrss")
    link = found.get("replies feed")
    address = _text(feed) if feed is not None else link.get("href") if link is not None else None
    guid = found.get("guid")
    return EntryExtras(
        permalink=None if guid is None else _permalink(guid),
        replies_count=_count(found),
        replies_feed=resolved(base, address) if address else None,
        discussed_at=tuple(discussed),
    )


def _permalink(guid: etree._Element) -> str | None:
    """Return the id of an entry of RSS, unless it says that it is no address."""
    said = {name.lower(): value.strip().lower() for name, value in guid.attrib.items()}
    return None if said.get("ispermalink") == "false" else _text(guid)


def _take_replies(link: etree._Element, found: dict[str, etree._Element]) -> None:
    if "xml" in (link.get("type") or "application/atom+xml") and link.get("href"):
        found.setdefault("replies feed", link)
    found.setdefault("replies", link)


def _count(found: Mapping[str, etree._Element]) -> int | None:
    """Return how many answers are told: ``slash:comments``, ``thr:total``, ``thr:count``."""
    told = [_text(found[name]) for name in ("slash:comments", "thr:total") if name in found]
    if "replies" in found:
        attributes = found["replies"].attrib.items()
        told += [value.strip() for name, value in attributes if name.endswith("}count")]
    counts = (text for text in told if text and text.isascii() and text.isdigit())
    return next((int(text) for text in counts if len(text) < 10), None)


def _links(named: list[tuple[str, etree._Element]], base: str) -> dict[str, str]:
    """Return relation → address of the links of the feed itself."""
    found: dict[str, str] = {}
    for name, each in named:
        address = resolved(base, each.get("href") or "") if name == "atom:link" else None
        for relation in (each.get("rel") or "alternate").lower().split() if address else ():
            found.setdefault(relation, address or "")
    return found


def _addresses(
    named: list[tuple[str, etree._Element]], names: tuple[str, ...], base: str
) -> Iterator[str]:
    for name, each in named:
        if name in names and (address := resolved(base, _text(each) or "")):
            yield address


def _accounts(named: list[tuple[str, etree._Element]]) -> Iterator[str]:
    """Yield the addresses of ``source:account``, which repeats: a service, and a name there."""
    for name, each in named:
        form = _SERVICES.get((each.get("service") or "").lower())
        text = (_text(each) or "").lstrip("@")
        if name == "source:account" and form and text and "@" not in text:
            yield from filter(None, (resolved("", form.format(text)),))


def _podroll(
    named: list[tuple[str, etree._Element]], base: str
) -> Iterator[tuple[str, str | None]]:
    rolls = (each for name, each in named if name == "podcast:podroll")
    items = [item for roll in rolls for item in roll if _name(item) == "podcast:remoteitem"]
    for item in items[:_MOST]:
        if address := resolved(base, item.get("feedUrl") or ""):
            yield address, item.get("title")
