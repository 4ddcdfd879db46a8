"""``com.atproto.sync.subscribeRepos``: what a PDS or a relay streams, in DAG-CBOR.

https://atproto.com/specs/event-stream and https://atproto.com/specs/sync. A frame is a header and a
payload, one after the other. A commit lists what was done to which records; the records made are
blocks of a small CAR file within it.
"""

import io
from collections.abc import Iterator
from typing import Any

from crawlers.atproto.addresses import did_in
from crawlers.atproto.car_blocks import Blocks, NoDecoder
from crawlers.bluesky.events import (
    Broken,
    Change,
    Event,
    Failed,
    Notice,
    Other,
    Renamed,
    Status,
    Unreadable,
    seconds_of,
)
from crawlers.bluesky.statuses import DELETED, notice_in, status_in
from crawlers.json_values import Object, as_count, as_object, as_words, objects
from influence.errors import InputUnusable

_MOST_OPERATIONS = 1_000
"""A commit may list 200; one of a rebase or an old server more."""

_LONGEST = 200
_MADE = {"create", "update"}
_NAME = "A commit"


def read_frame(data: bytes | bytearray) -> list[Event]:
    """Return the events of a frame: of a commit one a record, in its order.

    Raises
    ------
    Unreadable
        Where the frame is none of the protocol.
    InputUnusable
        Where the package that decodes it is not installed.
    """
    header, payload = _parts(bytes(data))
    if header.get("op") == -1:
        return [Failed(*notice_in(payload, "error"))]
    kind = (as_words(header.get("t")) or "").rpartition("#")[2]
    if kind == "info":
        return [Notice(*notice_in(payload, "name"))]
    place = as_count(payload.get("seq"))
    if header.get("op") != 1 or place is None:
        raise Unreadable("A frame is of no known form.")
    when = (place, seconds_of(payload.get("time")))
    did = did_in(payload.get("repo" if kind == "commit" else "did"))
    if did is None:
        raise Unreadable("A frame names no account.")
    return (
        list(_commit(payload, when, did)) if kind == "commit" else [_of(kind, payload, when, did)]
    )


def _parts(data: bytes) -> tuple[Object, Object]:
    try:
        parts = _decoded(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("A frame is no DAG-CBOR.") from error
    if len(parts) != 2 or not all(isinstance(each, dict) for each in parts):
        raise Unreadable("A frame is no header with a payload.")
    return parts[0], parts[1]


def _decoded(data: bytes) -> list[Any]:
    try:
        from libipld import decode_dag_cbor_multi  # noqa: PLC0415 an extra
    except ImportError as error:
        raise NoDecoder(
            "This stream needs another package: pip install 'influence-discovery[stream]'"
        ) from error
    return decode_dag_cbor_multi(data)


def _of(kind: str, payload: Object, when: tuple[int, float], did: str) -> Event:
    match kind:
        case "account":
            return status_in(payload, when, did)
        case "identity" | "handle":
            return Renamed(*when, did, as_words(payload.get("handle")))
        case "tombstone":
            return Status(*when, did, DELETED)
        case "sync":
            return Broken(*when, did, "sync")
    return Other(*when, kind[:_LONGEST])


def _commit(payload: Object, when: tuple[int, float], did: str) -> Iterator[Event]:
    """Yield what a commit says was done; what it does not hold has to be read again."""
    operations = list(objects(payload.get("ops")))
    why = "tooBig" if payload.get("tooBig") is True else None
    why = why or ("rebase" if payload.get("rebase") is True else None)
    if why or len(operations) > _MOST_OPERATIONS:
        yield Broken(*when, did, why or "too many operations")
    made = [each for each in operations[:_MOST_OPERATIONS] if each.get("action") in _MADE]
    blocks = _blocks(payload.get("blocks"), did) if made else None
    for each in operations[:_MOST_OPERATIONS]:
        collection, _, key = (as_words(each.get("path")) or "").partition("/")
        if not collection or not key:
            raise Unreadable("A commit says not what was done to what.")
        if each.get("action") == "delete":
            yield Change(*when, did, collection, key, None)
        elif each.get("action") in _MADE:
            record = _record(blocks, each.get("cid"))
            if record is None:
                yield Broken(*when, did, "a record is missing")
            else:
                yield Change(*when, did, collection, key, record)
        else:
            yield Other(*when, f"operation {each.get('action')}"[:_LONGEST])


def _blocks(data: object, did: str) -> Blocks | None:
    """Return the blocks of a commit; None where it holds none.

    Raises
    ------
    Unreadable
        Where they are damaged, or another account's.
    """
    if not isinstance(data, bytes) or not data:
        return None
    try:
        blocks = Blocks(io.BufferedReader(io.BytesIO(data)), _NAME)
        commit = as_object(blocks.get(blocks.roots[0]))
    except NoDecoder:
        raise
    except InputUnusable as error:
        raise Unreadable(str(error)) from error
    if commit.get("did") != did:
        raise Unreadable("A commit is signed by another account than it says.")
    return blocks


def _record(blocks: Blocks | None, cid: object) -> Object | None:
    if blocks is None:
        return None
    try:
        return blocks.get(cid)
    except InputUnusable as error:
        raise Unreadable(str(error)) from error
