"""Hosts that are nothing but an API, and whose own terms stand for a robots.txt.

Wherever a site and its API share a host, robots.txt is obeyed.
"""

from collections.abc import Mapping
from typing import Final

TERMS: Final[Mapping[str, str]] = {
    "https://public.api.bsky.app": "https://docs.bsky.app/docs/advanced-guides/api-directory",
    "https://plc.directory": "https://web.plc.directory/api/redoc",
    "https://hacker-news.firebaseio.com": "https://github.com/HackerNews/API",
    "https://hn.algolia.com": "https://hn.algolia.com/api",
    "https://www.googleapis.com": "https://developers.google.com/youtube/v3",
}
"""Host that is nothing but an API, for programs and without a login → where its owner says so."""
