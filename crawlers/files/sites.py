"""Which blog an address belongs to: the host, and on shared hosts the part of it that is one's own.

One host is one blog, but for hosts that many people share. This is the id of an account of the
source ``blog``, so that a blogroll, a feed and a link that mean one blog mean one account.
"""

import re
from urllib.parse import parse_qs, urlsplit

SOURCE = "blog"

_SHARED = {
    **dict.fromkeys(
        (
            *("medium.com", "dev.to", "www.tumblr.com", "substack.com", "note.com", "ameblo.jp"),
            *("blog.naver.com", "velog.io", "qiita.com", "zenn.dev", "write.as", "buttondown.com"),
            *("buttondown.email", "feeds.feedburner.com", "feeds2.feedburner.com", "hashnode.com"),
            *("sites.google.com", "blogs.msdn.microsoft.com", "telegra.ph", "vk.com"),
            *("anchor.fm", "soundcloud.com", "feeds.simplecast.com", "feeds.megaphone.fm"),
        ),
        1,
    ),
    **dict.fromkeys(("www.reddit.com", "old.reddit.com", "reddit.com", "vimeo.com"), 2),
    **dict.fromkeys(("www.youtube.com", "youtube.com", "m.youtube.com"), 2),
}
"""Hosts that many share -> how many steps of the path are one's own."""

_CHANNEL = re.compile(r"UC[\w-]{22}")
_LONGEST = 2_048


def site_of(address: str) -> str | None:
    """Return the blog that an address belongs to, as the address of its root; None for none.

    Schemes, ports and queries are left behind, since one blog is found under several; ``www.`` is
    kept, since it may be another.

    Examples
    --------
    >>> site_of("http://Anna.Example:80/feed.xml?x=1")
    'https://anna.example/'
    >>> site_of("https://medium.com/@anna/feed")
    'https://medium.com/@anna'
    >>> site_of("javascript:alert(1)")
    """
    address = address.strip()
    if len(address) > _LONGEST or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "." not in host:
        return None
    steps = [step for step in parts.path.split("/") if step]
    if host.endswith("youtube.com") and (channel := _channel(parts.query, steps)):
        return f"https://www.youtube.com/channel/{channel}"
    own = _own_steps(host, steps)
    return f"https://{host}/" + "/".join(steps[:own])


def _own_steps(host: str, steps: list[str]) -> int:
    if host in _SHARED:
        wanted = 1 if steps and steps[0].startswith("@") else _SHARED[host]
        return min(wanted, len(steps))
    return 1 if steps and steps[0].startswith("~") else 0


def _channel(query: str, steps: list[str]) -> str | None:
    """Return the channel of an address of YouTube, whose feeds name it in the query."""
    named = [*parse_qs(query).get("channel_id", ()), *steps[1:2]]
    return next((name for name in named if _CHANNEL.fullmatch(name)), None)
