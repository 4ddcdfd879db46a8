"""Which feeds a page names, in the order in which they can be trusted; guesses where it names none.

The order: the ``Link`` header, ``link rel=alternate``, ``rel=feed``, anchors that look like feeds,
and what the software of the blog is known to have.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawlers.blog.addresses import home_of
from crawlers.blog.links import base_of
from crawlers.words import line_of
from influence.urls import page_of, resolved, site_of

FEED: Final = "feed"
COMMENTS: Final = "comments_feed"

MOST_FEEDS: Final = 3
MOST_GUESSES: Final = 3
"""Each miss is a wasted request, and noise in somebody's log."""

_TYPES = re.compile(r"(?:application/(?:rss|atom|rdf|feed)\+(?:xml|json)|(?:text|application)/xml)")
_JSON_PATH = re.compile(r"feed|rss|atom", re.IGNORECASE)
_REJECTED = re.compile(r"oembed|wlwmanifest|opensearch|/xmlrpc|/wp-json/|sitemap", re.IGNORECASE)
_OF_COMMENTS = re.compile(
    r"comments?[/_-]feed|feeds?/comments?|/comments/default|comments?[\w-]*\.(?:xml|rss|atom)"
    r"|[?&]feed=comments|/(?:comments?|kommentare)/(?:rss|atom|feed)",
    re.IGNORECASE,
)
_COMMENTS_TITLE = re.compile(
    r"\b(?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties|kommentarer)\b"
    r"|コメント|комментари",
    re.IGNORECASE,
)
_CATEGORY = re.compile(
    r"/(?:category|categories|tags?|topics?|labels?|author|tagged|-|series|kategorie)/"
    r"|[?&](?:cat|tag|author|category)=",
    re.IGNORECASE,
)
_ANCHOR = re.compile(
    r"(?:/(?:feed|rss2?|atom)/?|\.(?:rss|atom|rdf)|/(?:feeds?|rss|atom|index)\.(?:xml|json|rdf)"
    r"|/[\w.-]*(?:feed|rss|atom)[\w.-]*\.xml|[?&]feed=\w+|/feeds/posts/default)$",
    re.IGNORECASE,
)
_ANCHOR_WORDS = re.compile(
    r"(?:rss|atom|xml|json)(?:[\s-]*feeds?)?|feeds?|subscribe via rss", re.IGNORECASE
)
_TAIL = re.compile(
    r"(?:/(?:feeds?|rss2?|atom|rdf|index|all|posts|default|blog|latest|main|full))*"
    r"(?:\.(?:xml|rss|atom|rdf|json|atom\.xml|rss\.xml))?/?$",
    re.IGNORECASE,
)
_HEADER_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_PARAMETER = re.compile(r"([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")

_PATHS = (
    (re.compile(r"wordpress|classicpress", re.IGNORECASE), ("feed/",)),
    (re.compile(r"blogger", re.IGNORECASE), ("feeds/posts/default",)),
    (re.compile(r"ghost", re.IGNORECASE), ("rss/",)),
    (re.compile(r"substack", re.IGNORECASE), ("feed",)),
    (re.compile(r"tumblr", re.IGNORECASE), ("rss",)),
    (re.compile(r"hashnode|drupal|nikola|astro", re.IGNORECASE), ("rss.xml",)),
    (re.compile(r"micro\.blog", re.IGNORECASE), ("feed.xml", "feed.json")),
    (re.compile(r"squarespace", re.IGNORECASE), ("?format=rss", "blog?format=rss")),
    (re.compile(r"wix", re.IGNORECASE), ("blog-feed.xml",)),
    (re.compile(r"jekyll", re.IGNORECASE), ("feed.xml", "atom.xml")),
    (re.compile(r"hugo", re.IGNORECASE), ("index.xml", "posts/index.xml")),
    (re.compile(r"eleventy", re.IGNORECASE), ("feed/feed.xml", "feed.xml")),
    (re.compile(r"hexo", re.IGNORECASE), ("atom.xml", "rss2.xml")),
    (re.compile(r"pelican", re.IGNORECASE), ("feeds/all.atom.xml", "feeds/all.rss.xml")),
    (re.compile(r"bear ?blog", re.IGNORECASE), ("feed/",)),
    (re.compile(r"livejournal|dreamwidth", re.IGNORECASE), ("data/rss",)),
    (re.compile(r"mastodon", re.IGNORECASE), (".rss",)),
)
"""The name of a software → where its feeds are, below the root of the blog."""

_HOSTS = (
    ("substack.com", "substack"), ("wordpress.com", "wordpress"), ("blogspot.com", "blogger"),
    ("tumblr.com", "tumblr"), ("ghost.io", "ghost"), ("hashnode.dev", "hashnode"),
    ("bearblog.dev", "bear blog"), ("micro.blog", "micro.blog"), ("livejournal.com", "livejournal"),
    ("dreamwidth.org", "dreamwidth"), ("wixsite.com", "wix"), ("squarespace.com", "squarespace"),
)  # fmt: skip
_ANYWHERE = ("feed/", "rss.xml", "atom.xml")


