"""The kind ``blogroll``: a list of blogs that a blog recommends, as OPML or as a page.

The owner of the list is the blog that led to it, whatever the list says of itself. Lists in a list
are visited too, and no deeper.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from crawlers.answers import Answer, Visit, shown
from crawlers.blog.addresses import bare, is_no_blog
from crawlers.blog.article import article_of
from crawlers.blog.links import Found, links_of
from crawlers.blog.outbound import records_of_links, visit_to
from crawlers.blog.places import BLOGROLL as PLACE
from crawlers.cursors import as_cursor, number_in, told_in
from crawlers.documents import checked_tree, checked_xml, media_type
from crawlers.elements import local_name
from crawlers.errors import AnswerUnusable
from crawlers.opt_outs import Wishes, wishes_of
from crawlers.outlines import BLOGROLL, blog_of, included_list, names_anything
from crawlers.words import LONGEST_BIO, language, line, words
from influence.records import Account, Coverage, Key, Link, Record, Task
from influence.urls import BLOG, page_of, resolved

MOST: Final = 5_000
"""Outlines that are read of a list."""

MOST_INCLUDED: Final = 20
"""Lists in a list that are visited."""

_DEEPEST = 2
_TAG = re.compile(rb"<(?!\?|!)\s*([\w:-]+)")
_NO_PAGE = re.compile(r"\.(?:opml|xml|json)$", re.IGNORECASE)
_LISTED = frozenset((None, "first", "last", PLACE))


def read(visit: Visit) -> Iterator[Record]:
    """Yield the blogs of a list, that its owner links to each, and visits to them.

    Raises
    ------
    AnswerUnusable
        Where what came is no list: no text, hostile, other XML, or the front page instead.
    """
    answer, owner = visit.answer, Key(BLOG, visit.task.site)
    if answer.is_unchanged:
        yield Coverage(BLOGROLL, owner, seen_at=answer.seen_at)
        return
    if is_opml(answer):
        wishes = wishes_of(answer.headers)
        records = records_of_opml(visit, owner, wishes)
    else:
        root = checked_tree(answer)
        wishes = wishes_of(answer.headers, root)
        records = _records_of_page(visit, owner, root, wishes)
    if not wishes.unlisted:
        yield from records


def is_opml(answer: Answer) -> bool:
    """Return whether an answer is meant to be OPML: its first element says so, or its type."""
    first = _TAG.search(answer.body[:4_096])
    name = first[1].lower() if first else b""
    return name == b"opml" or (
        name != b"html" and "xml" in media_type(answer).partition("xhtml")[0]
    )


def records_of_opml(visit: Visit, owner: Key, wishes: Wishes) -> Iterator[Record]:
    """Yield the blogs of an OPML list, and visits to them and to the lists in it."""
    answer = visit.answer
    root = checked_xml(answer)
    if local_name(root) != "opml":
        raise AnswerUnusable(f"{shown(answer.url)} is no OPML.")
    seen = {owner.native_id}
    outlines = _outlines(root)
    included: list[str] = []
    for said in outlines[:MOST]:
        if (other := included_list(said)) is not None:
            included.append(other)
        elif (blog := blog_of(said)) is not None and blog.key.native_id not in seen:
            seen.add(blog.key.native_id)
            yield _clean(blog)
            yield Link(owner, blog.url or blog.key.native_id, position=PLACE)
            if wishes.unfollowed is None and not is_no_blog(blog.url or ""):
                yield visit_to(_address(said), blog.key.native_id, BLOGROLL)
    if wishes.unfollowed is None:
        yield from _included(visit, included)
    yield _coverage(visit, owner, len(seen) - 1, is_complete=len(outlines) <= MOST)


def _outlines(root: etree._Element) -> list[dict[str, str]]:
    """Return the outlines that name anything, each as its attributes by names in small letters."""
    found = []
    for element in root.iter():
        if local_name(element) == "outline":
            said = {name.rpartition("}")[2].lower(): value for name, value in element.items()}
            if names_anything(said):
                found.append(said)
        if len(found) > MOST:
            break
    return found


def _clean(blog: Account) -> Account:
    """Return a blog with what a stranger said of it made fit to be stored."""
    return blog._replace(
        name=line(blog.name),
        bio=words(blog.bio, LONGEST_BIO),
        language=language(blog.language),
    )


def _address(said: dict[str, str]) -> str:
    return (said.get("htmlurl") or said.get("xmlurl") or said.get("url") or "").strip()


def _included(visit: Visit, addresses: list[str]) -> Iterator[Task]:
    depth = number_in(told_in(visit.task.cursor), "depth") + 1
    own = {page_of(visit.answer.url), page_of(visit.task.address)}
    if depth > _DEEPEST:
        return
    for other in list(dict.fromkeys(addresses))[:MOST_INCLUDED]:
        address = resolved(visit.answer.url, other)
        if address is not None and page_of(address) not in own:
            yield Task(BLOG, "blogroll", address, visit.task.site, as_cursor(depth=depth))


def _records_of_page(
    visit: Visit, owner: Key, root: etree._Element, wishes: Wishes
) -> Iterator[Record]:
    """Yield the blogs that a page lists: what it links to in its text, and its lists."""
    answer = visit.answer
    if _NO_PAGE.search(urlsplit(visit.task.address).path) or _is_home(answer.url, owner):
        raise AnswerUnusable(
            f"{shown(answer.url)} is another page, where a list of blogs was expected."
        )
    found = links_of(root, answer.url, owner.native_id, article_of(root))
    listed = [_as_listed(link) for link in found if link.position in _LISTED]
    listed = [link for link in listed if not is_no_blog(link.url)]
    yield from records_of_links(owner, None, listed, follows=wishes.unfollowed is None)
    sites = {link.site for link in listed}
    yield _coverage(visit, owner, len(sites), is_complete=True)


def _is_home(url: str, owner: Key) -> bool:
    """Return whether a page is the front of the blog, which many send to from what is not there."""
    return bare(page_of(url) or "").rstrip("/") == bare(owner.native_id).rstrip("/")


def _as_listed(link: Found) -> Found:
    return link._replace(position=PLACE)


def _coverage(visit: Visit, owner: Key, held: int, *, is_complete: bool) -> Coverage:
    return Coverage(
        BLOGROLL,
        owner,
        is_complete=is_complete,
        held_count=held,
        seen_at=visit.answer.seen_at,
    )
