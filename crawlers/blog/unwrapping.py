"""What the addresses of links wrap, and which of them lead to no page."""

import re
from typing import Final
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from influence.urls import resolved

LONGEST: Final = 2_048

_ARCHIVED = re.compile(
    r"(?:https?://)?web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/(.+)", re.DOTALL
)
_SCHEME = re.compile(r"(https?):/+", re.IGNORECASE)
_CACHED = re.compile(r"https?://[\w-]+\.cdn\.ampproject\.org/[a-z](/s)?/(.+)", re.DOTALL)
_VIEWED = re.compile(r"https?://(?:www\.)?google\.[a-z.]+/amp(/s)?/(.+)", re.DOTALL)
_AMP_PATH = re.compile(r"/amp/?$")
_AMP_QUERY = frozenset(("amp", "outputtype"))
_WRAPS = {
    ("l.facebook.com", "/l.php"): "u",
    ("lm.facebook.com", "/l.php"): "u",
    ("l.instagram.com", "/"): "u",
    ("www.google.com", "/url"): "q",
    ("t.umblr.com", "/redirect"): "z",
    ("www.youtube.com", "/redirect"): "q",
    ("translate.google.com", "/translate"): "u",
    ("out.reddit.com", "/"): "url",
    ("steamcommunity.com", "/linkfilter/"): "u",
    ("vk.com", "/away.php"): "to",
}
_HOPS = 3

_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|ico|tiff?|heic|mp3|m4a|ogg|opus|wav|mp4|m4v|webm|mov"
    r"|css|js|woff2?)$",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"/(?:feed|rss2?|atom)(?:/(?:rss2?|atom|rdf))?/?$|\.(?:rss|atom|rdf)$"
    r"|/(?:feeds?|rss|atom|index)\.(?:xml|json)$|/feeds/posts/default",
    re.IGNORECASE,
)

_CDN = re.compile(
    r"(?:cdn|static|assets|img|images?|media)\d*[.-].*|.*\.(?:cloudfront|akamaihd|fastly|b-cdn)\.net"
    r"|(?:i\d|s|s\d|c\d|stats)\.wp\.com|.*\.gravatar\.com|(?:fonts|ajax)\.g(?:oogleapis|static)\.com"
    r"|.*\.(?:googleusercontent|twimg|fbcdn|ytimg|bp\.blogspot|staticflickr|imgur|giphy)\.(?:com|net)"
    r"|(?:unpkg|cdnjs\.cloudflare|code\.jquery|platform\.twitter|connect\.facebook)\.(?:com|net)"
)
_SEARCH = re.compile(
    r"(?:www\.|search\.|images\.)?(?:google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|qwant"
    r"|startpage|kagi)\.[a-z.]{2,6}"
)
_SHARES = re.compile(
    r"(?:[\w-]+\.)*facebook\.com/(?:sharer?|dialog|share\.php)\b"
    r"|(?:[\w-]+\.)*(?:twitter|x)\.com/(?:intent|share|home\?status)"
    r"|(?:[\w-]+\.)*linkedin\.com/(?:sharearticle|sharing|cws/share)"
    r"|(?:[\w-]+\.)*pinterest\.[a-z.]+/pin/create|(?:[\w-]+\.)*reddit\.com/submit"
    r"|(?:[\w-]+\.)*tumblr\.com/(?:share|widgets/share)|news\.ycombinator\.com/submitlink"
    r"|(?:t|telegram)\.me/share|(?:api|web)\.whatsapp\.com/send|wa\.me/\?|bsky\.app/intent"
    r"|(?:www\.)?threads\.(?:net|com)/intent|(?:www\.)?addtoany\.com|(?:getpocket|www\.instapaper"
    r"|share\.flipboard|www\.xing|www\.blogger|lineit\.line|b\.hatena\.ne|buffer|bufferapp"
    r"|www\.printfriendly|mix|vk|connect\.ok|share\.diasporafoundation|tootpick|mastodonshare"
    r"|s2f\.kytta|www\.evernote)\.(?:com?|me|jp|ru|org|dev)/(?:save|edit|hello2|bookmarklet|spi"
    r"|blog-this|share|add|print|offer|clip|entry/panel|noteit)\b"
    r"|[^/]+/(?:share|sharer|intent/\w+)/?\?(?:.*&)?(?:url|u|text|link)=",
    re.IGNORECASE,
)


def unwrapped(address: str) -> str:
    """Return the address within an address: of an archive, of AMP, of what counts clicks.

    Examples
    --------
    >>> unwrapped("https://web.archive.org/web/20200101000000/http:/anna.example/rye/")
    'http://anna.example/rye/'
    >>> unwrapped("https://www.google.com/amp/s/anna.example/rye/amp/")
    'https://anna.example/rye/'
    """
    for _ in range(_HOPS):
        inner = _inner(address)
        if inner is None or inner == address:
            break
        address = inner
    return address[:LONGEST]


def without_referrer(address: str, host: str) -> str:
    """Return an address without what tells its owner who links there, as Ghost adds it.

    >>> without_referrer("https://ben.example/rye?ref=anna.example", "anna.example")
    'https://ben.example/rye'
    """
    if "ref=" not in address and "source=" not in address:
        return address
    parts = urlsplit(address)
    bare = host.removeprefix("www.")
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in {"ref", "source"} or value.removeprefix("www.") != bare
    ]
    return parts._replace(query=urlencode(kept)).geturl()


def leads_nowhere(address: str) -> bool:
    """Return whether an address is of no page: picture, feed, search, share button, CDN."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").lower()
    below = f"{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return bool(
        _MEDIA.search(parts.path)
        or _FEED.search(parts.path)
        or _CDN.fullmatch(host)
        or _SEARCH.fullmatch(host)
        or _SHARES.match(below)
    )


def _inner(address: str) -> str | None:
    if archived := _ARCHIVED.match(address):
        return _absolute(archived[1])
    if cached := _CACHED.match(address) or _VIEWED.match(address):
        return f"http{'s' if cached[1] else ''}://{cached[2]}"
    parts = urlsplit(address)
    if name := _WRAPS.get((parts.netloc.lower(), parts.path)):
        for inner in parse_qs(parts.query).get(name, ()):
            return resolved(address, inner)
    if parts.netloc.lower() in {"href.li", "anon.to"} and parts.query:
        return resolved(address, unquote(parts.query))
    return _without_amp(address)


def _absolute(inner: str) -> str:
    scheme = _SCHEME.match(inner)
    if scheme is None:
        return f"https://{inner}"
    return f"{scheme[1].lower()}://{inner[scheme.end() :]}"


def _without_amp(address: str) -> str:
    parts = urlsplit(address)
    path = _AMP_PATH.sub("/", parts.path)
    query = parts.query
    if "amp" in query.lower():
        kept = [
            (name, value)
            for name, value in parse_qsl(query, keep_blank_values=True)
            if name.lower() not in _AMP_QUERY or value.lower() not in {"", "1", "amp"}
        ]
        query = urlencode(kept)
    if (path, query) == (parts.path, parts.query):
        return address
    return parts._replace(path=path, query=query).geturl()
