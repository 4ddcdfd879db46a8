"""What the HTML of a post says of it: title, author, time, language."""

import re
from collections.abc import Iterator
from itertools import chain, takewhile
from typing import NamedTuple

from lxml import etree

from crawlers.blog.json_ld import Thing, text_in, types_of
from crawlers.blog.places import COMMENTS, Places, tokens
from crawlers.moments import time_of
from crawlers.words import elements_of, language, line, line_of
from influence.urls import page_of, resolved

_POSTS = re.compile(r"(?:\w*Article|BlogPosting|SocialMediaPosting|Report|Review|Recipe|HowTo)")
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?=[/-]|$)")
_PUBLISHED = frozenset(("dt-published", "published", "entry-date", "post-date", "pubdate"))
_CHANGED = frozenset(("updated", "dt-updated", "modified", "dt-modified"))
_ENTRIES = frozenset(("h-entry", "hentry"))
_TITLES = frozenset(("p-name", "entry-title", "post-title", "wp-block-post-title"))
_OF_OTHERS = frozenset((COMMENTS, "nav", "related"))
_MOST_TAGS = 50
_SINGLE = frozenset(("single", "single-post", "post-template"))


class PostData(NamedTuple):
    """What a page says of its post; ``is_post`` where anything says that it is one."""

    title: str | None = None
    author: str | None = None
    published_at: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    is_post: bool = False
    is_free: bool = True


def post_data(
    root: etree._Element,
    article: etree._Element | None,
    url: str,
    seen_at: str,
    things: tuple[Thing, ...],
) -> PostData:
    """Return what a page says of its post.

    The author is never a commenter: only what is said of the post counts, JSON-LD first, then
    microformats, ``rel=author`` and ``meta``. The time is JSON-LD's, ``article:published_time``,
    that of ``<time>``, or the day in the address. Other posts that a page shows have titles,
    authors and times too: only what stands in the entry, or before its text, is of the post.

    Parameters
    ----------
    article
        The element that holds what was written.
    """
    told = [thing for thing in things if any(map(_POSTS.fullmatch, types_of(thing)))]
    meta = _meta(root)
    about = list(_around(root, article))
    published_at = _first_time(_times(about, url, told, meta), seen_at)
    return PostData(
        title=line(_title(root, about, told, meta)),
        author=line(_author(about, told, meta)),
        published_at=published_at,
        language=language(root.get("lang")) or language(meta.get("og:locale")),
        tags=tuple(dict.fromkeys(filter(None, map(line, _tags(root, about)))))[:_MOST_TAGS],
        is_post=bool(told) or published_at is not None or _is_entry(root, meta),
        is_free=not any(_is_false(thing.get("isAccessibleForFree")) for thing in told),
    )


def _around(root: etree._Element, article: etree._Element | None) -> Iterator[etree._Element]:
    """Yield the elements that may speak of the post: those of its entry, or up to its end."""
    body = root.find("body")
    top = root if body is None else body
    places = Places(article)
    above = () if article is None else (article, *article.iterancestors())
    entries = [each for each in above if _is_entry_element(each)]
    if entries:
        return (each for each in elements_of(entries[-1]) if places.of(each) not in _OF_OTHERS)
    before = takewhile(lambda each: each is not article, elements_of(top))
    within = () if article is None else elements_of(article)
    of_others = _OF_OTHERS | {"header"}
    return (each for each in chain(before, within) if places.of(each) not in of_others)


def _is_entry_element(element: etree._Element) -> bool:
    return element.tag == "article" or bool(_ENTRIES & tokens(element))


def _meta(root: etree._Element) -> dict[str, str]:
    """Return what ``meta`` elements say, the first of a name."""
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        if name and (content := (element.get("content") or "").strip()):
            said.setdefault(name, content)
    return said


