"""RSS, Atom and RDF → a feed as plain values, with feedparser, given bytes and headers."""

import io
import re
import warnings
from collections.abc import Iterator
from html import escape
from typing import Any, Final

import feedparser
from lxml import etree

from crawlers.answers import Answer, shown
from crawlers.blog.entries import Entry, Feed
from crawlers.blog.feed_extras import EntryExtras, FeedExtras, extras_of
from crawlers.documents import checked_xml, text_of
from crawlers.elements import local_name
from crawlers.errors import AnswerUnusable
from crawlers.moments import time_of
from crawlers.words import LONGEST_BIO, language, name_in, plain
from influence.urls import resolved

Parsed = dict[str, Any]

_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_VOCABULARY = re.compile(rb"(\sxmlns(?::[\w.-]+)?\s*=\s*)(\"[^\"<>]*\"|'[^'<>]*')")
_STUMBLES = (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError)
"""What feedparser is known to raise on broken documents, such as a vocabulary with a space."""

_PAGES = ("alternate", "related", "canonical", "shortlink")
_CUT = re.compile(
    r"(?:\[(?:…|\.{3})\]|…|(?<!\.)\.{3}"
    r"|(?:read|continue|more|weiter|mehr|lire|seguir|sigue|ler|leggi)[^\n]{0,60}"
    r"|the post [^\n]{1,200} (?:appeared first|first appeared) on [^\n]{1,100})"
    r"[\s→»>.…]*$",
    re.IGNORECASE,
)
_SHORT: Final = 600
"""A summary of fewer characters is one; what has more is what people put there instead of it."""

MOST_ENTRIES: Final = 5_000
"""Entries that are read of one feed, from its beginning: the newest."""

_KIND_OF_POST = "#kind"
_UNFILED = frozenset({"uncategorized", "uncategorised"})
_MOST_TAGS = 50


def read_xml_feed(answer: Answer) -> Feed:
    """Return an RSS, Atom or RDF feed.

    Raises
    ------
    AnswerUnusable
        Where it is none: HTML, other XML, no text, entities, nested without end.
    """
    if _HTML.match(answer.body):
        raise AnswerUnusable(f"{shown(answer.url)} is HTML where a feed was expected.")
    root = checked_xml(answer)
    parsed = _parsed(answer, _shortened(root))
    extras = extras_of(root, answer.url)
    if not parsed.get("version") and not parsed["entries"]:
        raise AnswerUnusable(f"{shown(answer.url)} is no feed.")
    about: Parsed = parsed["feed"]
    told = language(about.get("language"))
    return Feed(
        title=_title(about),
        description=plain(_as_html(about.get("subtitle_detail", {})), LONGEST_BIO),
        language=told,
        home=resolved(answer.url, about.get("link") or ""),
        generator=name_in(about.get("generator")),
        entries=tuple(
            _entry(entry, extra, told, answer) for entry, extra in _paired(parsed, extras)
        ),
        next_page=extras.links.get("prev-archive") or extras.links.get("next"),
        is_whole=extras.is_whole,
        refusal=extras.refusal,
        blogrolls=extras.blogrolls,
        accounts=extras.accounts,
        recommended=extras.recommended,
        podcast_guid=name_in(extras.podcast_guid),
    )


def _shortened(root: etree._Element) -> bytes | None:
    """Drop the entries of a feed after its first 5,000; return it as bytes where there are more."""
    entries = [each for each in root.iter() if local_name(each) in {"item", "entry"}]
    for entry in entries[MOST_ENTRIES:]:
        parent = entry.getparent()
        if parent is not None:
            parent.remove(entry)
    return etree.tostring(root, encoding="utf-8") if len(entries) > MOST_ENTRIES else None


