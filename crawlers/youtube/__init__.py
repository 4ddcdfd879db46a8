"""YouTube as a source, by its Data API and a key of one's own: channels, videos, who comments.

Who likes and who subscribes nobody is told. A playlist with videos of others recommends those.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from crawlers.answers import Asking
from crawlers.opt_outs import as_wished
from crawlers.reading import Reader, readers_in
from crawlers.youtube.asking import (
    SOURCE,
    STATUSES,
    USER,
    channel_in,
    channel_visit,
    handle_in,
)
from influence.records import Task

__all__ = ["ASKING", "READERS", "SITES", "SOURCE", "UNITS_AHEAD", "seed"]

READERS: Final[Mapping[str, Reader]] = as_wished(
    readers_in(
        __name__,
        {
            "channel": "channels:read_channel",
            "uploads": "videos:read_uploads",
            "videos": "videos:read_videos",
            "comments": "comments:read_comments",
            "answers": "comments:read_answers",
            "playlists": "channels:read_playlists",
            "playlist": "channels:read_playlist",
        },
    )
)
"""Kind of a task → what reads the answer to it."""

ASKING: Final[Mapping[str, Asking]] = dict.fromkeys(
    READERS, Asking("application/json", STATUSES, signs_in="always")
)

UNITS_AHEAD: Final[Mapping[str, int]] = {
    "channel": 14,
    "uploads": 7,
    "videos": 6,
    "playlists": 6,
    **dict.fromkeys(("comments", "answers", "playlist"), 1),
}
"""Kind of a task → units of the quota for it and what it leads to: of a channel of five playlists
and five videos that were commented, but for what follows on a full page."""

_HOSTS = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})
SITES: Final[Mapping[str, str]] = dict.fromkeys(
    (*sorted(_HOSTS), "youtu.be"),
    "read by an API: name a channel, such as https://www.youtube.com/@ann.bakes",
)
"""Hosts whose pages are never read → what to name instead."""

_PATH = re.compile(
    r"/(?:channel/(?P<channel>[^/]+)|(?P<handle>@[^/]+)|user/(?P<user>[^/]+))"
    r"(?:/(?:videos|shorts|streams|playlists|community|about|featured)?)?"
)


def seed(address: str) -> Task | None:
    """Return the first task of a channel of YouTube; None for any other address.

    Examples
    --------
    >>> seed("https://www.youtube.com/@ann.bakes").site
    '@ann.bakes'
    >>> seed("https://youtube.com/channel/UC0123456789abcdefghijkl/videos").kind
    'channel'
    >>> seed("https://www.youtube.com/user/annbakes").site
    'user/annbakes'
    >>> seed("https://www.youtube.com/watch?v=abc"), seed("https://anna.example/@ann")
    (None, None)
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    found = _PATH.fullmatch(unquote(parts.path))
    if parts.netloc.lower() not in _HOSTS or found is None:
        return None
    channel, handle = channel_in(found["channel"]), handle_in(found["handle"])
    user = handle_in(found["user"])
    site = channel or (f"@{handle}" if handle else None) or (f"{USER}{user}" if user else None)
    return channel_visit(site) if site else None