def _times(
    about: list[etree._Element], url: str, told: list[Thing], meta: dict[str, str]
) -> Iterator[str | None]:
    for thing in told:
        yield text_in(thing, "datePublished")
    yield meta.get("article:published_time")
    times = [each for each in about if each.tag in {"time", "abbr", "meta"}]
    times = [each for each in times if not _is_of_another_page(each, url)]
    yield from (_time(each) for each in times if _is_published(each))
    yield from (each.get("datetime") for each in times if not tokens(each) & _CHANGED)
    if day := _IN_PATH.search(url):
        yield "-".join(day.groups())


def _is_of_another_page(element: etree._Element, url: str) -> bool:
    """Return whether a time is the link to another post, as lists of posts have them."""
    links = [each for each in (element.getparent(), *element.iter("a")) if each is not None]
    pages = {
        page_of(address)
        for each in links
        if each.tag == "a" and (address := resolved(url, each.get("href") or ""))
    }
    return bool(pages) and page_of(url) not in pages


def _is_published(element: etree._Element) -> bool:
    is_named = "datepublished" in tokens(element, "itemprop")
    if element.tag == "meta":
        return is_named
    return is_named or bool(tokens(element) & _PUBLISHED) or element.get("pubdate") is not None


def _time(element: etree._Element) -> str | None:
    told: str | None = element.get("datetime") or element.get("content") or element.get("title")
    return told


def _first_time(texts: Iterator[str | None], seen_at: str) -> str | None:
    return next(filter(None, (time_of(text, seen_at) for text in texts)), None)


def _title(
    root: etree._Element, about: list[etree._Element], told: list[Thing], meta: dict[str, str]
) -> str | None:
    for thing in told:
        if title := text_in(thing, "headline"):
            return title
    headings = [each for each in about if each.tag in {"h1", "h2"}]
    headings.sort(key=lambda each: (not tokens(each) & _TITLES, each.tag))
    for heading in headings:
        is_title = heading.tag == "h1" or tokens(heading) & _TITLES
        if is_title and (text := line_of("".join(heading.itertext()))):
            return text
    title = root.find("head/title")
    return meta.get("og:title") or (None if title is None else line_of(title.text or ""))


def _author(about: list[etree._Element], told: list[Thing], meta: dict[str, str]) -> str | None:
    for thing in told:
        if name := _name_in(thing.get("author")):
            return name
    for element in about:
        is_author = "p-author" in tokens(element) or "author" in tokens(element, "rel")
        if is_author or "author" in tokens(element, "itemprop"):
            return line_of("".join(element.itertext())) or None
    name = meta.get("author") or meta.get("article:author")
    return None if name is None or "://" in name else name


def _tags(root: etree._Element, about: list[etree._Element]) -> Iterator[str]:
    """Yield what a page is filed under: to networks, and by links that say so."""
    for element in root.iter("meta"):
        if (element.get("property") or "").strip().lower() == "article:tag":
            yield element.get("content") or ""
    for element in about:
        if element.tag == "a" and "tag" in tokens(element, "rel"):
            yield "".join(element.itertext())


def _name_in(author: object) -> str | None:
    """Return the name of an author as JSON-LD has it: a text, a thing, or several of them."""
    if isinstance(author, list):
        return next(filter(None, map(_name_in, author[:10])), None)
    if isinstance(author, dict):
        return text_in(author, "name")
    return author if isinstance(author, str) and "://" not in author else None


def _is_entry(root: etree._Element, meta: dict[str, str]) -> bool:
    """Return whether a page says that it is one post: to networks, to readers, to style sheets."""
    if meta.get("og:type", "").lower() in {"article", "blog", "blogposting"}:
        return True
    body = root.find("body")
    if body is not None and tokens(body) & _SINGLE:
        return True
    entries = sum("h-entry" in tokens(element) for element in root.iter("article", "div", "main"))
    return entries == 1


def _is_false(value: object) -> bool:
    return value is False or str(value).rpartition("/")[2].lower() == "false"
