"""Where a page points to: its links to other sites, and where on the page they stand.

What somebody wrote is told apart from what every page of a blog shows, since only the first is a
choice of a post; share buttons, pictures, feeds and links of commenters are none of either.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from crawlers.blog.addresses import bare
from crawlers.blog.affiliates import programme_of
from crawlers.blog.places import COMMENTS, FIRST, LAST, PAGE, SHARE, Places, tokens
from crawlers.blog.unwrapping import LONGEST, leads_nowhere, unwrapped, without_referrer
from crawlers.words import is_block, line_of
from influence.records import Key, Link
from influence.urls import page_of, resolved, site_of

MOST: Final = 2_000
"""Links that are kept of a page."""

AFFILIATE: Final = "affiliate"
"""The token of ``rel`` that a link has from us, where its address pays whoever links to it."""

UNVOUCHED: Final = frozenset(("sponsored", "nofollow", "ugc", AFFILIATE))
"""Tokens of ``rel`` with which a link says nothing of what its author thinks of the page."""

_MOST_READ = 20_000
_MOST_BLOCKS = 5_000
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)", re.IGNORECASE)
_TOKEN = re.compile(r"[\w:/.-]{1,60}")
_MEANT = ("in-reply-to", "like-of", "repost-of", "bookmark-of", "quotation-of")
_PASSED_OVER = frozenset((COMMENTS, SHARE, "hidden"))
_WRITTEN = frozenset((None, FIRST, LAST))


class _Meant(NamedTuple):
    """An address as it is kept, its site, and whether it pays whoever links to it."""

    url: str
    site: str
    is_paid: bool


class Found(NamedTuple):
    """A link to another site; ``rel`` are its tokens, and ``words`` what it shows."""

    url: str
    site: str
    rel: tuple[str, ...] = ()
    position: str | None = None
    words: str = ""

    @property
    def is_written(self) -> bool:
        """Whether it stands in what somebody wrote."""
        return self.position in _WRITTEN

    @property
    def is_vouched(self) -> bool:
        """Whether its page does not take it back by ``rel``."""
        return not UNVOUCHED.intersection(self.rel)

    def as_link(self, account: Key, post: Key | None = None) -> Link:
        """Return it as a record."""
        return Link(account, self.url, post, " ".join(self.rel) or None, self.position)


@dataclass(slots=True)
class _Block:
    """A part of a text; it ``says`` something where there are words in it."""

    elements: list[etree._Element]
    says: bool


def links_of(
    root: etree._Element, url: str, own: str, article: etree._Element | None = None
) -> list[Found]:
    """Return the links of a page, or of the content of a feed, to other sites, in its order.

    Each address comes once: as it is written in the text, where it is. A link in the first or last
    block of several has that ``position``, since a signature may stand there.

    Parameters
    ----------
    root
        The page, or the piece of one.
    url
        The address of the page; its ``<base href>`` counts.
    own
        The site whose page it is; links within it are left out.
    article
        What somebody wrote, a part of ``root``; where None it is the whole, but for what says that
        it is something else (``nav``, ``footer``, a sidebar, comments, ...).
    """
    base = base_of(root, url)
    places = Places(article)
    edges = _edges(root if article is None else article)
    own_sites = {own, site_of(url) or own}
    found: dict[str, Found] = {}
    for element in islice(root.iter("a", "area"), _MOST_READ):
        link = _found(element, base, own_sites)
        if link is None:
            continue
        place = _position(element, places, article, edges)
        if place not in _PASSED_OVER:
            _keep(found, link._replace(position=place))
            if len(found) >= MOST:
                break
    return list(found.values())


def base_of(root: etree._Element, url: str) -> str:
    """Return the address that those on a page are relative to."""
    for element in root.iter("base"):
        if href := element.get("href"):
            return resolved(url, href) or url
    return url


def _keep(found: dict[str, Found], link: Found) -> None:
    page = page_of(link.url) or link.url
    held = found.get(page)
    if held is None or (link.is_written and not held.is_written):
        found[page] = link


def _found(element: etree._Element, base: str, own: set[str]) -> Found | None:
    href = (element.get("href") or "").strip()
    if not href or len(href) > LONGEST or href.startswith("#"):
        return None
    full = href if _ABSOLUTE.match(href) else resolved(base, href)
    meant = None if full is None else _meant(full, urlsplit(base).hostname or "")
    if meant is None or _is_own(meant.site, own) or _FEED_TYPES.match(element.get("type") or ""):
        return None
    words = line_of("".join(element.itertext()))[:200]
    return Found(meant.url, meant.site, _rel(element, is_paid=meant.is_paid), words=words)


@lru_cache(maxsize=1 << 12)
def _meant(address: str, host: str) -> _Meant | None:
    """Return what a full address means, where it is a page; pages repeat their addresses a lot."""
    full = resolved(address, address)
    if full is None:
        return None
    address = without_referrer(unwrapped(full), host)
    site = site_of(address)
    if site is None or leads_nowhere(address):
        return None
    programme = programme_of(address)
    return _Meant(address, site, programme is not None and programme.is_sure)


def _is_own(site: str, own: set[str]) -> bool:
    return bare(site) in {bare(each) for each in own}


def _rel(element: etree._Element, *, is_paid: bool) -> tuple[str, ...]:
    """Return the tokens of ``rel``, with what classes and the address itself say of a link."""
    written = (element.get("rel") or "")[:500].lower().split()
    said = [token for token in written if _TOKEN.fullmatch(token)]
    classes = tokens(element)
    said += [meant for meant in _MEANT if f"u-{meant}" in classes]
    if is_paid:
        said.append(AFFILIATE)
    return tuple(dict.fromkeys(said))


def _position(
    element: etree._Element,
    places: Places,
    article: etree._Element | None,
    edges: dict[etree._Element, str],
) -> str | None:
    place = places.of(element)
    if place is not None:
        return place
    above = (element, *element.iterancestors())
    for each in above:
        if each in edges:
            return edges[each]
        if each is article:
            return None
    return PAGE if article is not None else None


def _edges(article: etree._Element) -> dict[etree._Element, str]:
    """Return the elements of the first and the last block of several, each with its position."""
    blocks = _blocks(article)
    if len(blocks) < 2:
        return {}
    return {**dict.fromkeys(blocks[0], FIRST), **dict.fromkeys(blocks[-1], LAST)}


def _blocks(article: etree._Element) -> list[list[etree._Element]]:
    """Return the blocks of an article that say something, each as its elements.

    What stands between blocks, or between two ``<br>``, is a block as well.
    """
    text, children = _parts(article)
    blocks: list[_Block] = [_Block([], says=bool(text))]
    breaks = 0
    for child in children:
        tail = bool((child.tail or "").strip())
        breaks = breaks + 1 if child.tag == "br" else 0
        if breaks > 1:
            blocks.append(_Block([], says=tail))
        elif breaks or not is_block(child):
            blocks[-1].elements.append(child)
            blocks[-1].says = blocks[-1].says or tail or _says(child)
        else:
            blocks += [_Block([child], says=_says(child)), _Block([], says=tail)]
        breaks = 0 if tail else breaks
    return [block.elements for block in blocks if block.says]


def _parts(article: etree._Element) -> tuple[str, list[etree._Element]]:
    """Return the first words and the elements of an article, from within what only wraps them."""
    while len(article) == 1 and len(article[0]) and not (article.text or "").strip():
        article = article[0]
    children = list(article) if len(article) <= _MOST_BLOCKS else []
    return (article.text or "").strip(), children


def _says(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and any(each.strip() for each in element.itertext())
