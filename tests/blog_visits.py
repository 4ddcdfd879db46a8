"""Visits made by hand: an address, what is answered, and how it is read."""

from crawlers.answers import Answer, Visit
from crawlers.blog import READERS
from influence.records import Key, Task

SEEN_AT = "2026-03-01T09:30:00Z"
SITE = "https://anna.example/"
ANNA = Key("blog", SITE)
RSS = "application/rss+xml"
ATOM = "application/atom+xml"
HTML = "text/html; charset=utf-8"
JSON = "application/feed+json"


def visit(body, url="https://anna.example/feed/", kind="feed", **said):
    """Return a visit; ``said``: site, cursor, signals, media (type), headers, unchanged, ..."""
    content = body if isinstance(body, bytes) else body.encode()
    task = Task(
        "blog",
        kind,
        said.get("address", url),
        said.get("site", SITE),
        said.get("cursor"),
        said.get("pointer"),
        tuple(said.get("signals", ())),
    )
    headers = {"content-type": said.get("media", "application/xml"), **said.get("headers", {})}
    hops = tuple(said.get("hops", ()))
    unchanged = said.get("unchanged", False)
    status = said.get("status", 200)
    return Visit(task, Answer(url, status, headers, content, SEEN_AT, hops, unchanged))


def read(body, url="https://anna.example/feed/", kind="feed", **said):
    """Return the records of a visit."""
    each = visit(body, url, kind, **said)
    return list(READERS[kind](each))


def of(kind, records):
    """Return the records of one kind."""
    return [record for record in records if isinstance(record, kind)]


def rss(items="", channel="", extra=""):
    """Return an RSS feed with the vocabularies that blogs use."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:source="http://source.scripting.com/" xmlns:podcast="https://podcastindex.org/namespace/1.0"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" {extra}>
<channel><title>Anna bakes</title><link>https://anna.example/</link>
<description>Bread &lt;b&gt;and&lt;/b&gt; salt</description><language>en-GB</language>
{channel}{items}</channel></rss>"""


def item(link="https://anna.example/rye/", more="", text="<p>Rye.</p>", title="Rye"):
    """Return an item with its whole text."""
    place = f"<link>{link}</link>" if link else ""
    return (
        f"<item><title>{title}</title>{place}"
        f"<content:encoded><![CDATA[{text}]]></content:encoded>{more}</item>"
    )
