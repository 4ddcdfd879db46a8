"""Which blog, and which page of it, an address means.

One host is one blog, but for hosts that many people share. The blog is the id of an account of the
source ``blog``, and the page that of a post, so that a blogroll, a feed and a link that mean one
blog mean one account, however they spell it.
"""

import re
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

BLOG = "blog"
"""The source of accounts and posts that are sites and pages."""

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
_FOLDER = re.compile(r"/index\.(?:html?|php)$")
_TRACKS = re.compile(
    r"utm_\w+|gclid|fbclid|mc_[ce]id|igshid|ref_src|_hsenc|_hsmi|yclid|msclkid"
).fullmatch


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


def page_of(address: str) -> str | None:
    """Return the page that an address means, in the one form that its spellings share.

    Scheme, port, fragment, what only tracks readers, and the ways to write a folder fall away; case
    and query stay, since they may mean another page. None where it is no address of the web.

    Examples
    --------
    >>> page_of("http://Anna.Example:80/2024/bread/index.html?utm_source=mail#top")
    'https://anna.example/2024/bread'
    >>> page_of("https://anna.example/?p=7")
    'https://anna.example/?p=7'
    >>> page_of("mailto:anna@anna.example")
    """
    if site_of(address) is None:
        return None
    parts = urlsplit(address.strip())
    host = (parts.hostname or "").rstrip(".")
    path = quote(unquote(parts.path), safe="/~!$&'()*+,;=:@-._")
    path = _FOLDER.sub("", path).rstrip("/") or "/"
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKS(k)]
    return f"https://{host}{path}" + (f"?{urlencode(kept)}" if kept else "")


def resolved(base: str, address: str) -> str | None:
    """Return the full address of a link on a page, without fragment; None where none is meant.

    >>> resolved("https://anna.example/a/", "../b#c")
    'https://anna.example/b'
    >>> resolved("https://anna.example/a/", "javascript:alert(1)")
    """
    try:
        full = urljoin(base, address.strip()).partition("#")[0]
    except ValueError:
        return None
    return full if site_of(full) else None


def _own_steps(host: str, steps: list[str]) -> int:
    if host in _SHARED:
        wanted = 1 if steps and steps[0].startswith("@") else _SHARED[host]
        return min(wanted, len(steps))
    return 1 if steps and steps[0].startswith("~") else 0


def _channel(query: str, steps: list[str]) -> str | None:
    """Return the channel of an address of YouTube, whose feeds name it in the query."""
    named = [*parse_qs(query).get("channel_id", ()), *steps[1:2]]
    return next((name for name in named if _CHANNEL.fullmatch(name)), None)
