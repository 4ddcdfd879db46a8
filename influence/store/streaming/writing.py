"""Write what a stream told, with its cursor, in one transaction: whatever kills it, none is lost.

Written twice it is the same, so that a stream may tell its last events again.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from influence.records import Account, Consent, Key, Record, Task
from influence.store.books import write_transaction
from influence.store.crawling.queueing import add_visits
from influence.store.ingesting import current_time, ingest
from influence.store.report import IngestReport
from influence.store.streaming.gone import Gone, deletions_of, drop_acts_of
from influence.store.streaming.rounds import Item, Round, Standing, rounds_of
from influence.store.streaming.spans import Stream, note_heard
from influence.store.told import (
    forget_stages,
    prepare_stages,
    remember_told,
    take_back,
    take_back_all,
    take_back_untold,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

_AMONG = """
select native_id from accounts
where source = ? and native_id in (select value from json_each(?))
"""
_DENIED = f"{_AMONG} and consent = 'deny'"

# Of an account that does something no more is told than where people read it.
_HAS_ADDRESS = f"{_AMONG} and url is not null"

_SAID = """
select distinct native_id, seen_in from accounts join consents using (account_id)
where source = ? and native_id in (select value from json_each(?))
"""

_BLANK_PROFILE = """
update accounts set name = null, bio = null, is_bot = null where source = ? and native_id = ?
"""
_BLANK_ACCOUNT = """
update accounts set handle = null, name = null, url = null, bio = null, language = null,
  is_bot = null, created_at = null
where source = ? and native_id = ?
"""
_OTHER_HANDLE = """
update accounts set handle = null where source = ? and native_id = ? and handle <> ?
"""
_READ_AGAIN = """
update crawl_tasks set due_at = ?
where source = ? and site = ? and finished_at is not null and due_at is null and refused is null
  and (cursor is null or case when json_valid(cursor) then json_extract(cursor, '$.again') end)
