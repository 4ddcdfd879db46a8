"""Comments as they stand in the HTML of a post.

WordPress's two markups (block themes and classic ones), Blogger's, microformats (``h-cite``, as
webmentions are shown), schema.org's ``itemprop=comment``, and lists that only share the class
``comment`` with them; else what JSON-LD holds of them.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple

from lxml import etree

from crawlers.blog.comments import ANSWER, LIKE, LINK, MOST, REPOST, Comment
from crawlers.blog.places import tokens
from crawlers.moments import time_of
from crawlers.words import (
    LONGEST_TEXT,
    elements_of,
    line,
    text_within,
    words,
)
from influence.urls import page_of, resolved
from influence.windows import to_text

_NUMBER = re.compile(r"(?:li-|div-)?comment-(\d{1,20})|c(\d{5,30})")
_ITEMS = frozenset(("li", "div", "article", "section"))
_BACKS = frozenset(("pingback", "trackback"))
_CITES = {
    "comment": ANSWER,
    "reply": ANSWER,
    "like": LIKE,
    "repost": REPOST,
    "mention": LINK,
}
_CITED = frozenset(f"{mark}-{name}" for mark in "up" for name in _CITES)
_AUTHOR = frozenset(
    (
        *("comment-author", "wp-block-comment-author-name", "comment-author-link", "fn", "vcard"),
        *("p-author", "comment-header", "commenter", "comment-name", "comment_author"),
        *("commentauthor", "comment-meta", "comment-user", "h-card", "author"),
    )
)
_TEXT = frozenset(
    (
        *("comment-content", "wp-block-comment-content", "comment-text", "comment_text"),
        *("commenttext", "comment-entry", "e-content", "p-content", "comment-message"),
    )
)
_OWNER = frozenset(("bypostauthor", "blog-author", "by-author", "by-post-author", "author-comment"))
_AUTHOR_PROPERTIES = frozenset(("author", "creator"))
_TEXT_PROPERTIES = frozenset(("text", "commenttext", "description"))
_TIME_PROPERTIES = frozenset(("datepublished", "datecreated", "commenttime"))
_SHOWN_AT = re.compile(r"[?&]showComment=(\d{12,14})")
_DEEPEST: Final = 60


@dataclass(slots=True)
class _Draft:
    """What was found of a comment so far."""

    element: etree._Element
    id: str | None
    parent: "_Draft | None"
    depth: int | None = None
    kind: str = ANSWER
    is_owner: bool = False
    is_back: bool = False
    name: str | None = None
    address: str | None = None
    permalink: str | None = None
    time: str | None = None
    texts: list[etree._Element] = field(default_factory=list)


class _Place(NamedTuple):
    """Where an element stands: in which comment, and in which part of it."""

    draft: _Draft | None = None
    part: str | None = None


def comments_in(root: etree._Element, url: str, seen_at: str) -> tuple[Comment, ...]:
    """Return the comments that stand in the HTML of a page, in its order, at most 2,000.

    Parameters
    ----------
    url
        The address of the page.
    """
    return tuple(_comment(draft, seen_at) for draft in _drafts(root, url))


def _drafts(root: etree._Element, url: str) -> list[_Draft]:
    """Return the comments of a page in its order, in one walk over it."""
    places: dict[etree._Element, _Place] = {root: _Place()}
    drafts: list[_Draft] = []
    by_number: dict[str, _Draft] = {}
    for element in elements_of(root):
        above = places.get(element.getparent(), _Place())
        draft = _begun(element, above.draft, by_number)
        if draft is None:
            place = _Place(above.draft, _below(element, above))
        else:
            place = _Place(draft)
            if draft.element is element:
                drafts.append(draft)
        places[element] = place
        if place.draft is not None:
            _learn(place.draft, element, place.part, url)
        if len(drafts) > MOST:
            break
    _join_flat(drafts)
    return drafts[:MOST]


def _begun(
    element: etree._Element, above: _Draft | None, by_number: dict[str, _Draft]
) -> _Draft | None:
    """Return the comment that begins with an element; the one begun, where it is that again."""
    classes = tokens(element)
    id_ = id_of(element.get("id"))
    is_back = bool(classes & _BACKS) and element.tag in _ITEMS
    if not is_back and not _is_comment(element, classes, is_numbered=id_ is not None):
        return None
    if above is not None and (above.id == id_ or id_ is None) and _wraps(above, element):
        above.is_back |= is_back
        return above
    if id_ is not None and id_ in by_number:
        return by_number[id_]
    draft = _Draft(element, id_, above, _depth(classes), is_back=is_back)
    draft.kind = _kind_of_cite(classes)
    draft.is_owner = bool(classes & _OWNER)
    if id_ is not None:
        by_number[id_] = draft
    return draft


def _is_comment(element: etree._Element, classes: frozenset[str], *, is_numbered: bool) -> bool:
    if element.tag not in _ITEMS:
        return False
    if is_numbered or "comment" in classes:
        return True
    if "comment" in tokens(element, "itemprop"):
        return True
    return "h-cite" in classes and not classes.isdisjoint(_CITED)


def _wraps(above: _Draft, element: etree._Element) -> bool:
    """Return whether an element within a comment is but the same comment once more."""
    if element.getparent() is above.element:
        return True
    return above.id is not None and above.id == id_of(element.get("id"))


def id_of(text: str | None) -> str | None:
    """Return the id of a comment as markup spells it; None where a text is none.

    >>> id_of("div-comment-5"), id_of("c7788990011"), id_of("comments")
    ('comment-5', 'c7788990011', None)
    """
    number = _NUMBER.fullmatch(text or "")
    if number is None:
        return None
    return f"comment-{number[1]}" if number[1] else f"c{number[2]}"


def _depth(classes: frozenset[str]) -> int | None:
    told = (name.removeprefix("depth-") for name in classes if name.startswith("depth-"))
    return next((int(each) for each in told if each.isascii() and each.isdigit()), None)


def _kind_of_cite(classes: frozenset[str]) -> str:
    if "h-cite" not in classes:
        return ANSWER
    kinds = (kind for name, kind in _CITES.items() if {f"u-{name}", f"p-{name}"} & classes)
    return next(kinds, ANSWER)


def _below(element: etree._Element, above: _Place) -> str | None:
    return None if above.draft is None else _part(element) or above.part


def _part(element: etree._Element) -> str | None:
    """Return which part of a comment an element is."""
    classes = tokens(element)
    properties = tokens(element, "itemprop")
    if classes & _TEXT or properties & _TEXT_PROPERTIES:
        return "text"
    if classes & _AUTHOR or properties & _AUTHOR_PROPERTIES or element.tag == "cite":
        return "author"
    return None


def _learn(draft: _Draft, element: etree._Element, part: str | None, url: str) -> None:
    """Take up what an element says of the comment that it stands in."""
    if part == "text":
        if _part(element) == "text" and not _is_within(element, draft.texts):
            draft.texts.append(element)
        return
    if tokens(element) & _OWNER:
        draft.is_owner = True
    if draft.time is None:
        draft.time = _time(element)
    if element.tag == "a":
        _learn_link(draft, element, part, url)
    if part == "author" and draft.name is None and (words := _name(element)):
        draft.name = words


def _learn_link(draft: _Draft, element: etree._Element, part: str | None, url: str) -> None:
    address = resolved(url, element.get("href") or "")
    if address is None or page_of(address) == page_of(url) or "replytocom=" in address:
        return
    classes = tokens(element)
    if "u-url" in classes and part != "author":
        draft.permalink = draft.permalink or address
        return
    is_author = part == "author" or "url" in classes or "external" in tokens(element, "rel")
    if is_author and draft.address is None:
        draft.address = address
        draft.name = _name(element) or draft.name


def _is_within(element: etree._Element, texts: list[etree._Element]) -> bool:
    return any(each in texts for each in element.iterancestors())


def _name(element: etree._Element) -> str | None:
    return line("".join(element.itertext()))


def _time(element: etree._Element) -> str | None:
    """Return the time that an element tells, as it is written; of Blogger, its link's."""
    shown = _SHOWN_AT.search(element.get("href") or "") if element.tag == "a" else None
    if shown:
        return to_text(datetime.fromtimestamp(int(shown[1]) / 1000, tz=UTC))
    is_time = (
        element.tag in {"time", "abbr"}
        or tokens(element, "itemprop") & _TIME_PROPERTIES
        or "dt-published" in tokens(element)
    )
    told: str | None = element.get("datetime") or element.get("content") or element.get("title")
    return told if is_time else None


