"""Addresses that are due: handed out best first, one a host."""

import json
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from influence.records import Task
from influence.store.books import write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

COLUMNS = """task_id, source, kind, address, site, host, cursor, signals, depth, gain, failures,
  sites_found, finished_at is not null"""
"""What a :class:`DueTask` is made of."""

_DUE = f"""
select {COLUMNS} from crawl_tasks {{how}}
where due_at <= :now and {{which}} and host not in (select value from json_each(:busy))
  and not exists (
    select 1 from hosts where hosts.host = crawl_tasks.host and hosts.open_until > :now)
order by {{order}} limit :rows
"""  # noqa: S608 our own names
_HOST, _SIGNALS = 5, 7
_ROWS_A_HOST = 20
_NEAR = 5_000


class DueTask(NamedTuple):
    """A task that is due, by the id of the database; ``host`` is whose turn it takes.

    ``is_read``: it was visited before, and is due again.
    """

    task_id: int
    source: str
    kind: str
    address: str
    site: str
    host: str
    cursor: str | None
    signals: tuple[str, ...]
    depth: int
    gain: float
    failures: int
    sites_found: int
    is_read: bool = False

    @property
    def task(self) -> Task:
        """Return it as its source yielded it, for its reader."""
        return Task(
            self.source, self.kind, self.address, self.site, self.cursor, signals=self.signals
        )


def due_tasks(
    db: "Database",
    now: str,
    busy_hosts: Collection[str] = (),
    limit: int = 1,
    phase: str | None = None,
) -> list[DueTask]:
    """Return what to visit next: the best task of each host, the best ones first.

    One a host, as no host is asked twice at a time. Hosts that are busy, or are left alone as they
    failed too often, are passed over; whether a host may be asked at once, the client knows.

    Parameters
    ----------
    now
        UTC text; what waits for a later time is not due.
    limit
        The most tasks; fewer come where many of the best are of one host.
    phase
        Of which part of the budget, and only what is worth anything; None: of all that are due.
    """
    asked = {"now": now, "busy": json.dumps(sorted(busy_hosts)), "rows": _ROWS_A_HOST * limit}
    which = "true" if phase is None else "phase = :phase and gain > 0"
    query = _DUE.format(how="", which=which, order="gain desc, task_id")
    chosen: dict[str, DueTask] = {}
    for row in db.conn.execute(query, {**asked, "phase": phase}):
        if row[_HOST] not in chosen:
            chosen[row[_HOST]] = due_task(row)
            if len(chosen) == limit:
                break
    return list(chosen.values())


def drawn_task(
    db: "Database", now: str, busy_hosts: Collection[str], phase: str, lot: float
) -> DueTask | None:
    """Return a task drawn by lot, 0 to 1, of those due that are worth anything.

    None where none of those that were put in line next to it is.
    """
    first, last = db.conn.execute(
        "select (select min(task_id) from crawl_tasks), (select max(task_id) from crawl_tasks)"
    ).fetchone()
    if first is None:
        return None
    from_id = first + int(lot * (last - first + 1))
    which = "phase = :phase and gain > 0 and task_id between :from_id and :until_id"
    query = _DUE.format(how="not indexed", which=which, order="task_id")
    asked = {"now": now, "busy": json.dumps(sorted(busy_hosts)), "rows": 1, "phase": phase}
    found = db.conn.execute(query, {**asked, "from_id": from_id, "until_id": from_id + _NEAR})
    row = found.fetchone()
    return None if row is None else due_task(row)


def tasks_of(db: "Database", sites: Iterable[str]) -> list[DueTask]:
    """Return the tasks of some sites that are still to be visited, due now or later."""
    query = f"""
        select {COLUMNS} from crawl_tasks
        where due_at is not null and site in (select value from json_each(?)) order by task_id
    """  # noqa: S608 our own names
    return [due_task(row) for row in db.conn.execute(query, [json.dumps(sorted(set(sites)))])]


def ask_again(db: "Database", tasks: Iterable[int], now: str) -> None:
    """Let tasks be due at once whose failure was not their host's."""
    with write_transaction(db):
        db.conn.execute(
            "update crawl_tasks set due_at = ?, failures = max(failures - 1, 0)"
            " where due_at is not null and task_id in (select value from json_each(?))",
            [now, json.dumps(list(tasks))],
        )


def count_due(db: "Database", *, untried: bool = False) -> int:
    """Return how many tasks are to be visited, now or later, and worth it.

    Parameters
    ----------
    untried
        Only those that did not fail when they were tried last.
    """
    (count,) = db.conn.execute(
        "select count(*) from crawl_tasks where due_at is not null and gain > 0"
        " and (failures = 0 or not ?)",
        [untried],
    ).fetchone()
    return int(count)


def hosts_unknown(db: "Database") -> set[str]:
    """Return the hosts of tasks to be visited that were never asked: their robots.txt comes first.

    Of the tasks that :func:`count_due` counts.
    """
    rows = db.conn.execute(
        "select distinct host from crawl_tasks where due_at is not null and gain > 0"
        " and not exists (select 1 from hosts where hosts.host = crawl_tasks.host)"
    )
    return {host for (host,) in rows}


def next_due_at(db: "Database", now: str) -> str | None:
    """Return when, after now, a task that is worth it comes due or its host may be asked again."""
    (moment,) = db.conn.execute(
        """
        select min(max(due_at, coalesce(open_until, ''))) as moment
        from crawl_tasks left join hosts using (host)
        where due_at is not null and gain > 0 and max(due_at, coalesce(open_until, '')) > ?
        """,
        [now],
    ).fetchone()
    return None if moment is None else str(moment)


def due_task(row: Sequence[Any]) -> DueTask:
    """Return a row of :data:`COLUMNS` as a task."""
    values: list[Any] = [*row]
    values[_SIGNALS] = signals_in(row[_SIGNALS])
    return DueTask(*values)


@lru_cache(maxsize=1_024)
def signals_in(told: str) -> tuple[str, ...]:
    """Return the signals of a task as its row tells them: thousands have the same few."""
    return tuple(json.loads(told))