def _parsed(answer: Answer, shortened: bytes | None) -> Parsed:
    """Return what feedparser makes of an answer.

    It is given UTF-8, since it would decode by any codec of Python's that a document names, some
    of which are slow on purpose; and a file object, since it takes bytes for the name of a file.
    """
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": answer.url}
    body = shortened or text_of(answer).encode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            parsed: Parsed = feedparser.parse(
                io.BytesIO(_VOCABULARY.sub(_without_spaces, body)),
                response_headers=headers,
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except _STUMBLES as error:
            raise AnswerUnusable(f"{shown(answer.url)} is too broken to be read.") from error
    return parsed


def _without_spaces(declared: re.Match[bytes]) -> bytes:
    """Return the declaration of a vocabulary without spaces in its name."""
    return declared[1] + b"".join(declared[2].split())


def _paired(parsed: Parsed, extras: FeedExtras) -> Iterator[tuple[Parsed, EntryExtras]]:
    """Yield entries with what the second reading found, where both found as many."""
    entries = parsed["entries"]
    if len(entries) == len(extras.entries):
        yield from zip(entries, extras.entries, strict=True)
    else:
        yield from ((entry, EntryExtras()) for entry in entries)


def _entry(entry: Parsed, extra: EntryExtras, told: str | None, answer: Answer) -> Entry:
    html, base, is_whole = _content(entry)
    return Entry(
        addresses=tuple(dict.fromkeys(_addresses(entry, extra, answer.url))),
        subject=resolved(answer.url, _link(entry)),
        enclosure=_enclosure(entry, answer.url),
        title=_title(entry),
        html=html,
        base=resolved(answer.url, base) or answer.url,
        is_whole=is_whole,
        published_at=_time(entry, answer.seen_at),
        language=language(entry.get("title_detail", {}).get("language")) or told,
        tags=tuple(_tags(entry)),
        replies_count=extra.replies_count,
        replies_feed=extra.replies_feed,
        replies_page=resolved(answer.url, entry.get("comments") or ""),
        discussed_at=extra.discussed_at,
    )


def _link(entry: Parsed) -> str:
    """Return what an entry links to, as it was before a service rewrote it."""
    return entry.get("feedburner_origlink") or entry.get("link") or ""


def _addresses(entry: Parsed, extra: EntryExtras, base: str) -> Iterator[str]:
    """Yield what may be the page of an entry: links first, then an id that is an address."""
    links = [(each.get("rel"), each) for each in entry.get("links", ())]
    named = [_link(entry)]
    named += [each.get("href") for wanted in _PAGES for rel, each in links if rel == wanted]
    for address in named:
        if address and (full := resolved(base, address)):
            yield full
    guid = extra.permalink if "link" in entry else entry.get("id")
    if guid and (full := resolved("", guid)):
        yield full


def _enclosure(entry: Parsed, base: str) -> str | None:
    hrefs = (each.get("href") for each in entry.get("enclosures", ()))
    return next(filter(None, (resolved(base, href) for href in hrefs if href)), None)


def _content(entry: Parsed) -> tuple[str, str, bool]:
    """Return the longest content or the summary, its base, and whether it is all."""
    contents = [each for each in entry.get("content", ()) if _is_readable(each)]
    if contents:
        longest = max(contents, key=lambda each: len(each.get("value") or ""))
        html = _as_html(longest)
        return html, longest.get("base") or "", not is_cut(plain(html))
    detail = entry.get("summary_detail", {})
    html = _as_html(detail)
    text = plain(html)
    is_note = "title" not in entry  # what has no title is short
    is_all = is_note or len(text or "") >= _SHORT
    return html, detail.get("base") or "", is_all and not is_cut(text)


def is_cut(text: str | None) -> bool:
    """Tell whether a text ends as excerpts do.

    >>> is_cut("Rye is a grain. Continue reading →"), is_cut("Rye is a grain.")
    (True, False)
    """
    return bool(_CUT.search((text or "")[-300:]))


def _is_readable(content: Parsed) -> bool:
    kind = content.get("type") or ""
    return bool(content.get("value")) and ("html" in kind or kind.startswith("text/"))


def _as_html(detail: Parsed) -> str:
    value: str = detail.get("value") or ""
    if detail.get("type") == "text/plain" and "<" in value:
        return escape(value, quote=False)
    return value


def _title(parsed: Parsed) -> str | None:
    return name_in(_as_html(parsed.get("title_detail", {})))


def _time(entry: Parsed, seen_at: str) -> str | None:
    """Return when it was published; when it was changed last, where only that is told."""
    for name in ("published", "created", "updated"):
        if name in entry:  # `get` would give another time for it
            told = time_of(entry[name], seen_at, entry.get(f"{name}_parsed"))
            if told is not None:
                return told
    return None


def _tags(entry: Parsed) -> Iterator[str]:
    for each in entry.get("tags", ())[:_MOST_TAGS]:
        term = name_in(escape(each.get("label") or each.get("term") or "", quote=False))
        if (
            term
            and term.lower() not in _UNFILED
            and not (each.get("scheme") or "").endswith(_KIND_OF_POST)
        ):
            yield term.lower()
