"""Blogs as a source: pages, feeds and lists of blogs, each read by a pure function of a visit."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from crawlers.answers import Asking, Visit
from crawlers.blog import (
    archive,
    blogroll,
    comments_feed,
    feed,
    ghost_comments,
    home,
    isso,
    page,
    recommendations,
    sitemap,
    wordpress_comments,
)
from influence.records import Record, Task
from influence.urls import BLOG, site_of

SOURCE: Final = BLOG

_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$)")

READERS: Final[Mapping[str, Callable[[Visit], Iterator[Record]]]] = {
    "home": home.read,
    "feed": feed.read,
    "sitemap": sitemap.read,
    "archive": archive.read,
    "page": page.read,
    "comments_feed": comments_feed.read,
    "wordpress_comments": wordpress_comments.read,
    "ghost_comments": ghost_comments.read,
    "isso": isso.read,
    "blogroll": blogroll.read,
    "recommendations": recommendations.read,
}
"""Kind of a task → what reads the answer to it."""


ASKING: Final[Mapping[str, Asking]] = {"wordpress_comments": Asking(statuses=frozenset({400}))}
"""WordPress refuses pages past the last one."""


def seed(address: str) -> Task | None:
    """Return the task of an address as a person writes it; None where it is none of the web.

    >>> seed("anna.example").address
    'https://anna.example/'
    >>> seed("mailto:anna@anna.example")
    """
    address = address.strip()
    if _BARE.match(address):
        address = f"https://{address}"
    site = site_of(address)
    if site is None:
        return None
    url = address.partition("#")[0]
    return Task(SOURCE, "home", url if url.count("/") > 2 else f"{url}/", site)
