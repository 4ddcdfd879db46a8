"""What the home page of a blog leads to beside its feeds: lists of blogs, comments, sitemaps."""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from crawlers.blog.addresses import home_of
from crawlers.blog.discovery import relations
from crawlers.blog.links import base_of
from crawlers.blog.whose import is_same_blog
from crawlers.signals import GUESS
from crawlers.words import line_of
from influence.records import Task
from influence.urls import BLOG, resolved, site_of

HAS_LIST: Final = "has-list"
"""The signal of an address that is likely to be a list of blogs."""

_LISTS = frozenset({"blogroll", "subscriptions", "outline"})
_OPML = re.compile(r"opml", re.IGNORECASE)
_BLOGROLL_PAGE = re.compile(
    r"(?:my |the )?(?:blog ?roll|blogs i (?:read|follow|like)|reading list|who i read"
    r"|(?:links|friends) (?:and|&) (?:friends|links)|friends|links|amis|blogs amis|freunde"
    r"|befreundete blogs|amigos|blogs amigos|amici|linkliste)",
    re.IGNORECASE,
)
_BLOGROLL_PATH = re.compile(r"/(?:blogroll|friends|following|links)(?:\.html?)?/?$", re.IGNORECASE)
_REST = "https://api.w.org/"
_WORDPRESS_COM = "public-api.wordpress.com"
_COMMENTS = "wp/v2/comments?per_page=100"
_GHOST = re.compile(r"ghost", re.IGNORECASE)
_SITEMAPS = ((re.compile(r"ghost", re.IGNORECASE), ("sitemap-posts.xml",)),)
_MARKS = " :.!»→"
_WORDPRESS = re.compile(r"wordpress(?!\.com)", re.IGNORECASE)
_WORDPRESS_LIST = "wp-links-opml.php"
"""Every WordPress has this list, which no page has to name; mostly it is empty."""

_WELL_KNOWN_LIST = ".well-known/recommendations.opml"
"""Where blogs put the list that they recommend (a convention of opml.org)."""

_MOST_LISTS = 3


def lists_of_blogs(
    root: etree._Element,
    url: str,
    headers: Mapping[str, str],
    generator: str,
    *,
    is_all_wanted: bool = False,
) -> Iterator[Task]:
    """Yield visits to lists of blogs: what says that it is one, before pages called so.

    Where all is wanted and nothing says so, the place is tried where a list may be all the same.
    """
    named = [*_named_lists(root, url, headers, generator)]
    yield from named
    if is_all_wanted and not named:
        address, site = below(url, _WELL_KNOWN_LIST), site_of(url) or ""
        yield Task(BLOG, "recommendations", address, site, signals=(GUESS,))


def _named_lists(
    root: etree._Element, url: str, headers: Mapping[str, str], generator: str
) -> Iterator[Task]:
    site, base = site_of(url) or "", base_of(root, url)
    found = [address for address, said in relations(headers, base) if _is_list(said)]
    found += [
        resolved(base, each.get("href") or "") or ""
        for each in root.iter("link", "a")
        if _is_list({"rel": each.get("rel") or "", "type": each.get("type") or ""})
    ]
    found += _pages(root, base, site)
    for address in list(dict.fromkeys(filter(None, found)))[:_MOST_LISTS]:
        yield Task(BLOG, "blogroll", address, site, signals=(HAS_LIST,))
    if _WORDPRESS.match(generator):
        yield Task(BLOG, "blogroll", below(url, _WORDPRESS_LIST), site)
    if _GHOST.match(generator):
        address = below(url, ".well-known/recommendations.json")
        yield Task(BLOG, "recommendations", address, site, signals=(HAS_LIST,))


def comments_by_api(root: etree._Element, url: str, headers: Mapping[str, str]) -> Iterator[Task]:
    """Yield the visit to all comments of a blog, where WordPress says that it has an API."""
    site, base = site_of(url) or "", base_of(root, url)
    named = [address for address, said in relations(headers, base) if said.get("rel") == _REST]
    named += [
        resolved(base, each.get("href") or "") or ""
        for each in root.iter("link")
        if each.get("rel") == _REST
    ]
    for address in named[:1]:
        is_own = is_same_blog(site_of(address), site)
        if is_own or urlsplit(address).hostname == _WORDPRESS_COM:
            yield Task(BLOG, "wordpress_comments", _comments_below(address), site)


def sitemaps(url: str, generator: str, signals: tuple[str, ...]) -> Iterator[Task]:
    """Yield visits to where the software of a blog has its sitemaps."""
    site = site_of(url) or ""
    known = (names for pattern, names in _SITEMAPS if pattern.match(generator))
    for name in next(known, ("sitemap.xml",)):
        yield Task(BLOG, "sitemap", below(url, name), site, signals=signals)


def below(url: str, name: str) -> str:
    """Return the address of a file below the root of a page's blog, served as the page is.

    >>> below("http://anna.example:8080/rye/", "sitemap.xml")
    'http://anna.example:8080/sitemap.xml'
    """
    return f"{(home_of(url) or url).rstrip('/')}/{name}"


def _is_list(said: Mapping[str, str]) -> bool:
    relation = said.get("rel", "").lower().split()
    is_meta = "meta" in relation and _OPML.search(said.get("type", ""))
    return bool(_LISTS.intersection(relation) or is_meta)


def _pages(root: etree._Element, base: str, site: str) -> Iterator[str]:
    """Yield pages of the blog, and lists anywhere, that links call a blogroll."""
    for element in root.iter("a"):
        href, words = element.get("href") or "", line_of("".join(element.itertext()))
        is_called = _BLOGROLL_PAGE.fullmatch(words.strip(_MARKS)) or _BLOGROLL_PATH.search(href)
        is_opml = href.lower().endswith(".opml")
        address = resolved(base, href) if is_called or is_opml else None
        if address and (is_opml or is_same_blog(site_of(address), site)):
            yield address


def _comments_below(rest: str) -> str:
    """Return the address of the comments under that of an API, which may be a query itself."""
    if "rest_route=" in rest:
        return f"{rest.rstrip('/')}/{_COMMENTS.replace('?', '&')}"
    return f"{rest.rstrip('/')}/{_COMMENTS}"
