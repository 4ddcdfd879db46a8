"""Put addresses in line: each once, with who pointed at it and what refuses it."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from influence.records import Task
from influence.store.books import write_transaction
from influence.store.crawling.crawls import reach_of_latest
from influence.store.crawling.in_line import NARROWING, InLine, host_of
from influence.store.refusals import is_forgotten, opt_out_of
from influence.store.rights.known import Forgotten, forgotten_in

if TYPE_CHECKING:
    from sqlite_utils import Database

Rule = Callable[[Task], str | None]
"""Says which rule refuses a task (a spider trap, ...); None for none."""

# Signals that its reader has not seen (older posts are wanted too), so that it has to read again.
_ASKS_MORE = f"""finished_at < :since and exists (
  select 1 from json_each(excluded.signals)
  where value not in (select value from json_each(crawl_tasks.signals))
    and value not in {NARROWING})"""  # noqa: S608 our own words

# Found again nearer to the seeds, or as the next page of a list that changed since an earlier crawl
# read it, a task is due; finished in this crawl, it is not.
_ENQUEUE = f"""
insert into crawl_tasks (source, kind, address, site, host, cursor, signals, depth, added_at,
                         due_at, refused)
values (:source, :kind, :address, :site, :host, :cursor, :signals, :depth, :now,
        case when :refused is null and :depth <= :reach then :now end, :refused)
on conflict (source, kind, address) do update set
  depth   = min(depth, excluded.depth),
  cursor  = coalesce(excluded.cursor, cursor),
  signals = (select json_group_array(value) from (
               select value from json_each(crawl_tasks.signals)
               where value not in {NARROWING}
                 or value in (select value from json_each(excluded.signals))
               union select value from json_each(excluded.signals)
               where value not in {NARROWING}
                 or value in (select value from json_each(crawl_tasks.signals)))),
  phase   = case when phase = 'complete' and not exists (
                   select 1 from json_each(excluded.signals) where value = 'exposure')
                 then '' else phase end,
  due_at  = case
              when coalesce(refused, excluded.refused) is not null then null
              when :retries and (
                finished_at is null or (last_error is not null and finished_at < :since)
              ) then min(coalesce(due_at, :now), :now)
              when due_at is not null then due_at
              when min(depth, excluded.depth) > :reach then null
              when finished_at is null or (excluded.cursor is not null and finished_at < :since)
                or {_ASKS_MORE} then :now
            end,
  finished_at = case when {_ASKS_MORE} then null else finished_at end,
  refused = coalesce(refused, excluded.refused)
returning task_id
"""  # noqa: S608 our own words

_POINTED = "select value from json_each(?) where exists (select 1 from pointers where site = value)"
_POINT = """
insert into pointers (site, from_site, how, seen_at) values (?, ?, ?, ?)
on conflict (site, from_site, how) do update set seen_at = excluded.seen_at
where excluded.seen_at > seen_at
"""


class Line(NamedTuple):
    """What is put in line in one go: by whom it was found, and what keeps it out.

    Attributes
    ----------
    from_site, depth
        The site whose page yielded it, and its distance from the seeds; '' and 0 for seeds.
    reach, since
        The depth of the crawl and its beginning.
    retries
        What failed and waits is due at once.
    """

    from_site: str
    depth: int
    reach: int
    since: str
    now: str
    forgotten: Forgotten | None
    rule: Rule | None = None
    retries: bool = False


class Enqueued(NamedTuple):
    """What became of tasks put in line.

    ``new`` are the ids of those not known so far, ``refused`` the rule by address, ``sites`` those
    pointed at for the first time by anybody. Of people who asked to be forgotten nothing is kept.
    """

    new: tuple[int, ...] = ()
    refused: Mapping[str, str] = {}
    sites: tuple[str, ...] = ()
    forgotten: int = 0


def add_seeds(
    db: "Database",
    tasks: Iterable[Task],
    clock: Callable[[], str],
    rule: Rule | None = None,
    *,
    retry: bool = True,
) -> Enqueued:
    """Put in line what a person asked for: due now, unless this crawl has read it already.

    Parameters
    ----------
    retry
        Whether what failed is tried again at once, since the person names it now.
    """
    connection = db.conn
    with write_transaction(db):
        now = clock()
        since, reach = reach_of_latest(connection) or (now, 0)
        line = Line("", 0, reach, since, now, forgotten_in(connection), rule, retries=retry)
        return enqueue(connection, [task._replace(pointer="seed") for task in tasks], line)


def add_visits(connection: sqlite3.Connection, tasks: Iterable[Task], now: str) -> int:
    """Put in line what something else than a crawl found out; return how many were not in it."""
    since, reach = reach_of_latest(connection) or (now, 0)
    line = Line("", 0, reach, since, now, forgotten_in(connection), retries=True)
    return len(enqueue(connection, tasks, line).new)


def enqueue(connection: sqlite3.Connection, tasks: Iterable[Task], line: Line) -> Enqueued:
    """Put tasks in line, and note who pointed at their sites."""
    named = list(dict.fromkeys(tasks))
    kept = [task for task in named if not is_forgotten(task, line.forgotten)]
    addressed = [task for task in kept if host_of(task.address) is not None]
    refused = {task.address: "it is no address" for task in kept if host_of(task.address) is None}
    new: list[int] = []
    in_line = InLine(connection, addressed)
    for task in map(in_line.as_known, addressed):
        if in_line.is_settled(task, _depth_of(task, line)):
            continue
        rule = opt_out_of(connection, task.source, task.site)
        rule = rule or (line.rule and line.rule(task)) or None
        if rule:
            refused[task.address] = rule
        task_id = _put(connection, task, line, rule)
        if task not in in_line:
            new.append(task_id)
            in_line.add(task)
    sites = _point(connection, [task for task in addressed if task.pointer], line)
    return Enqueued(tuple(new), refused, sites, len(named) - len(kept))


def _depth_of(task: Task, line: Line) -> int:
    return line.depth + (task.pointer not in {None, "seed"})


def _put(connection: sqlite3.Connection, task: Task, line: Line, rule: str | None) -> int:
    """Put a task in line, and return its id."""
    values = {
        **dict(zip(("source", "kind", "address", "site", "cursor"), task, strict=False)),
        "host": host_of(task.address),
        "signals": json.dumps(sorted(task.signals)),
        "depth": _depth_of(task, line),
        "now": line.now,
        "since": line.since,
        "reach": line.reach,
        "refused": rule,
        "retries": line.retries,
    }
    (task_id,) = connection.execute(_ENQUEUE, values).fetchone()
    return int(task_id)


def _point(connection: sqlite3.Connection, tasks: Sequence[Task], line: Line) -> tuple[str, ...]:
    """Note who pointed at the sites of tasks; return those at which nobody had before."""
    sites = dict.fromkeys(task.site for task in tasks)
    known = {row[0] for row in connection.execute(_POINTED, [json.dumps(list(sites))])}
    pointers = dict.fromkeys((task.site, line.from_site, task.pointer, line.now) for task in tasks)
    connection.executemany(_POINT, pointers)
    return tuple(site for site in sites if site not in known)