"""


class Heard(NamedTuple):
    """What a stream told in a stretch of time.

    Attributes
    ----------
    cursor, cursor_at
        The server's number of the last event, and when it came.
    since, until, events
        The stretch, in UTC text, and how many events came.
    gap
        Why something is missing before it; None: nothing that is known.
    unread
        Accounts whose repositories have to be read again.
    """

    items: Sequence[Item | Gone]
    cursor: int | None
    cursor_at: str | None
    since: str
    until: str
    events: int
    gap: str | None = None
    unread: Collection[Key] = ()


class Written(NamedTuple):
    """What was written.

    ``denied`` counts what was left out, as its account is not to be shown; ``unread`` visits that a
    crawl has to make, again or for the first time.
    """

    report: IngestReport
    denied: int = 0
    unread: int = 0


def write_heard(
    db: "Database",
    stream: Stream,
    asked: Mapping[str, Any],
    heard: Heard,
    clock: Callable[[], str] = current_time,
    visit_to: Callable[[Key], Task | None] = lambda _: None,
) -> Written:
    """Write what a stream told, and that it was heard.

    Parameters
    ----------
    visit_to
        Leads to what an account did, for a crawl.

    Raises
    ------
    InputUnusable
        Where people asked to be forgotten, and the key of their hashes is missing.
    """
    report, denied, doubted = IngestReport(), 0, set[Key]()
    with write_transaction(db):
        deleted = deletions_of(db.conn, (each for each in heard.items if isinstance(each, Gone)))
        told = (each for each in heard.items if not isinstance(each, Gone))
        rounds, handles = rounds_of([*told, *deleted])
        prepare_stages(db.conn)
        for each in rounds:
            doubted |= take_back_untold(db.conn, each.told.values())
            denied += _write_round(db, each, report, clock)
        drop_acts_of(db.conn, deleted)
        visits = [visit for account in sorted(doubted) if (visit := visit_to(account))]
        doubts = add_visits(db.conn, visits, clock()) if visits else 0
        unread = _tidy(db.conn, handles, {*heard.unread, *doubted}, clock()) + doubts
        moved = stream._replace(cursor=heard.cursor, cursor_at=heard.cursor_at)
        note_heard(db.conn, moved, asked, (heard.since, heard.until, heard.events), heard.gap)
    return Written(report, denied, unread)


def _write_round(
    db: "Database", each: Round, report: IngestReport, clock: Callable[[], str]
) -> int:
    """Write a round; return how many records were left out."""
    connection = db.conn
    if each.standings:
        _stand(db, _of_interest(connection, each.standings.values()), report, clock)
    told = list(each.told.values())
    denied = among(connection, {one.account for one in told}, _DENIED)
    kept = [one for one in told if one.account not in denied]
    take_back(connection, [one for one in told if not one.records or one.account not in denied])
    records = dict.fromkeys(record for one in kept for record in one.records)
    known = among(connection, {one.account for one in kept}, _HAS_ADDRESS)
    new = [record for record in records if not (type(record) is Account and record.key in known)]
    if new:
        report.include(ingest(db, new, clock=clock))
    remember_told(connection, kept)
    forget_stages(connection)
    return sum(1 for one in told if one.records) - sum(1 for one in kept if one.records)


def _of_interest(connection: sqlite3.Connection, standings: Collection[Standing]) -> list[Standing]:
    held = among(connection, {each.account for each in standings})
    return [each for each in standings if each.always or each.account in held]


def _stand(
    db: "Database",
    standings: list[Standing],
    report: IngestReport,
    clock: Callable[[], str],
) -> None:
    """Write what accounts say of themselves; of who is not to be shown nothing else stays."""
    connection = db.conn
    profiles = [each.account for each in standings if each.is_profile]
    connection.executemany(_BLANK_PROFILE, profiles)
    gone = [each.account for each in standings if each.is_gone]
    connection.executemany(_BLANK_ACCOUNT, gone)
    report.include(ingest(db, list(_newly_said(connection, standings)), clock=clock))
    named = {each.account for each in standings}
    leaving = among(connection, named, _DENIED) | set(gone)
    if leaving:
        take_back_all(connection, sorted(leaving))


def _newly_said(
    connection: sqlite3.Connection, standings: Collection[Standing]
) -> Iterator[Record]:
    """Yield what accounts say, but that they say nothing where they never did."""
    said = {
        (source, *row)
        for source in {each.account.source for each in standings}
        for row in connection.execute(_SAID, [source, _named(standings, source)])
    }
    for each in standings:
        yield from (record for record in each.records if _is_news(record, said))


def _is_news(record: Record, said: Collection[tuple[str, ...]]) -> bool:
    if not isinstance(record, Consent) or record.signal != "unset":
        return True
    return (*record.account, record.seen_in) in said


def _named(standings: Collection[Standing], source: str) -> str:
    return json.dumps([each.account.native_id for each in standings if each.account[0] == source])


def among(
    connection: sqlite3.Connection, accounts: Collection[Key], query: str = _AMONG
) -> set[Key]:
    """Return those of some accounts that are held (or meet another query)."""
    by_source: dict[str, list[str]] = {}
    for source, native_id in accounts:
        by_source.setdefault(source, []).append(native_id)
    return {
        Key(source, row[0])
        for source, native_ids in by_source.items()
        for row in connection.execute(query, [source, json.dumps(native_ids)])
    }


def _tidy(
    connection: sqlite3.Connection,
    handles: Mapping[Key, str | None],
    unread: Iterable[Key],
    now: str,
) -> int:
    """Drop handles that are no more, and have crawls read again what was not told whole."""
    connection.executemany(
        _OTHER_HANDLE, [(*key, handle) for key, handle in handles.items() if handle]
    )
    again = {*unread, *handles}
    return connection.executemany(_READ_AGAIN, [(now, *key) for key in sorted(again)]).rowcount
