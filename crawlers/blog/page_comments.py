"""The comments of a page: those that stand on it, how many it says that there are, and the rest."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lxml import etree

from crawlers.blog.comments import MOST, Comment
from crawlers.blog.html_comments import comments_in, id_of, made_id
from crawlers.blog.places import tokens
from crawlers.moments import time_of
from crawlers.words import line, line_of, plain
from influence.urls import resolved

_FIRST_NUMBER = re.compile(r"\W*(\d[\d.,\u00a0 ]{0,9})\s*\D")
_ONE = re.compile(r"\W*(?:one|ein|une?|un[ao]?|een|um|en)\s", re.IGNORECASE)
_TITLES = frozenset(
    ("comments-title", "wp-block-comments-title", "comment-title", "comments_title")
)
_OLDER = re.compile(r"/comment-page-\d+/?(?:$|[#?])|[?&]cpage=\d+")
_AREAS = frozenset(
    ("comments", "comments-area", "comment-list", "commentlist", "wp-block-comments", "respond")
)


class Comments(NamedTuple):
    """The comments of a page.

    Attributes
    ----------
    claimed
        How many the page says that there are.
    earlier, later
        Further pages of comments, where they are on several.
    """

    found: tuple[Comment, ...]
    claimed: int | None = None
    earlier: str | None = None
    later: str | None = None


def comments_of(
    root: etree._Element, url: str, seen_at: str, json_ld: tuple[Mapping[str, Any], ...] = ()
) -> Comments | None:
    """Return the comments of a page; None where the page has no place for them.

    Parameters
    ----------
    url
        The address of the page.
    json_ld
        What the page says in JSON-LD of its post (``comment``, ``commentCount``).
    """
    found = comments_in(root, url, seen_at)
    if not found:
        found = tuple(_from_json_ld(json_ld, seen_at))
    claimed = _claimed(root, json_ld)
    if not found and claimed is None and not _has_area(root):
        return None
    earlier, later = _further(root, url)
    return Comments(found, claimed, earlier, later)


def _from_json_ld(json_ld: tuple[Mapping[str, Any], ...], seen_at: str) -> Iterator[Comment]:
    for thing in json_ld:
        comments = thing.get("comment")
        for each in (comments if isinstance(comments, list) else [comments])[:MOST]:
            if isinstance(each, dict):
                yield _said(each, seen_at)


def _said(comment: dict[str, Any], seen_at: str) -> Comment:
    author = comment.get("author")
    author = author if isinstance(author, dict) else {}
    name, address, text, time, url = (
        value if isinstance(value, str) else None
        for value in (
            *(author.get("name"), author.get("url"), comment.get("text")),
            *(comment.get("dateCreated") or comment.get("datePublished"), comment.get("url")),
        )
    )
    written_at = time_of(time, seen_at)
    return Comment(
        id_of((url or "").rpartition("#")[2]) or made_id(address, written_at, text),
        name=line(name) or "",
        address=address,
        written_at=written_at,
        text=plain(text or ""),
    )


def _claimed(root: etree._Element, json_ld: tuple[Mapping[str, Any], ...]) -> int | None:
    """Return how many comments a page says that it has."""
    for thing in json_ld:
        if (count := _whole(str(thing.get("commentCount", "")))) is not None:
            return count
    for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6", "meta", "span", "div", "p"):
        if "commentcount" in tokens(element, "itemprop"):
            return _whole(element.get("content") or "".join(element.itertext()))
        if tokens(element) & _TITLES or _heads_comments(element):
            return _counted("".join(element.itertext())[:200])
    return None


def _heads_comments(element: etree._Element) -> bool:
    if not re.fullmatch(r"h[1-6]", element.tag):
        return False
    parent = element.getparent()
    ids = {element.get("id"), None if parent is None else parent.get("id")}
    return "comments" in ids


def _counted(text: str) -> int | None:
    if found := _FIRST_NUMBER.match(line_of(text) + " "):
        return _whole(re.sub(r"\D", "", found[1]))
    return 1 if _ONE.match(line_of(text)) else None


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _has_area(root: etree._Element) -> bool:
    """Return whether a page has a place for comments, though none may be there."""
    return any(
        _AREAS & (tokens(element) | tokens(element, "id"))
        for element in root.iter("div", "section", "ol", "ul")
    )


def _further(root: etree._Element, url: str) -> tuple[str | None, str | None]:
    """Return the pages of earlier and of later comments that a page links to."""
    found: dict[str, str] = {}
    for element in root.iter("a"):
        href = element.get("href") or ""
        if not _OLDER.search(href) or "#comment-" in href:
            continue
        address = resolved(url, href)
        side = _side(element)
        if address is not None and side is not None:
            found.setdefault(side, address)
    return found.get("earlier"), found.get("later")


def _side(element: etree._Element) -> str | None:
    names = set(tokens(element) | tokens(element, "rel"))
    parent = element.getparent()
    if parent is not None:
        names |= tokens(parent)
    if names & {"prev", "nav-previous", "wp-block-comments-pagination-previous", "previous"}:
        return "earlier"
    if names & {"next", "nav-next", "wp-block-comments-pagination-next"}:
        return "later"
    return None