class FeedLink(NamedTuple):
    """A feed that a page names: of posts (``FEED``) or of comments (``COMMENTS``)."""

    address: str
    kind: str = FEED
    title: str = ""


def feeds_of(root: etree._Element, url: str, headers: Mapping[str, str]) -> list[FeedLink]:
    """Return the feeds that a page names: first those of its posts, the main one first of all.

    Of feeds that differ in format alone the first is kept, categories only where there is nothing
    else, those of other sites only where there is none of this one.
    """
    base = base_of(root, url)
    named = [*_in_header(headers, base), *_in_links(root, base)]
    if not any(feed.kind == FEED for feed in named):
        named += _in_anchors(root, base, url)
    comments = [feed for feed in named if feed.kind == COMMENTS]
    return [*_chosen([feed for feed in named if feed.kind == FEED], url), *_once(comments)]


def guesses(url: str, generator: str) -> list[str]:
    """Return where the feed of a blog may be that names none, at most three addresses.

    >>> guesses("https://anna.example/", "WordPress 6.8")
    ['https://anna.example/feed/']
    """
    site = site_of(url)
    if site is None:
        return []
    root = f"{(home_of(url) or site).rstrip('/')}/"
    host = urlsplit(site).hostname or ""
    if special := _on_shared(site, host):
        return [special]
    software = generator or next((name for end, name in _HOSTS if host.endswith(f".{end}")), "")
    paths = next((paths for pattern, paths in _PATHS if pattern.search(software)), _ANYWHERE)
    return [urljoin(root, path) for path in paths[:MOST_GUESSES]]


def relations(headers: Mapping[str, str], base: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each address of a ``Link`` header (RFC 8288) with its parameters."""
    for link in _HEADER_LINK.finditer(headers.get("link", "")[:10_000]):
        said = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(link[2])}
        if address := resolved(base, link[1]):
            yield address, said


def _in_header(headers: Mapping[str, str], base: str) -> Iterator[FeedLink]:
    for address, said in relations(headers, base):
        if "alternate" in said.get("rel", "").lower().split():
            yield from _named(address, said.get("type", ""), said.get("title", ""))


def _in_links(root: etree._Element, base: str) -> Iterator[FeedLink]:
    """Yield what ``link rel=alternate`` names, then what ``rel=feed`` does on any link."""
    for wanted in ("alternate", "feed"):
        for element in root.iter("link", "a"):
            if wanted not in (element.get("rel") or "").lower().split():
                continue
            address = resolved(base, element.get("href") or "")
            if address and (element.tag == "link" or wanted == "feed"):
                kind = element.get("type") or ("text/xml" if wanted == "feed" else "")
                yield from _named(address, kind, element.get("title") or "")


def _in_anchors(root: etree._Element, base: str, url: str) -> Iterator[FeedLink]:
    for element in root.iter("a"):
        href, words = element.get("href") or "", line_of("".join(element.itertext()))
        if not (_ANCHOR.search(href) or _ANCHOR_WORDS.fullmatch(words)):
            continue
        address = resolved(base, href)
        if address and site_of(address) == site_of(url):
            yield from _named(address, "text/xml", words)


def _named(address: str, kind: str, title: str) -> Iterator[FeedLink]:
    kind = kind.partition(";")[0].strip().lower()
    is_json = kind == "application/json" and _JSON_PATH.search(urlsplit(address).path)
    if not (_TYPES.fullmatch(kind) or is_json) or _REJECTED.search(address):
        return
    is_comments = _OF_COMMENTS.search(address) or _COMMENTS_TITLE.search(title)
    yield FeedLink(address, COMMENTS if is_comments else FEED, title)


def _chosen(feeds: list[FeedLink], url: str) -> list[FeedLink]:
    """Return the feeds to read, the one of the shortest path first."""
    own = [feed for feed in feeds if site_of(feed.address) == site_of(url)] or feeds
    main = [feed for feed in own if not _CATEGORY.search(feed.address)] or own[:1]
    folders: dict[str, FeedLink] = {}
    for feed in main:
        folders.setdefault(_folder(feed.address), feed)
    ordered = sorted(folders.items(), key=lambda each: each[0].count("/"))
    return [feed for _, feed in ordered][:MOST_FEEDS]


def _folder(address: str) -> str:
    """Return what feeds share that differ in format alone."""
    parts = urlsplit(address)
    return f"{parts.netloc.lower()}{_TAIL.sub('', parts.path)}"


def _once(feeds: Iterable[FeedLink]) -> list[FeedLink]:
    return list({_folder(feed.address): feed for feed in reversed(list(feeds))}.values())[::-1]


def _on_shared(site: str, host: str) -> str | None:
    """Return where hosts that many blogs share have the feed of one."""
    steps = page_of(site) or site
    name = steps.rpartition("/")[2]
    if host in {"medium.com", "dev.to"} and name:
        return f"https://{host}/feed/{name}"
    if host == "www.youtube.com" and "/channel/" in steps:
        return f"https://www.youtube.com/feeds/videos.xml?channel_id={name}"
    if name.startswith("@"):
        return f"{steps}.rss"
    return f"{steps}/rss" if host in {"buttondown.com", "note.com"} and name else None
