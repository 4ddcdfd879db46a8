"""Jetstream: the network's events as JSON, on both of its wires.

https://github.com/bluesky-social/jetstream, docs/README.md and
lexicons/network/bsky/jetstream/subscribeEvents.json. On the old wire (``/subscribe``) an event is
placed by its time in microseconds; on the new one (``subscribeEvents``) it is the payload of a
message and has a number, ``seq``.
"""

import json

from crawlers.atproto.addresses import did_in
from crawlers.bluesky.events import (
    Broken,
    Change,
    Event,
    Failed,
    Notice,
    Other,
    Renamed,
    Unreadable,
    seconds_of,
)
from crawlers.bluesky.statuses import notice_in, status_in
from crawlers.json_values import Object, as_count, as_object, as_words, nothing_for

_OPERATIONS = {"create", "update", "delete"}
_LONGEST = 200
_decoded = json.JSONDecoder(parse_constant=nothing_for).decode


def read_message(data: bytes | bytearray) -> list[Event]:
    """Return the event of a message, on whichever wire it came.

    Raises
    ------
    Unreadable
        Where the message is none of Jetstream.
    """
    try:
        told = _decoded(str(data, "utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("A message is no JSON.") from error
    if not isinstance(told, dict):
        raise Unreadable("A message is no JSON object.")
    kind = told.get("$type")
    if kind == "message":
        return [_of_payload(as_object(told.get("payload")))]
    if kind == "error":
        return [Failed(*notice_in(told, "error"))]
    return [_of_event(told)]


def _of_event(told: Object) -> Event:
    """Return an event of the old wire."""
    place = as_count(told.get("time_us"))
    if place is None:
        raise Unreadable("An event has no time_us.")
    kind = as_words(told.get("kind")) or ""
    return _read(kind, told, as_object(told.get(kind)), (place, seconds_of(place)))


def _of_payload(told: Object) -> Event:
    """Return an event of the new wire."""
    kind = (as_words(told.get("$type")) or "").rpartition("#")[2]
    if kind == "info":
        return Notice(*notice_in(told, "name"))
    place = as_count(told.get("seq"))
    if place is None:
        raise Unreadable("An event has no seq.")
    seconds = seconds_of(told.get("witnessedAt") or told.get("time"))
    body = told if kind == "commit" else as_object(told.get(kind))
    return _read(kind, told, body, (place, seconds))


def _read(kind: str, told: Object, body: Object, when: tuple[int, float]) -> Event:
    did = did_in(told.get("did"))
    if did is None:
        raise Unreadable("An event names no account.")
    match kind:
        case "commit":
            return _change(body, when, did)
        case "account":
            return status_in(body, when, did)
        case "identity":
            return Renamed(*when, did, as_words(body.get("handle")))
        case "sync":
            return Broken(*when, did, "sync")
    return Other(*when, kind[:_LONGEST])


def _change(body: Object, when: tuple[int, float], did: str) -> Event:
    operation, record = body.get("operation"), body.get("record")
    collection, key = as_words(body.get("collection")), as_words(body.get("rkey"))
    if operation not in _OPERATIONS or collection is None or key is None:
        raise Unreadable("A commit says not what was done to what.")
    if operation == "delete":
        return Change(*when, did, collection, key, None)
    if not isinstance(record, dict):
        raise Unreadable("A commit has no record.")
    return Change(*when, did, collection, key, record)
