"""JSON Feed 1 and 1.1 (https://jsonfeed.org/version/1.1) → a feed as plain values."""

from collections.abc import Iterator
from html import escape
from typing import Any

from crawlers.answers import Answer, shown
from crawlers.blog.entries import Entry, Feed
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.moments import time_of
from crawlers.words import LONGEST_BIO, language, line, words
from influence.urls import resolved

_VERSION = "https://jsonfeed.org/version/"
_MOST_TAGS = 50
MOST_ENTRIES = 5_000
"""Entries that are read of one feed, from its beginning: the newest."""

Object = dict[str, Any]


def read_json_feed(answer: Answer) -> Feed:
    """Return a JSON Feed.

    Raises
    ------
    AnswerUnusable
        Where it is no JSON, or JSON of another kind.
    """
    feed = checked_json(answer)
    if not isinstance(feed, dict) or not _text(feed, "version").startswith(_VERSION):
        raise AnswerUnusable(f"{shown(answer.url)} is JSON and no JSON Feed.")
    told, items = language(_text(feed, "language")), _objects(feed, "items")
    return Feed(
        title=line(_text(feed, "title")),
        description=words(_text(feed, "description"), LONGEST_BIO),
        language=told,
        home=_address(feed, "home_page_url", answer.url),
        entries=tuple(_entry(item, told, answer) for item in items[:MOST_ENTRIES]),
        next_page=_address(feed, "next_url", answer.url),
    )


def _entry(item: Object, told: str | None, answer: Answer) -> Entry:
    html = _text(item, "content_html") or escape(_text(item, "content_text"), quote=False)
    files = (_address(each, "url", answer.url) for each in _objects(item, "attachments"))
    return Entry(
        addresses=tuple(dict.fromkeys(_addresses(item, answer.url))),
        subject=_address(item, "external_url", answer.url),
        enclosure=next(filter(None, files), None),
        title=line(_text(item, "title")),
        html=html or escape(_text(item, "summary"), quote=False),
        base=_address(item, "url", answer.url) or answer.url,
        is_whole=bool(html),
        published_at=time_of(_text(item, "date_published"), answer.seen_at)
        or time_of(_text(item, "date_modified"), answer.seen_at),
        language=language(_text(item, "language")) or told,
        tags=tuple(_tags(item)),
    )


def _addresses(item: Object, base: str) -> Iterator[str]:
    """Yield the page of an item, and its id where that is an address."""
    for name in ("url", "id"):
        if address := _address(item, name, base if name == "url" else ""):
            yield address


def _tags(item: Object) -> Iterator[str]:
    tags = item.get("tags")
    for tag in tags[:_MOST_TAGS] if isinstance(tags, list) else ():
        if isinstance(tag, str) and (term := line(tag)):
            yield term.lower()


def _address(value: Object, name: str, base: str) -> str | None:
    text = _text(value, name)
    return resolved(base, text) if text else None


def _text(value: Object, name: str) -> str:
    """Return a text of an object; ids that are numbers, which version 1 has, are no texts."""
    text = value.get(name)
    return text if isinstance(text, str) else ""


def _objects(value: Object, name: str) -> list[Object]:
    items = value.get(name)
    return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
