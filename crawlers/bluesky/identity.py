"""Handles and DIDs: each has to name the other. A handle is looked up, a DID has a document.

An AppView looks for a handle in DNS first and then on the handle's own host; where it finds none,
that host is asked here.

https://atproto.com/specs/handle and https://atproto.com/specs/did.
"""

import re
from collections.abc import Iterator
from typing import Final

from crawlers.answers import Visit, shown
from crawlers.atproto.addresses import did_in, handle_in, key_of, profile_url
from crawlers.bluesky.asking import (
    asked,
    document_visit,
    repository_visit,
    visit_of,
    visits_of,
)
from crawlers.bluesky.reading import answered, is_silent, refusal
from crawlers.cursors import told_in
from crawlers.errors import AnswerUnusable, PageGone
from crawlers.json_values import Object, as_words, objects
from influence.records import Account, Identity, Record
from influence.urls import resolved, site_of

_PDS: Final = "#atproto_pds"
_PDS_TYPE: Final = "AtprotoPersonalDataServer"
_ORIGIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?/?", re.IGNORECASE)
_MOST_NAMES = 20
_LONGEST_DID = 2_100  # with what may stand around it


def _handle(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield the visit to the document of the DID that a handle belongs to."""
    did = did_in(told.get("did"))
    if did is None:
        raise AnswerUnusable(f"{shown(visit.answer.url)} names no DID.")
    yield from document_visit(did, signals=visit.task.signals, handle=visit.task.site)


def _unresolved(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield the question to the host that a handle names, where an AppView knows no DID for it.

    Raises
    ------
    AnswerUnusable, PageGone
        Where the answer says something else.
    """
    if "resolve handle" not in (as_words(told.get("message")) or "").lower():
        yield from refusal(visit, told)
        return
    handle = visit.task.site
    address = f"https://{handle}/.well-known/atproto-did"
    yield visit_of("well_known", address, handle, signals=visit.task.signals)


def read_well_known(visit: Visit) -> Iterator[Record]:
    """Yield the visit to the document of the DID that the host of a handle names.

    Raises
    ------
    PageGone, AnswerUnusable
        Where it names none.
    """
    if is_silent(visit.answer):
        return
    if visit.answer.status >= 400:
        raise PageGone(
            f"{shown(visit.answer.url)} is not there: neither Bluesky nor its own host knows the "
            f"handle {visit.task.site}."
        )
    did = did_in(visit.answer.body[:_LONGEST_DID].decode("utf-8", "replace").strip())
    if did is None:
        raise AnswerUnusable(f"{shown(visit.answer.url)} names no DID.")
    yield from document_visit(did, signals=visit.task.signals, handle=visit.task.site)


def _document(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield an account, its other addresses, and visits to what there is of it.

    Raises
    ------
    AnswerUnusable
        Where the document is another one's, or does not say that it has the handle by which it was
        found.
    """
    did, held = visit.task.site, told_in(visit.task.cursor)
    if told.get("id") != did:
        raise AnswerUnusable(f"{shown(visit.answer.url)} is not the document of {did}.")
    names = _names(told)
    handles = [handle for name in names if (handle := handle_in(name.removeprefix("at://")))]
    sought = handle_in(held.get("handle"))
    if sought and sought not in handles:
        raise AnswerUnusable(
            f"{shown(visit.answer.url)} does not say that {sought} is its handle: whose it is "
            "cannot be told."
        )
    yield Account(key_of(did), url=profile_url(did), seen_at=visit.answer.seen_at)
    yield from _other_addresses(visit, names)
    pds, signals = _pds(told), visit.task.signals
    counts = held.get("counts")
    if isinstance(counts, dict):
        yield from visits_of(did, pds, counts, signals)
        return
    address = asked("app.bsky.actor.getProfile", actor=did)
    handle = sought or next(iter(handles), None)
    yield visit_of("profile", address, did, signals=signals, handle=handle, pds=pds)


def _names(told: Object) -> list[str]:
    names = told.get("alsoKnownAs")
    found = (as_words(each) for each in names[:_MOST_NAMES]) if isinstance(names, list) else ()
    return [each for each in found if each]


def _other_addresses(visit: Visit, names: list[str]) -> Iterator[Identity]:
    for name in names:
        address = resolved("", name)
        if address and site_of(address):
            key, answer = key_of(visit.task.site), visit.answer
            yield Identity(key, address, "alsoKnownAs", answer.url, answer.seen_at)


def _pds(told: Object) -> str | None:
    """Return scheme and host of where the repository is; None where the document does not say."""
    for each in objects(told.get("service")):
        name, place = as_words(each.get("id")) or "", as_words(each.get("serviceEndpoint")) or ""
        if name.endswith(_PDS) and each.get("type") == _PDS_TYPE and _ORIGIN.fullmatch(place):
            return place.rstrip("/").lower()
    return None


def _follower(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield the visit to all that one of somebody's followers did."""
    did, pds = visit.task.site, _pds(told)
    if told.get("id") != did or pds is None:
        raise AnswerUnusable(f"{shown(visit.answer.url)} does not say where {did} keeps its acts.")
    yield repository_visit(did, pds, visit.task.signals)


read_handle = answered(_handle, _unresolved)
read_document = answered(_document)
read_follower = answered(_follower)
