"""Whose turn a request takes: one at a time, with a pause after each.

Names that one server answers for take turns together: those of a blog with and without ``www.``,
and all blogs of a service that many share, which counts them together too.
"""

import re
import threading
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

_SERVICES: Final = (
    *("substack.com", "wordpress.com", "tumblr.com", "medium.com", "ghost.io", "typepad.com"),
    *("micro.blog", "bearblog.dev", "hashnode.dev", "beehiiv.com", "buttondown.email", "write.as"),
    *("livejournal.com", "dreamwidth.org", "weebly.com", "wixsite.com", "squarespace.com"),
    *("over-blog.com", "canalblog.com", "hatenablog.com", "hatenablog.jp", "hatenadiary.com"),
    *("fc2.com", "seesaa.net", "exblog.jp", "cocolog-nifty.com", "libsyn.com", "podbean.com"),
    *("svbtle.com", "posthaven.com", "mataroa.blog", "blogger.com", "feedburner.com"),
)
"""Services that make each page when it is asked for; those that hand out files are not among."""

_SHARED = re.compile(rf"(?:^|.*\.)({'|'.join(map(re.escape, _SERVICES))})")
_BLOGSPOT = re.compile(r"(?:^|.*\.)blogspot\.[a-z.]{2,6}")


def turn_of(url: str) -> str:
    """Return the name under which requests for an address take turns.

    A port counts only where it is none of the web's, as tests have. Empty for what is no address.

    >>> turn_of("https://anna.substack.com/feed"), turn_of("http://www.anna.example/")
    ('substack.com', 'anna.example')
    >>> turn_of("http://127.0.0.1:8099/"), turn_of("mailto:anna@anna.example")
    ('127.0.0.1:8099', '')
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    if shared := _SHARED.fullmatch(host):
        return shared[1]
    if _BLOGSPOT.fullmatch(host):
        return "blogspot.com"
    return host if port in {None, 80, 443} else f"{host}:{port}"


@lru_cache(maxsize=4_096)
def authority_of(url: str) -> str:
    """Return the scheme, host and port that a robots.txt speaks for.

    >>> authority_of("https://anna.example/feed?x")
    'https://anna.example'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Turn:
    """What is held while a request is under way, and when the next may begin.

    Attributes
    ----------
    lock
        Held by whoever asks.
    ready_at
        Seconds since 1970; read and written by who holds the lock.
    """

    def __init__(self, name: str, ready_at: float = 0.0) -> None:
        self.name = name
        self.lock = threading.Lock()
        self.ready_at = ready_at
