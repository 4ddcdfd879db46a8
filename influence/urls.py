"""Which blog, and which page of it, an address means.

One host is one blog, but for hosts that many people share. The blog is the id of an account of the
source ``blog``, and the page that of a post, so that a blogroll, a feed and a link that mean one
blog mean one account, however they spell it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
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
            *("soundcloud.com", "feeds.simplecast.com", "feeds.megaphone.fm", "rss.art19.com"),
            *("feeds.transistor.fm", "feeds.buzzsprout.com", "feeds.libsyn.com", "media.rss.com"),
            *("feed.podbean.com", "feeds.captivate.fm", "feeds.npr.org", "users.livejournal.com"),
            *("community.livejournal.com", "profiles.wordpress.org"),
        ),
        1,
    ),
    **dict.fromkeys(("www.reddit.com", "old.reddit.com", "reddit.com", "vimeo.com"), 2),
    **dict.fromkeys(("www.youtube.com", "youtube.com", "m.youtube.com"), 2),
    **dict.fromkeys(("anchor.fm", "rss.beehiiv.com", "feeds.soundcloud.com"), 2),
    "feeds.acast.com": 3,
    "habr.com": 3,
}
"""Hosts that many share -> how many steps of the path are one's own."""

_SOCIAL = {
    **dict.fromkeys(
        (
            *("twitter.com", "github.com", "facebook.com", "instagram.com", "gitlab.com", "t.me"),
            *("codeberg.org", "keybase.io", "about.me", "linktr.ee", "ko-fi.com", "patreon.com"),
            *("pinterest.com", "codepen.io", "dribbble.com", "behance.net", "gravatar.com"),
            *("twitch.tv", "orcid.org", "letterboxd.com"),
        ),
        1,
    ),
    **dict.fromkeys(
        (
            *("bsky.app", "linkedin.com", "blogger.com", "stackoverflow.com", "flickr.com"),
            *("last.fm", "disqus.com", "steamcommunity.com", "ravelry.com", "wattpad.com"),
        ),
        2,
    ),
    "goodreads.com": 3,
}
"""Hosts of profiles, whose names know no case, below any ``www.`` and the like: as above."""

_SOCIAL_HOST = re.compile(r"(?:(?:www|m|mobile|web|touch|\w\w(?:-\w\w)?)\.)?([\w-]+\.\w+)")
_SAME_HOST = {"x.com": "twitter.com", "fb.com": "facebook.com", "fb.me": "facebook.com"}
_NAMED_IN_QUERY = {("facebook.com", "profile.php"): "id", ("news.ycombinator.com", "user"): "id"}
_FEEDS_IN = frozenset({"medium.com", "dev.to"})
"""Hosts where the feed of a blog is ``/feed/BLOG``."""

