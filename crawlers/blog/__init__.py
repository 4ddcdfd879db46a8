"""Blogs as a source: pages, feeds and lists of blogs, each read by a pure function of a visit."""

import re
from collections.abc import Mapping
from typing import Final

from crawlers.answers import Asking
from crawlers.reading import Reader, readers_in
from influence.records import Task
from influence.urls import BLOG, site_of

SOURCE: Final = BLOG

_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+\.?(?::\d+)?(?:[/?#]|$)")
_FEED = re.compile(r"^feed:(?://)?", re.IGNORECASE)
"""How an address for a reader of feeds begins, before a host or another address."""

KINDS: Final = (
    *("home", "feed", "sitemap", "archive", "page", "comments_feed", "wordpress_comments"),
    *("ghost_comments", "isso", "blogroll", "recommendations"),
)
"""Kinds of tasks, each read by the module of its name."""


READERS: Final[Mapping[str, Reader]] = readers_in(
    __name__, {kind: f"{kind}:read" for kind in KINDS}
)
"""Kind of a task → what reads the answer to it."""


ASKING: Final[Mapping[str, Asking]] = {"wordpress_comments": Asking(statuses=frozenset({400}))}
"""WordPress refuses pages past the last one."""


def seed(address: str) -> Task | None:
    """Return the task of an address as a person writes it; None where it is none of the web.

    >>> seed("anna.example").address
    'https://anna.example/'
    >>> seed("feed://anna.example/rss").address, seed("anna.example.").site
    ('https://anna.example/rss', 'https://anna.example/')
    >>> seed("mailto:anna@anna.example")
    """
    address = _FEED.sub("", address.strip())
    if _BARE.match(address):
        address = f"https://{address}"
    site = site_of(address)
    if site is None:
        return None
    url = address.partition("#")[0]
    return Task(SOURCE, "home", url if url.count("/") > 2 else f"{url}/", site)
