"""Which other addresses a blog says are its own, and how it calls itself.

``rel=me``, the representative h-card (http://microformats.org/wiki/representative-h-card-parsing),
and JSON-LD's ``sameAs``. One page's word is a hint; it takes both ends to be sure.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml import etree

from crawlers.blog.json_ld import Thing, text_in, things_of, types_of
from crawlers.blog.links import base_of
from crawlers.words import LONGEST_BIO, language, name_in, words
from influence.records import Identity, Key
from influence.urls import page_of, resolved, site_of

_PEOPLE = frozenset({"Person", "Organization", "Blog", "WebSite"})
_MOST: Final = 100
_MOST_CARDS: Final = 20


class Named(NamedTuple):
    """How a page calls its blog, and what it says of it."""

    name: str | None = None
    bio: str | None = None
    language: str | None = None


def identities_of(root: etree._Element, url: str, account: Key, seen_at: str) -> Iterator[Identity]:
    """Yield the other addresses that a page says are its blog's, each once a way."""
    base = base_of(root, url)
    seen = {site_of(url), account.native_id}
    ways = (("rel=me", _by_rel(root, base)), ("h-card", _by_card(root, base, url)))
    for how, addresses in (*ways, ("json-ld", _by_thing(root, base))):
        told: dict[str, None] = dict.fromkeys(
            address for address in addresses if site_of(address) not in seen
        )
        for address in list(told)[:_MOST]:
            yield Identity(account, address, how, url, seen_at)


def named_by(root: etree._Element) -> Named:
    """Return how a page calls its blog: what it says for machines, before its title."""
    meta = {
        (each.get("property") or each.get("name") or "").lower(): each.get("content") or ""
        for each in reversed(list(root.iter("meta")))
    }
    sites = [thing for thing in things_of(root) if types_of(thing) & {"WebSite", "Blog"}]
    of_thing = next((name for each in sites if (name := text_in(each, "name"))), None)
    title = next(("".join(each.itertext()) for each in root.iter("title")), "")
    name = of_thing or meta.get("og:site_name") or meta.get("application-name") or title
    bio = meta.get("description") or meta.get("og:description")
    return Named(
        name_in(name),
        words(bio, LONGEST_BIO),
        language(root.get("lang") or meta.get("content-language")),
    )


def generator_of(root: etree._Element) -> str:
    """Return the software that made a page, as it says; empty where it does not."""
    contents = (
        each.get("content") or ""
        for each in root.iter("meta")
        if (each.get("name") or "").lower() == "generator"
    )
    return name_in(next(contents, "")) or ""


def _by_rel(root: etree._Element, base: str) -> Iterator[str]:
    for element in root.iter("a", "link"):
        if "me" in (element.get("rel") or "").lower().split():
            yield from _full(base, element.get("href"))


def _by_card(root: etree._Element, base: str, url: str) -> Iterator[str]:
    """Yield the addresses of the card that stands for the page, if one does."""
    cards = [each for each in root.iter() if "h-card" in _classes(each)][:_MOST_CARDS]
    page = page_of(url)
    for card in cards:
        urls = [each for each in card.iter() if "u-url" in _classes(each)][:_MOST]
        of_page = [each for each in urls if _is_at(each, base, page)]
        is_uid = any("u-uid" in _classes(each) for each in of_page)
        is_me = any("me" in (each.get("rel") or "").split() for each in urls)
        if is_uid or is_me or (of_page and len(cards) == 1):
            for part in urls:
                yield from _full(base, part.get("href"))
            return


def _by_thing(root: etree._Element, base: str) -> Iterator[str]:
    for thing in things_of(root):
        for each in _with_people(thing):
            same = each.get("sameAs")
            for address in same if isinstance(same, list) else [same]:
                yield from _full(base, address)


def _with_people(thing: Thing) -> Iterator[Thing]:
    """Yield a blog, its author and its publisher; a post's author may be a guest."""
    if not types_of(thing) & _PEOPLE:
        return
    yield thing
    for name in ("author", "publisher", "creator"):
        inner: Any = thing.get(name)
        if isinstance(inner, dict):
            yield inner


def _full(base: str, address: object) -> Iterator[str]:
    if isinstance(address, str) and (full := resolved(base, address)):
        yield full


def _is_at(element: etree._Element, base: str, page: str | None) -> bool:
    address = resolved(base, element.get("href") or "")
    return address is not None and page_of(address) == page


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split() if isinstance(element.tag, str) else []
