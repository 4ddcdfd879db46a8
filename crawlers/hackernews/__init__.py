"""Hacker News as a source: who submitted what leads to a site, who wrote what, who answered whom.

Nobody follows anybody there, and votes are secret: acts are answers, and links to blogs.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from crawlers.answers import Asking
from crawlers.cursors import as_cursor
from crawlers.hackernews.asking import (
    SITE,
    SOURCE,
    account_visit,
    item_in,
    name_in,
    search,
    thread_visit,
)
from crawlers.opt_outs import as_wished
from crawlers.reading import Reader, readers_in
from influence.records import Task
from influence.urls import site_of

__all__ = ["ASKING", "READERS", "SITES", "SOURCE", "seed"]

_LONGEST = 200

READERS: Final[Mapping[str, Reader]] = as_wished(
    readers_in(
        __name__,
        {
            "user": "people:read",
            "written": "searches:read_written",
            "linking": "searches:read_linking",
            "thread": "threads:read_thread",
            "item": "threads:read_item",
        },
    )
)
"""Kind of a task → what reads the answer to it."""

_JSON: Final = Asking("application/json")

ASKING: Final[Mapping[str, Asking]] = {
    kind: _JSON._replace(statuses=frozenset({404})) if kind == "thread" else _JSON
    for kind in READERS
}


SITES: Final[Mapping[str, str]] = {
    "news.ycombinator.com": (
        f"read by an API: name {SITE}/user?id=NAME, /item?id=NUMBER or /from?site=HOST"
    )
}
"""The host whose pages are never read → what to name instead."""

_OF_USERS = frozenset({"/user", "/threads", "/submitted"})


def seed(address: str) -> Task | None:
    """Return the first task of a page of Hacker News; None for any other address.

    A user, an item, or the submissions that lead to a site.

    Examples
    --------
    >>> seed("https://news.ycombinator.com/user?id=pg").address
    'https://hacker-news.firebaseio.com/v0/user/pg.json'
    >>> seed("https://news.ycombinator.com/from?site=anna.example").kind
    'linking'
    >>> seed("https://news.ycombinator.com/newest"), seed("https://anna.example/user?id=pg")
    (None, None)
    """
    try:
        parts = urlsplit(address.strip())
        query = parse_qs(parts.query)
    except ValueError:
        return None
    if f"https://{parts.netloc.lower()}" != SITE:
        return None
    name, number = (read(query.get("id", [""])[0]) for read in (name_in, item_in))
    if parts.path in _OF_USERS and name:
        return account_visit(name)
    if parts.path == "/item" and number:
        return thread_visit(number, number)
    return _leading_to(query.get("site", [""])[0]) if parts.path == "/from" else None


def _leading_to(site: str) -> Task | None:
    wanted = site_of(f"https://{site}") if site.isprintable() and len(site) <= _LONGEST else None
    if wanted is None:
        return None
    address = search(query=site, restrictSearchableAttributes="url", tags="story")
    return Task(SOURCE, "linking", address, wanted, as_cursor(wanted=wanted, again=True))
