"""The kind ``comments_feed``: RSS or Atom of the comments of a post, or of a whole blog.

Read by the names of elements alone, since a feed of comments has few of them. RSS has no place
for the address of an author: WordPress's tells only names, while its Atom, under the address of
the feed and ``atom/``, tells addresses and whom a comment answers. So that is read instead.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from crawlers.answers import Answer, Visit
from crawlers.blog.addresses import is_within
from crawlers.blog.comment_lists import Reading
from crawlers.blog.comments import ANSWER, LINK, MOST, Comment, Thread, records_of
from crawlers.documents import checked_xml
from crawlers.elements import local_name
from crawlers.moments import time_of
from crawlers.opt_outs import feed_refusal, wishes_of
from crawlers.words import LONGEST_NAME, plain
from influence.records import Key, Record, Task
from influence.urls import BLOG, page_of, resolved

_OF_COMMENT = re.compile(r"comment-(\d{1,20})|c(\d{5,30})|isso-(\d{1,20})")
_PAGE_OF_COMMENTS = re.compile(r"/comment-page-\d+/?$")
_QUERY = re.compile(r"(?:^|&)(?:showComment|cpage|replytocom)=[^&]*")
_IN_REPLY = re.compile(r"^\s*<p>In reply to <a href=\"[^\"]*#comment-(\d{1,20})\"", re.IGNORECASE)
_EXCERPT = re.compile(r"\s*\[(?:…|\.\.\.)\].*\[(?:…|\.\.\.)\]\s*", re.DOTALL)
_WORDPRESS = re.compile(r"wordpress", re.IGNORECASE)
_IN_ATOM = re.compile(r"/feed/?$")
_DATES = ("published", "pubdate", "date", "updated")


class _Item(NamedTuple):
    """A comment, the address of the post that it stands under, and where that is served."""

    post: str
    url: str
    comment: Comment


def read(visit: Visit) -> Iterator[Record]:
    """Yield the comments of a feed; where it tells no addresses and another one does, that one.

    Raises
    ------
    AnswerUnusable
        Where what came is no XML, or hostile.
    """
    reading, answer = Reading.of(visit), visit.answer
    if answer.is_unchanged:
        yield from reading.unchanged()
        return
    root = checked_xml(answer)
    wishes = wishes_of(answer.headers)
    if wishes.unlisted or feed_refusal(root):
        return
    entries = [each for each in root.iter() if local_name(each) in {"item", "entry"}][:MOST]
    address = _better(root, answer)
    if entries and address != answer.url:
        cursor, signals = visit.task.cursor, visit.task.signals
        yield Task(BLOG, "comments_feed", address, visit.task.site, cursor, signals=signals)
        return
    items = [item for each in entries if (item := _item(each, reading, answer))]
    for native_id, (url, comments) in _by_post(items).items():
        thread = Thread(
            *(reading.blog, Key(BLOG, native_id), url, comments),
            with_text=wishes.unquoted is None,
            follows=wishes.unfollowed is None,
        )
        yield from records_of(thread)
    yield _coverage(reading, len(items))


def _coverage(reading: Reading, found: int) -> Record:
    """Return how much a feed holds: the newest comments, perhaps all of them."""
    told = (each.partition(":") for each in reading.visit.task.signals)
    claims = (int(count) for name, _, count in told if name == "replies" and count.isdecimal())
    claimed = next(claims, None)
    return reading.coverage(
        found, claimed, is_complete=None if claimed is None else found >= claimed
    )


def telling_authors(address: str, generator: str | None) -> str:
    """Return where the comments of a feed are told with the addresses of their authors.

    Examples
    --------
    >>> telling_authors("https://anna.example/rye/feed/", "https://wordpress.org/?v=6.8")
    'https://anna.example/rye/feed/atom/'
    >>> telling_authors("https://anna.example/comments.xml", "Hugo")
    'https://anna.example/comments.xml'
    """
    parts = urlsplit(address)
    if not _WORDPRESS.search(generator or "") or not _IN_ATOM.search(parts.path):
        return address
    return parts._replace(path=f"{parts.path.rstrip('/')}/atom/").geturl()


def _better(root: etree._Element, answer: Answer) -> str:
    """Return where the same comments are told better; the address of an answer where nowhere."""
    is_rss = local_name(root) == "rss"
    generator = " ".join(each.text or "" for each in root.iter("generator")) if is_rss else None
    return telling_authors(answer.url, generator)


def _by_post(items: list[_Item]) -> dict[str, tuple[str, list[Comment]]]:
    """Return posts -> where they are served, and their comments, the oldest first."""
    found: dict[str, tuple[str, list[Comment]]] = {}
    for item in reversed(items):
        found.setdefault(item.post, (item.url, []))[1].append(item.comment)
    return found


def _item(entry: etree._Element, reading: Reading, answer: Answer) -> _Item | None:
    parts: dict[str, etree._Element] = {}
    for each in entry:
        name = local_name(each)
        if name != "link" or each.get("rel", "alternate") == "alternate":
            parts.setdefault(name, each)
    link = _with_fragment(answer.url, _href(parts.get("link")))
    answered = parts.get("in-reply-to")
    url = _post_of(link, answered, answer.url)
    native_id = page_of(url) if reading.post is None else reading.post.native_id
    if native_id is None or not (reading.post or is_within(url, reading.visit.task.site)):
        return None
    name, address = _author(parts)
    html = _text(parts.get("encoded")) or _text(parts.get("content")) or ""
    html = html or _text(parts.get("description")) or _text(parts.get("summary"))
    text = plain(html)
    is_back = bool(_EXCERPT.fullmatch(text or "")) and urlsplit(address or "").path.strip("/") != ""
    id_ = link.partition("#")[2] or (_text(parts.get("id")) or _text(parts.get("guid")))[-40:]
    comment = Comment(
        id_,
        LINK if is_back else ANSWER,
        name=plain(name, LONGEST_NAME) or "",
        address=None if is_back else address,
        written_at=_time(parts, answer.seen_at),
        text=None if is_back else text,
        parent=_parent(answered, html),
        page=address if is_back else None,
    )
    return _Item(native_id, url or native_id, comment)


def _post_of(link: str, answered: etree._Element | None, base: str) -> str:
    """Return the address of the post that a comment stands under."""
    named = link.partition("#")[0] if "#" in link else ""
    if not named and answered is not None:
        named = resolved(base, answered.get("href") or answered.get("ref") or "") or ""
    parts = urlsplit(named)
    path = _PAGE_OF_COMMENTS.sub("/", parts.path)
    query = _QUERY.sub("", parts.query).lstrip("&")
    return parts._replace(path=path, query=query, fragment="").geturl()


def _with_fragment(base: str, address: str) -> str:
    """Return the full address of a comment, whose fragment is its name; empty for none."""
    full = resolved(base, address)
    if full is None:
        return ""
    fragment = address.strip().partition("#")[2]
    return f"{full}#{fragment}" if fragment else full


def _author(parts: dict[str, etree._Element]) -> tuple[str, str | None]:
    """Return the name and the address of who wrote a comment."""
    author = parts.get("author")
    if author is not None and len(author):
        said = {local_name(each): _text(each) for each in author}
        return said.get("name", ""), said.get("uri") or said.get("url") or None
    return _text(parts.get("creator")) or _text(author).rpartition("(")[2].rstrip(")"), None


def _time(parts: dict[str, etree._Element], seen_at: str) -> str | None:
    told = (time_of(_text(parts.get(name)), seen_at) for name in _DATES)
    return next(filter(None, told), None)


def _parent(answered: etree._Element | None, html: str) -> str | None:
    """Return the comment that one answers: Atom's threading tells, in RSS WordPress's words."""
    if answered is not None:
        named = _OF_COMMENT.fullmatch((answered.get("href") or "").partition("#")[2])
        return named.group() if named else None
    found = _IN_REPLY.match(html)
    return f"comment-{found[1]}" if found else None


def _href(link: etree._Element | None) -> str:
    return "" if link is None else link.get("href") or _text(link)


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()
