"""What pages, headers and feeds ask of robots: to store nothing, follow nothing, keep no text.

Robots meta and X-Robots-Tag (https://developers.google.com/search/docs/crawling-indexing/
robots-meta-tag), TDM reservation (https://www.w3.org/community/reports/tdmrep/), Content-Usage
(draft-ietf-aipref-attach), and what feeds have of their own.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from crawlers.answers import Visit
from crawlers.elements import local_name
from crawlers.reading import Reader
from influence.records import Account, Consent, Key, Post, Record, Task

if TYPE_CHECKING:
    from lxml import etree

ROBOT: Final = "influence-discovery"
"""The name that robots rules call us by."""

META, HEADER, FEED = "robots meta", "X-Robots-Tag", "feed"
"""The places of a site that may say so."""

_UNLISTED = frozenset({"noindex", "none"})
_UNFOLLOWED = frozenset({"nofollow", "none"})
_UNQUOTED = frozenset({"noarchive", "nosnippet", "noai", "nocache", "max-snippet:0"})
_VALUED = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_NAMED = re.compile(r"([\w*.-]+)\s*:\s*(.*)")
_XHTML = "http://www.w3.org/1999/xhtml"
_ACCESS = "http://www.bloglines.com/about/specs/fac-1.0"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


class Wishes(NamedTuple):
    """What a document asks of robots, each with the place that says so; None where it does not.

    Attributes
    ----------
    unlisted
        Nothing of it is to be stored.
    unfollowed
        Nothing that it names is to be fetched for its sake.
    unquoted
        No text of it is to be stored.
    """

    unlisted: str | None = None
    unfollowed: str | None = None
    unquoted: str | None = None


def wishes_of(headers: Mapping[str, str], root: "etree._Element | None" = None) -> Wishes:
    """Return what the headers of an answer and its HTML, where it is HTML, ask of us.

    >>> wishes_of({"x-robots-tag": "otherbot: noindex, nofollow"})
    Wishes(unlisted=None, unfollowed=None, unquoted=None)
    >>> wishes_of({"x-robots-tag": "noindex, max-snippet: 0"})
    Wishes(unlisted='X-Robots-Tag', unfollowed=None, unquoted='X-Robots-Tag')
    """
    found: dict[str, str] = {}
    for place, rule in [*_in_headers(headers), *(() if root is None else _in_meta(root))]:
        found.setdefault(rule, place)
    return Wishes(*(_first(found, rules) for rules in (_UNLISTED, _UNFOLLOWED, _UNQUOTED)))


def as_wished(readers: Mapping[str, Reader]) -> dict[str, Reader]:
    """Return readers, by kind of a task, that leave what the headers of an answer ask robots to."""
    return {kind: partial(_as_wished, read) for kind, read in readers.items()}


def _as_wished(read: Reader, visit: Visit) -> Iterator[Record]:
    wishes = wishes_of(visit.answer.headers)
    if visit.answer.is_unchanged or wishes.unlisted is not None:
        return
    for record in read(visit):
        if isinstance(record, Task) and wishes.unfollowed is not None:
            continue
        if isinstance(record, Post) and wishes.unquoted is not None:
            yield record._replace(text=None)
        elif isinstance(record, Account) and wishes.unquoted is not None:
            yield record._replace(bio=None)
        else:
            yield record


def feed_refusal(root: "etree._Element") -> str | None:
    """Return what of a feed's own says that it is not to be listed; None where nothing does.

    ``access:restriction`` and robots meta of XHTML, and ``itunes:block`` of the whole podcast.
    """
    for element in root.iter(
        f"{{{_ACCESS}}}restriction", f"{{{_XHTML}}}meta", f"{{{_ITUNES}}}block"
    ):
        if reason := _refuses(element):
            return reason
    return None


def denial(account: Key, place: str, reason: str, seen_at: str) -> Consent:
    """Return that a site asks not to be listed."""
    return Consent(account, "deny", reason, place, seen_at)


def silence(account: Key, *places: str) -> Iterator[Consent]:
    """Yield that places of a site, which may have asked before, no longer ask; it has no time."""
    for place in places:
        yield Consent(account, "unset", None, place)


def _first(found: Mapping[str, str], rules: frozenset[str]) -> str | None:
    return next((place for rule, place in found.items() if rule in rules), None)


def _in_headers(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for rule in _rules(headers.get("x-robots-tag", "")):
        yield HEADER, rule
    if headers.get("tdm-reservation", "").strip() == "1":
        yield "TDM reservation", "noarchive"
    for usage in headers.get("content-usage", "").lower().split(","):
        if usage.partition(";")[0].replace(" ", "") == "search=n":
            yield "Content-Usage", "noindex"


def _in_meta(root: "etree._Element") -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("http-equiv") or "").strip().lower()
        content = meta.get("content") or ""
        if name in {"robots", ROBOT, "x-robots-tag"}:
            for rule in _rules(content):
                yield META, rule
        elif name == "tdm-reservation" and content.strip() == "1":
            yield "TDM reservation", "noarchive"


def _rules(text: str) -> Iterator[str]:
    """Yield the rules that are for us; a name of a robot holds until the next name."""
    is_ours = True
    for part in text.lower().split(","):
        rule = part.strip()
        named = _NAMED.fullmatch(rule)
        if named and named[1] in _VALUED:
            rule = f"{named[1]}:{named[2]}"
        elif named:
            is_ours, rule = named[1] in {"*", "robots", "all", ROBOT}, named[2]
        if is_ours:
            yield rule


def _refuses(element: "etree._Element") -> str | None:
    name = local_name(element)
    if name == "restriction":
        denies = (element.get("relationship") or "").lower() == "deny"
        return "access:restriction in the feed" if denies else None
    if name == "meta":
        is_robots = (element.get("name") or "").lower() == "robots"
        denies = is_robots and not _UNLISTED.isdisjoint(_rules(element.get("content") or ""))
        return "robots meta in the feed" if denies else None
    parent = element.getparent()
    of_all = parent is not None and local_name(parent) == "channel"
    denies = of_all and (element.text or "").strip().lower() == "yes"
    return "itunes:block in the feed" if denies else None
