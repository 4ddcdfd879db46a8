"""Finish a task: all that its visit brought, in one transaction."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from influence.records import (
    Account,
    Fetch,
    HostState,
    Key,
    Record,
    Task,
    Told,
    Validators,
    Whole,
)
from influence.store.books import write_transaction
from influence.store.crawling.crawls import UNLIMITED, reach_of_latest
from influence.store.crawling.queueing import Enqueued, Line, Rule, enqueue
from influence.store.crawling.requests import (
    log_fetches,
    save_hosts,
    save_validators,
)
from influence.store.crawling.tasks import DueTask
from influence.store.ingesting import ingest
from influence.store.refusals import is_forgotten
from influence.store.report import IngestReport
from influence.store.rights.known import Forgotten, forgotten_in
from influence.store.rights.spelling import names_them
from influence.store.told import settle_told, take_back_missing
from influence.urls import site_of
from influence.windows import from_seconds, to_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

_APART = (Task, Told, Whole)

DAY = 86_400
MOST_DAYS = 32
"""The longest that a task that keeps failing waits."""


class Outcome(NamedTuple):
    """What a visit brought.

    Attributes
    ----------
    records
        What was read, :class:`~influence.records.Task` among it; nothing where it failed.
    fetches, hosts, validators
        Every request made for it; hosts of which more is known now; what answers can be asked by.
    error
        Why it failed, in one sentence: it is due again after 1, 2, 4, ... days.
    retry_at
        With ``error``, when it is due instead, as UTC text.
    is_gone
        With ``error``, that there is nothing and never will be: finished.
    refused
        The rule that refuses it: it is never due again.
    is_unchanged
        The answer is that of last time, so that ``records`` is empty for that reason.
    """

    records: Sequence[Record] = ()
    fetches: Sequence[Fetch] = ()
    hosts: Sequence[HostState] = ()
    validators: Sequence[Validators] = ()
    error: str | None = None
    retry_at: str | None = None
    is_gone: bool = False
    refused: str | None = None
    is_unchanged: bool = False


class Finished(NamedTuple):
    """What finishing a task wrote: the report of its records, and what was put in line."""

    report: IngestReport
    enqueued: Enqueued


def finish_task(
    db: "Database",
    task: DueTask,
    outcome: Outcome,
    clock: Callable[[], str],
    *,
    rule: Rule | None = None,
) -> Finished:
    """Write what a visit brought and what became of its task, all or nothing.

    Finishing a task twice with the same outcome changes nothing.

    Parameters
    ----------
    rule
        Says of each new task which rule refuses it (a spider trap, ...), if any.
    """
    connection, now = db.conn, clock()
    tasks = [record for record in outcome.records if isinstance(record, Task)]
    told = [record for record in outcome.records if isinstance(record, Told)]
    wholes = [record for record in outcome.records if isinstance(record, Whole)]
    others: list[Record] = [each for each in outcome.records if not isinstance(each, _APART)]
    is_read = outcome.error is None and outcome.refused is None and not outcome.is_unchanged
    with write_transaction(db):
        line = _line(connection, task, now, rule)
        if is_forgotten(task.task, line.forgotten):  # since it was handed out
            return Finished(IngestReport(), Enqueued(forgotten=1))
        others = _modest(connection, task, outcome, others)
        if told or wholes:
            told += take_back_missing(connection, told, wholes)
        report = ingest(db, others, clock=lambda: now, page=task.address if is_read else None)
        if told or wholes:
            settle_told(connection, told, wholes)
        enqueued = enqueue(connection, tasks, line)
        _close(connection, task, outcome, now, len(enqueued.sites))
        known = partial(_names_none, line.forgotten)
        log_fetches(connection, task.task_id, filter(known, outcome.fetches))
        save_hosts(connection, filter(known, outcome.hosts))
        save_validators(connection, filter(known, outcome.validators))
    return Finished(report, enqueued)


def _modest(
    connection: sqlite3.Connection, task: DueTask, outcome: Outcome, records: Sequence[Record]
) -> list[Record]:
    """Return records in which what a blog says of others only fills what is not known of them.

    What a blog calls itself would otherwise hang on whose page was read last.
    """
    named = {each.key.native_id for each in records if isinstance(each, Account)}
    if not named:
        return list(records)
    sites = {task.site, *(site_of(fetch.url) for fetch in outcome.fetches[-1:])}
    own = {Key(task.source, site) for site in sites if site}
    rows = connection.execute(
        "select native_id, handle, name, url, bio, language from accounts"
        " where source = ? and native_id in (select value from json_each(?))",
        [task.source, json.dumps(sorted(named))],
    )
    held = {Key(task.source, row[0]): row[1:] for row in rows}
    return [
        _unknown_of(each, held[each.key])
        if isinstance(each, Account) and each.key in held.keys() - own
        else each
        for each in records
    ]


def _unknown_of(account: Account, held: Sequence[str | None]) -> Account:
    """Return what an account says of the fields of which nothing is held."""
    said = (account.handle, account.name, account.url, account.bio, account.language)
    handle, name, url, bio, language = (
        value if known is None else None for value, known in zip(said, held, strict=True)
    )
    return account._replace(handle=handle, name=name, url=url, bio=bio, language=language)


def _names_none(forgotten: Forgotten | None, noted: Fetch | HostState | Validators) -> bool:
    """Tell whether what is noted of an address or a host names nobody who asked to be forgotten."""
    return forgotten is None or not names_them(noted[0], forgotten)


def _line(connection: sqlite3.Connection, task: DueTask, now: str, rule: Rule | None) -> Line:
    since, reach = reach_of_latest(connection) or (now, UNLIMITED)
    return Line(
        from_site=task.site,
        depth=task.depth,
        reach=reach,
        since=since,
        now=now,
        forgotten=forgotten_in(connection),
        rule=rule,
    )


def _close(
    connection: sqlite3.Connection, task: DueTask, outcome: Outcome, now: str, sites: int
) -> None:
    """Write how a task ended; one that was refused meanwhile stays so."""
    failed = outcome.error is not None and not outcome.is_gone
    due_at = _due_again(task, outcome, now) if failed and outcome.refused is None else None
    connection.execute(
        """
        update crawl_tasks set
          due_at = case when refused is null then :due_at end,
          finished_at = case when :is_over then :now else finished_at end,
          failures = :failures, last_error = :error, refused = coalesce(:refused, refused),
          sites_found = max(sites_found, :sites)
        where task_id = :task_id
        """,
        {
            "task_id": task.task_id,
            "due_at": due_at,
            "is_over": not failed and outcome.refused is None,
            "now": now,
            "failures": task.failures + 1 if failed else 0,
            "error": outcome.error,
            "refused": outcome.refused,
            "sites": task.sites_found + sites,
        },
    )


def _due_again(task: DueTask, outcome: Outcome, now: str) -> str:
    days = min(2**task.failures, MOST_DAYS)
    return outcome.retry_at or str(from_seconds(to_seconds(now) + DAY * days))
