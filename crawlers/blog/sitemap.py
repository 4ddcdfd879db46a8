"""The kind ``sitemap``: addresses of posts that are on no feed (https://www.sitemaps.org/)."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from lxml import etree

from crawlers.answers import Answer, Visit, shown
from crawlers.blog.traps import may_be_post
from crawlers.blog.whose import is_same_blog
from crawlers.cursors import as_cursor, number_in, told_in
from crawlers.documents import checked_xml
from crawlers.elements import local_name
from crawlers.errors import AnswerUnusable
from crawlers.opt_outs import wishes_of
from crawlers.signals import HISTORY
from influence.records import Coverage, Key, Record, Task
from influence.urls import BLOG, page_of, resolved, site_of

MOST_POSTS: Final = 300
"""Pages that one sitemap makes us visit; ``FEWEST_POSTS`` where not all of a blog is wanted."""

FEWEST_POSTS: Final = 20
MOST_MAPS: Final = 50
MOST_LEVELS: Final = 3

_LARGEST = 5_000_000
_GZIP = b"\x1f\x8b"
_OF_POSTS = re.compile(r"post|article|blog|news|entr(?:y|ies)", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"tag|category|categories|author|taxonom|users?|attachment|image|video|product|page[-_]?sitemap|pages?\b"
    r"|portfolio|local|kml",
    re.IGNORECASE,
)


def read(visit: Visit) -> Iterator[Record]:
    """Yield visits to the posts that a sitemap lists, or to the sitemaps that an index lists.

    Raises
    ------
    AnswerUnusable
        Where it is no sitemap.
    """
    answer, task = visit.answer, visit.task
    if answer.is_unchanged or wishes_of(answer.headers).unfollowed:
        return
    root = checked_xml(_unpacked(answer))
    name = local_name(root)
    listed = [each for each in _listed(root, answer.url) if is_same_blog(site_of(each), task.site)]
    if name == "sitemapindex":
        yield from _maps(listed, task)
    elif name == "urlset":
        yield from _posts(listed, visit)
    else:
        raise AnswerUnusable(f"{shown(answer.url)} is no sitemap.")


def _unpacked(answer: Answer) -> Answer:
    """Return the answer with a body that was packed as a file unpacked, up to 5 MB."""
    if not answer.body.startswith(_GZIP):
        return answer
    try:
        body = zlib.decompressobj(wbits=31).decompress(answer.body, _LARGEST)
    except zlib.error as error:
        raise AnswerUnusable(f"{shown(answer.url)} is no whole gzip file.") from error
    return answer._replace(body=body)


def _listed(root: etree._Element, url: str) -> Iterator[str]:
    """Yield the addresses of a sitemap: latest changes first, where it tells them."""
    found = []
    for each in root:
        parts = {local_name(part): (part.text or "").strip() for part in each}
        if address := resolved(url, parts.get("loc", "")):
            found.append((parts.get("lastmod", "")[:10], address))
    if len({day for day, _ in found}) > 1:  # of a map that was made in one day they tell nothing
        found.sort(key=lambda pair: pair[0], reverse=True)
    yield from dict.fromkeys(address for _, address in found)


def _maps(listed: list[str], task: Task) -> Iterator[Task]:
    """Yield the sitemaps of posts; all but those of other things, where none says that it is."""
    level = number_in(told_in(task.cursor), "level") + 1
    if level > MOST_LEVELS:
        return
    named = {address: address.rpartition("/")[2] for address in listed}
    others = [each for each, name in named.items() if not _OF_OTHERS.search(name)]
    posts = [each for each in others if _OF_POSTS.search(named[each])] or others
    for address in posts[:MOST_MAPS]:
        cursor = as_cursor(level=level)
        yield Task(BLOG, "sitemap", address, task.site, cursor, signals=task.signals)


def _posts(listed: list[str], visit: Visit) -> Iterator[Record]:
    task, seen_at = visit.task, visit.answer.seen_at
    most = MOST_POSTS if HISTORY in task.signals else FEWEST_POSTS
    posts = [each for each in listed if may_be_post(each, seen_at) and page_of(each) != task.site]
    for address in posts[:most]:
        yield Task(BLOG, "page", address, task.site)
    yield Coverage(
        "sitemap",
        Key(BLOG, task.site),
        is_complete=len(posts) <= most,
        claimed_count=len(posts),
        held_count=min(len(posts), most),
        seen_at=seen_at,
    )