_BLOGSPOT = re.compile(r"(.+\.blogspot)\.(?:(?:com?\.)?[a-z]{2}|com)")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
MAIL_ADDRESS = re.compile(r"(?<![\w.+@-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
"""A mail address; ``@anna@server.example``, a name of the fediverse, is none."""

_PLAIN = re.compile(r"[A-Za-z0-9/~!$&'()*+,;=:@._-]*").fullmatch
_PLAIN_QUERY = re.compile(r"[\w.~-]+=[\w.~-]*(?:&[\w.~-]+=[\w.~-]*)*", re.ASCII).fullmatch
"""A query that is written as every other spelling of it would be."""

_REMEMBERED = 4_096
"""Addresses whose meaning is remembered: a page is gone through several times, by address."""

_CHANNEL = re.compile(r"UC[\w-]{22}")
_LONGEST = 2_048
_SHORT = _LONGEST // 12
"""Whatever is written in fewer characters is not too long when it is quoted."""

_FOLDER = re.compile(r"/index\.(?:html?|php)$")
_TRACKS = re.compile(
    r"utm_\w+|gclid|fbclid|mc_[ce]id|igshid|ref_src|_hsenc|_hsmi|yclid|msclkid"
).fullmatch


@lru_cache(_REMEMBERED)
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
    parts = _parts(address)
    if parts is None:
        return None
    host, path, query = parts
    steps = [step for step in path.split("/") if step]
    if host.endswith("youtube.com") and (channel := _channel(query, steps)):
        return f"https://www.youtube.com/channel/{channel}"
    if site := _profile(host, steps, query):
        return site
    if host in _FEEDS_IN and steps[:1] == ["feed"]:
        steps = steps[1:]
    own = _own_steps(host, steps)
    return f"https://{host}/" + "/".join(steps[:own])


@lru_cache(_REMEMBERED)
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
    parts = _parts(address)
    if parts is None:
        return None
    host, path, query = parts
    path = path.rstrip("/")
    while (folder := _FOLDER.sub("", path).rstrip("/")) != path:
        path = folder
    kept = _untracked(query) if query else ""
    page = f"https://{host}{path or '/'}" + (f"?{kept}" if kept else "")
    return page if len(page) <= _LONGEST else None


@lru_cache(_REMEMBERED)
def resolved(base: str, address: str) -> str | None:
    """Return the full address of a link on a page, without fragment; None where none is meant.

    One that carries somebody's mail address, or a password, is none to be kept or visited.

    >>> resolved("https://anna.example/a/", "../b#c")
    'https://anna.example/b'
    >>> resolved("https://anna.example/a/", "javascript:alert(1)")
    """
    try:
        full = urljoin(base, address.strip()).partition("#")[0]
    except ValueError:
        return None
    is_page = site_of(full) is not None if len(full) < _SHORT else page_of(full) is not None
    is_mail = ("@" in full or "%40" in full) and MAIL_ADDRESS.search(unquote(full))
    return full if is_page and not is_mail else None


@lru_cache(_REMEMBERED)
def _parts(address: str) -> tuple[str, str, str] | None:
    """Return host, path and query of an address of the web; None for any other."""
    address = address.strip()
    if len(address) > _LONGEST or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    if blogspot := _BLOGSPOT.fullmatch(host):
        host = f"{blogspot[1]}.com"  # one blog has an address in every country
    return host, _quoted(parts.path), parts.query


def _untracked(query: str) -> str:
    """Return a query without what only tracks readers, in the one form of its spellings."""
    if _PLAIN_QUERY(query):
        return "&".join(pair for pair in query.split("&") if not _TRACKS(pair.partition("=")[0]))
    kept = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not _TRACKS(k)]
    return urlencode(kept)


def _profile(host: str, steps: list[str], query: str) -> str | None:
    """Return the profile on a host of many people that an address belongs to."""
    name = _shared_name(host)
    if wanted := _NAMED_IN_QUERY.get((name, "/".join(steps))):
        named = parse_qs(query).get(wanted, ())
        return f"https://{name}/{steps[0]}?{urlencode({wanted: named[0]})}" if named else None
    if name not in _SOCIAL:
        return None
    return f"https://{name}/" + _quoted("/".join(steps[: _SOCIAL[name]]), str.lower)


@lru_cache(_REMEMBERED)
def _shared_name(host: str) -> str:
    """Return a host without what stands before the name of one that many people share."""
    found = _SOCIAL_HOST.fullmatch(host)
    return _SAME_HOST.get(found[1], found[1]) if found else host


def _quoted(path: str, folded: Callable[[str], str] = str) -> str:
    if _PLAIN(path):
        return folded(path)
    return quote(folded(unquote(path)), safe="/~!$&'()*+,;=:@-._")


def _own_steps(host: str, steps: list[str]) -> int:
    if not steps:
        return 0
    if steps[0][0] in "@~" or host.endswith(".wixsite.com"):
        return 1
    return min(_SHARED.get(host, 0), len(steps))


def _channel(query: str, steps: list[str]) -> str | None:
    """Return the channel of an address of YouTube, whose feeds name it in the query."""
    named = [*parse_qs(query).get("channel_id", ()), *steps[1:2]]
    return next((name for name in named if _CHANNEL.fullmatch(name)), None)
