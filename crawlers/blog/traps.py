"""Addresses that lead into a maze: the same pages under ever new addresses, or pages of no post."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlsplit

LONGEST: Final = 1_000
DEEPEST: Final = 8
MOST_PARAMETERS: Final = 3
MOST_REPEATS: Final = 2

_FIRST_YEAR = 1995
_AHEAD = timedelta(days=7)
_MAZE = re.compile(
    r"replytocom|[?&](?:share|action|s|print|filter\w*|sort\w*|orderby|order|add-to-cart)="
    r"|wp-login|xmlrpc|/cgi-bin/|/calendar|/events?/\d{4}|/tag/.*/tag/|/feed/.*feed"
    r"|sessionid|phpsessid|jsessionid|[?&]p=\d+&",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(\d{4})/(\d{1,2})(?:/(\d{1,2}))?(?=/|$)")
_NO_POST = re.compile(
    r"^/(?:about(?:-me|-us)?|contact|colophon|imprint|impressum|privacy(?:-policy)?|blogroll|links"
    r"|friends|following|now|uses|archives?|projects|search)(?:\.html?)?/?$"
    r"|^/(?:[\w-]+/)?(?:19|20)\d\d(?:/\d\d?)?(?:/index\.html?)?/?$"
    r"|/(?:index-?\d+\.html?|archives?(?:\.html?)?/?)$"
    r"|/(?:tags?|category|categories|topics?|labels?|author|search|page|feed|comment-page-\d+|amp"
    r"|wp-content|wp-json|wp-admin|login|cart|checkout|account)(?:/|$)"
    r"|\.(?:jpe?g|png|gif|webp|svg|pdf|zip|gz|mp[34]|m4a|css|js|xml|json|rss|atom|txt|ico|epub)$",
    re.IGNORECASE,
)


def is_maze(address: str, seen_at: str) -> bool:
    """Tell whether an address looks like one of endlessly many (5.4 of the crawler's craft).

    >>> is_maze("https://anna.example/a/b/a/b/a/b", "2026-03-01T09:30:00Z")
    True
    >>> is_maze("https://anna.example/2026/02/rye/", "2026-03-01T09:30:00Z")
    False
    """
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step]
    return (
        len(address) > LONGEST
        or len(steps) > DEEPEST
        or len(parse_qsl(parts.query, keep_blank_values=True)) > MOST_PARAMETERS
        or max(Counter(steps).values(), default=0) > MOST_REPEATS
        or bool(_MAZE.search(address))
        or not _is_of_a_day(parts.path, seen_at)
    )


def may_be_post(address: str, seen_at: str) -> bool:
    """Tell whether a page may be a post, as far as its address tells: no list, no file, no maze."""
    path = urlsplit(address).path
    return bool(path.strip("/")) and not _NO_POST.search(path) and not is_maze(address, seen_at)


def _is_of_a_day(path: str, seen_at: str) -> bool:
    """Tell whether the day that a path names, if it does, is one that people blogged on."""
    found = _DATED.search(path)
    if found is None or not 1000 <= int(found[1]) <= 9999:
        return True
    try:
        told = date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return int(found[2]) > 12  # no date, but a folder
    return told.year >= _FIRST_YEAR and told <= date.fromisoformat(seen_at[:10]) + _AHEAD
