"""The kind ``archive``: a page that lists posts, of blogs whose feed holds only the newest."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from crawlers.answers import Visit
from crawlers.blog.links import base_of
from crawlers.blog.traps import is_maze, may_be_post
from crawlers.blog.whose import is_same_blog
from crawlers.cursors import as_cursor, number_in, told_in
from crawlers.documents import checked_tree
from crawlers.opt_outs import wishes_of
from crawlers.words import line_of
from influence.records import Record, Task
from influence.urls import BLOG, page_of, resolved, site_of

MOST_POSTS: Final = 300
"""Pages that one list makes us visit."""

MOST_PAGES: Final = 30
"""Pages of one list that are read."""

_CALLED = re.compile(
    r"(?:all |the |full |post |blog )?(?:archives?|posts|articles|writing)(?: page)?|archiv|archivo"
    r"|alle (?:artikel|beitr.ge)|older (?:posts|entries)",
    re.IGNORECASE,
)
_PATH = re.compile(r"/(?:archives?|archiv|all-posts|posts|blog)(?:\.html?|/index\.html?)?/?$")


def read(visit: Visit) -> Iterator[Record]:
    """Yield visits to the pages of its blog that a list names, and to the next page of the list.

    Pages that turn out to be no posts give none.

    Raises
    ------
    AnswerUnusable
        Where what came is no text, or hostile.
    """
    answer, task = visit.answer, visit.task
    if answer.is_unchanged and not answer.body:
        return
    root = checked_tree(answer)
    wishes = wishes_of(answer.headers, root)
    if not wishes.unfollowed and is_same_blog(site_of(answer.url), task.site):
        posts = list(listed_posts(root, visit))
        yield from posts
        if posts:
            yield from next_page(root, visit)


def listed_posts(root: etree._Element, visit: Visit) -> Iterator[Task]:
    """Yield visits to what may be posts among the links of a page."""
    answer, task = visit.answer, visit.task
    own = page_of(answer.url)
    pages: dict[str, str] = {}
    for address in _addresses(root, answer.url):
        page = page_of(address)
        is_own = is_same_blog(site_of(address), task.site)
        if page and page != own and is_own and may_be_post(address, answer.seen_at):
            pages.setdefault(page, address)
    for address in list(pages.values())[:MOST_POSTS]:
        yield Task(BLOG, "page", address, task.site)


def next_page(root: etree._Element, visit: Visit) -> Iterator[Task]:
    """Yield the visit to the page of older posts that a list names (``rel=next``)."""
    task = visit.task
    pages = number_in(told_in(task.cursor), "pages") + 1
    following = next(_named_next(root, visit), None)
    if following is not None and pages < MOST_PAGES:
        cursor = as_cursor(pages=pages)
        yield Task(BLOG, "archive", following, task.site, cursor, signals=task.signals)


def _named_next(root: etree._Element, visit: Visit) -> Iterator[str]:
    url, seen_at = visit.answer.url, visit.answer.seen_at
    base, own, site = base_of(root, url), page_of(url), visit.task.site
    for element in root.iter("link", "a"):
        if "next" not in (element.get("rel") or "").lower().split():
            continue
        address = resolved(base, element.get("href") or "")
        if address is None or page_of(address) == own or is_maze(address, seen_at):
            continue
        if is_same_blog(site_of(address), site):
            yield address


def lists_of_posts(root: etree._Element, url: str) -> Iterator[str]:
    """Yield the addresses of the pages of a blog that list its posts, as its links call them."""
    base, own, site = base_of(root, url), page_of(url), site_of(url)
    for element in root.iter("a"):
        href, words = element.get("href") or "", line_of("".join(element.itertext()))
        if not (_CALLED.fullmatch(words.strip(" :.!»→")) or _PATH.search(href.partition("?")[0])):
            continue
        address = resolved(base, href)
        if address and page_of(address) != own and site_of(address) == site:
            yield address


def _addresses(root: etree._Element, url: str) -> Iterator[str]:
    base = base_of(root, url)
    for element in root.iter("a"):
        is_list = {"next", "prev"}.intersection((element.get("rel") or "").lower().split())
        address = resolved(base, element.get("href") or "")
        if address and not is_list:
            yield address
