"""What is asked of the YouTube Data API v3, and how channels, videos and comments are keyed.

https://developers.google.com/youtube/v3/docs. Each list takes one unit of a day's quota;
``search``, of which there are a hundred a day, is never asked. The key stands in
a header, in no address.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.cursors import as_cursor
from crawlers.json_values import as_id, as_words
from influence.records import Key, Task

SOURCE: Final = "youtube"
API: Final = "https://www.googleapis.com/youtube/v3"
SITE: Final = "https://www.youtube.com"

USER: Final = "user/"
"""What stands before the name that a channel of before 2015 had, in place of its id."""

HISTORY: Final = "history"
"""The signal of tasks whose lists are wanted to their end."""

PAGE: Final = 50
"""Of a list, or of ids asked for together, the most there may be; of comments twice as many."""

STATUSES: Final = frozenset({400, 401, 403, 404})
"""What is answered with a reason, for the reader to judge."""

_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_HANDLE = re.compile(r"@?([\w.·-]{3,30})")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def channel_in(value: object) -> str | None:
    """Return the id of a channel; None for what can be none."""
    native_id = as_id(value)
    return native_id if native_id and _CHANNEL.fullmatch(native_id) else None


def handle_in(value: object) -> str | None:
    """Return a handle without its mark; None for what can be none.

    >>> handle_in("@ann.bakes"), handle_in("a b")
    ('ann.bakes', None)
    """
    found = _HANDLE.fullmatch(as_words(value) or "")
    return found[1] if found else None


def id_in(value: object) -> str | None:
    """Return the id of a video, a comment or a playlist; None for what can be none."""
    native_id = as_id(value)
    return native_id if native_id and _ID.fullmatch(native_id) else None


def key(native_id: str) -> Key:
    """Return the key of a channel, a video or a comment."""
    return Key(SOURCE, native_id)


def page_of_channel(channel: str) -> str:
    """Return where people see a channel, whatever its handle is."""
    return f"{SITE}/channel/{channel}"


def page_of_video(video: str, comment: str | None = None) -> str:
    """Return where people see a video, or a comment below it."""
    query = {"v": video} | ({"lc": comment} if comment else {})
    return f"{SITE}/watch?{urlencode(query)}"


def asked(resource: str, **query: str) -> str:
    """Return the address of a request.

    >>> asked("channels", part="snippet", id="UCx")
    'https://www.googleapis.com/youtube/v3/channels?part=snippet&id=UCx'
    """
    return f"{API}/{resource}?{urlencode(query, safe=',@')}"


def after(address: str, token: str) -> str:
    """Return the address of the next page of a list."""
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), "pageToken": token}
    return parts._replace(query=urlencode(query, safe=",@")).geturl()


def channel_visit(site: str, pointer: str | None = None, signals: Iterable[str] = ()) -> Task:
    """Return the visit to a channel, by its id, its handle (with its mark) or its old name."""
    if site.startswith(USER):
        by = {"forUsername": site.removeprefix(USER)}
    else:
        by = {"forHandle" if site.startswith("@") else "id": site}
    parts = "snippet,statistics,contentDetails"
    address = asked("channels", part=parts, **by)
    return Task(SOURCE, "channel", address, site, None, pointer, tuple(signals))


def list_visit(
    kind: str, address: str, channel: str, signals: tuple[str, ...], **held: object
) -> Task:
    """Return the visit to a list of a channel, with what its reader needs to know."""
    cursor = as_cursor(**held, again=True)
    return Task(SOURCE, kind, address, channel, cursor, signals=signals)