def _join_flat(drafts: list[_Draft]) -> None:
    """Give comments their parents where the markup is flat and only a class tells the depth."""
    last: dict[int, _Draft] = {}
    for draft in drafts:
        if draft.depth is None or draft.depth > _DEEPEST:
            continue
        if draft.parent is None and draft.depth > 1:
            draft.parent = last.get(draft.depth - 1)
        last[draft.depth] = draft


def _comment(draft: _Draft, seen_at: str) -> Comment:
    written_at = time_of(draft.time, seen_at)
    text = words("\n".join(map(text_within, draft.texts)), LONGEST_TEXT)
    kind = LINK if draft.is_back else draft.kind
    page = draft.address if draft.is_back else draft.permalink
    id_ = draft.id or made_id(draft.address or draft.permalink, written_at, text)
    parent = draft.parent
    return Comment(
        id_,
        kind,
        name=draft.name or "",
        address=None if draft.is_back else draft.address,
        written_at=written_at,
        text=None if kind != ANSWER else text,
        parent=None if parent is None else parent.id,
        is_owner=draft.is_owner,
        page=page,
    )


def made_id(*parts: str | None) -> str:
    """Return an id for a comment that has none, the same whenever the page is read."""
    return "c-" + sha256("\n".join(part or "" for part in parts).encode()).hexdigest()[:16]
