"""A whole repository, all that an account ever did, in one request; or its records, page by page.

A repository that comes cut off, since it is too large, or is refused, is read page by page; so is
any where the package is missing that decodes them.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from crawlers.answers import Visit, shown
from crawlers.atproto.addresses import POST, Address, address_in, key_of, profile_url
from crawlers.atproto.car_blocks import Blocks, CutOff, NoDecoder, is_car
from crawlers.atproto.repository import Repository
from crawlers.atproto.rows import COLLECTIONS, Entry, is_telling, rows_of, told_by
from crawlers.bad_row import BadRow
from crawlers.bluesky.asking import PAGE, asked, profiles_visits, visit_of
from crawlers.bluesky.lists import KINDS, continued, interrupted
from crawlers.bluesky.reading import INACTIVE, Times, answered, is_silent, object_of, refusal
from crawlers.errors import AnswerUnusable
from crawlers.json_values import Object, as_object, objects
from crawlers.signals import ACTS
from influence.errors import InputUnusable
from influence.records import (
    Account,
    Consent,
    Coverage,
    Follow,
    Interaction,
    Record,
    Task,
    Whole,
)

_FOLLOW = "app.bsky.graph.follow"
_WHOLE = (POST, _FOLLOW)
_ABSENT = {*INACTIVE, "RepoNotFound"}
_PAGED: Final = (POST, "app.bsky.feed.repost", "app.bsky.feed.like", _FOLLOW)
_SPREADING = {"repost", "quote"}


def read_repository(visit: Visit) -> Iterator[Record]:
    """Yield all that an account did, and visits to the profiles of whom it spreads and follows.

    Raises
    ------
    PageGone, AnswerUnusable
        Where there is no repository, or another one's, or what came is none.
    """
    if is_silent(visit.answer):
        return
    if visit.answer.status >= 400:
        yield from _refused(visit)
        return
    try:
        records = list(_records_in(visit))
    except (CutOff, NoDecoder):
        yield from pages_of(visit.task)
        return
    except InputUnusable as error:
        raise error if isinstance(error, AnswerUnusable) else AnswerUnusable(str(error)) from error
    yield from records
    if not any(isinstance(each, Consent) and each.signal == "deny" for each in records):
        yield from _people(visit, records)


def _refused(visit: Visit) -> Iterator[Record]:
    try:
        told = object_of(visit.answer)
    except AnswerUnusable:
        told = {}
    yield from refusal(visit, told) if told.get("error") in _ABSENT else pages_of(visit.task)


def _records_in(visit: Visit) -> Iterator[Record]:
    name, did = shown(visit.answer.url), visit.task.site
    if not is_car(visit.answer.body):
        raise AnswerUnusable(f"{name} is no repository.")
    repository = Repository(Blocks(_buffered(visit.answer.body), name), name)
    if repository.did != did:
        raise AnswerUnusable(f"{name} is the repository of another account than {did}.")
    times, held = Times(visit.answer.seen_at), Counter[str]()
    yield Account(key_of(did), url=profile_url(did))
    for entry in repository.entries():
        own = address_in(f"at://{did}/{entry.key}")
        if own is None or own.collection not in COLLECTIONS:
            continue
        rows = _rows(own, entry.record, times)
        held[own.collection] += bool(rows)
        yield from _with_teller(own, rows)
        if any(isinstance(row, Consent) and row.signal == "deny" for row in rows):
            return
    is_complete, seen_at = not repository.missing, visit.answer.seen_at
    if is_complete and repository.revision:
        yield Whole(key_of(did), repository.revision)
    for collection in _WHOLE:
        yield Coverage(
            KINDS[collection],
            key_of(did),
            to_at=seen_at,
            is_complete=is_complete,
            held_count=held[collection],
            seen_at=seen_at,
        )


def _buffered(body: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(body))


def _rows(own: Address, record: Object, times: Times) -> list[Record]:
    """Return what a record says; nothing where it makes no sense."""
    try:
        return list(rows_of(Entry(own, record, times(record.get("createdAt")))))
    except BadRow:
        return []


def _with_teller(own: Address, rows: list[Record]) -> list[Record]:
    return [*rows, told_by(own, rows)] if rows and is_telling(own) else rows


def pages_of(task: Task) -> Iterator[Task]:
    """Yield visits to the records of a repository, the newest first, instead of the whole of it."""
    did, (host, _, _) = task.site, task.address.partition("/xrpc/")
    for collection in _PAGED:
        address = asked(
            "com.atproto.repo.listRecords", host, repo=did, collection=collection, limit=PAGE
        )
        yield visit_of("records", address, did, signals=task.signals)


def _records(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield what the records of one page say."""
    times, did, held = Times(visit.answer.seen_at), visit.task.site, 0
    found: list[Record] = []
    for each in objects(told.get("records")):
        own = address_in(each.get("uri"))
        if own and own.account == did and own.collection in COLLECTIONS:
            rows = _rows(own, as_object(each.get("value")), times)
            held += bool(rows)
            found += _with_teller(own, rows)
    yield from found
    yield from _people(visit, found)
    yield from continued(visit, told, held)


def _people(visit: Visit, records: Iterable[Record]) -> Iterator[Record]:
    """Yield visits to those whom an account spreads most, then to those whom it follows."""
    if ACTS in visit.task.signals:
        return
    spread: Counter[str] = Counter()
    followed: list[str] = []
    for record in records:
        if isinstance(record, Interaction) and record.kind in _SPREADING:
            spread[record.target.native_id] += 1
        elif isinstance(record, Follow):
            followed.append(record.target.native_id)
    did = visit.task.site
    ranked = [other for other, _ in spread.most_common(50)]
    yield from profiles_visits(did, ranked, "repost")
    newest = [other for other in reversed(followed) if other not in spread]
    yield from profiles_visits(did, newest, "follow")


read_records = answered(_records, interrupted)
