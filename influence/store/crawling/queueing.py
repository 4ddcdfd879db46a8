"""Put addresses in line: each once, with who pointed at it and what refuses it."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from influence.records import Task
from influence.store.books import write_transaction
from influence.store.crawling.crawls import latest_crawl
from influence.store.refusals import is_forgotten, opt_out_of
from influence.store.rights.known import Forgotten, forgotten_in

if TYPE_CHECKING:
    from sqlite_utils import Database

Rule = Callable[[Task], str | None]
"""Says which rule refuses a task (a spider trap, ...); None for none."""

# Signals that its reader has not seen (older posts are wanted too), so that it has to read again.
_ASKS_MORE = """finished_at < :since and exists (
  select 1 from json_each(excluded.signals)
  where value not in (select value from json_each(crawl_tasks.signals)))"""

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
               union select value from json_each(excluded.signals))),
  due_at  = case
              when coalesce(refused, excluded.refused) is not null then null
              when :is_seed and finished_at is null then min(coalesce(due_at, :now), :now)
              when due_at is not null then due_at
              when min(depth, excluded.depth) > :reach then null
              when finished_at is null or (excluded.cursor is not null and finished_at < :since)
                or {_ASKS_MORE} then :now
            end,
  finished_at = case when {_ASKS_MORE} then null else finished_at end,
  refused = coalesce(refused, excluded.refused)
returning task_id
"""  # noqa: S608 our own words

_KNOWN = """
select depth, signals from crawl_tasks
where source = ? and kind = ? and address = ? and refused is null
"""

_POINT = """
insert into pointers (site, from_site, how, seen_at) values (?, ?, ?, ?)
on conflict (site, from_site, how) do update set seen_at = max(seen_at, excluded.seen_at)
"""


class Line(NamedTuple):
    """What is put in line in one go: by whom it was found, and what keeps it out.

    Attributes
    ----------
    from_site, depth
        The site whose page yielded it, and its distance from the seeds; '' and 0 for seeds.
    reach, since
        The depth of the crawl and its beginning.
    """

    from_site: str
    depth: int
    reach: int
    since: str
    now: str
    forgotten: Forgotten | None
    rule: Rule | None = None


class Enqueued(NamedTuple):
    """What became of tasks put in line.

    ``new`` are the ids of those not known so far, ``refused`` the rule by address, ``sites`` those
    pointed at for the first time by anybody. Of people who asked to be forgotten nothing is kept.
    """

    new: tuple[int, ...] = ()
    refused: Mapping[str, str] = {}
    sites: tuple[str, ...] = ()
    forgotten: int = 0


def host_of(address: str) -> str | None:
    """Return scheme, host and port of an address: what one robots.txt is about (RFC 9309, 2.3).

    None where it is no address, such as one of a port that cannot be.

    >>> host_of("https://Anna.Example:443/feed/"), host_of("http://b.example:8080")
    ('https://anna.example', 'http://b.example:8080')
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in {None, usual} else "")


def add_seeds(
    db: "Database", tasks: Iterable[Task], clock: Callable[[], str], rule: Rule | None = None
) -> Enqueued:
    """Put in line what a person asked for: due now, unless this crawl has read it already.

    What failed and waits is tried again.
    """
    connection = db.conn
    with write_transaction(db):
        crawl, now = latest_crawl(connection), clock()
        line = Line(
            "",
            0,
            0 if crawl is None else crawl.depth,
            now if crawl is None else crawl.started_at,
            now,
            forgotten_in(connection),
            rule,
        )
        return enqueue(connection, [task._replace(pointer="seed") for task in tasks], line)


def enqueue(connection: sqlite3.Connection, tasks: Iterable[Task], line: Line) -> Enqueued:
    """Put tasks in line, and note who pointed at their sites."""
    new: list[int] = []
    refused: dict[str, str] = {}
    sites: dict[str, None] = {}
    forgotten = 0
    for named in dict.fromkeys(tasks):
        task = _as_known(connection, named)
        if is_forgotten(task, line.forgotten):
            forgotten += 1
            continue
        if host_of(task.address) is None:
            refused[task.address] = "it is no address"
            continue
        if not _is_in_line(connection, task, line):
            rule = opt_out_of(connection, task.source, task.site)
            rule = rule or (line.rule and line.rule(task)) or None
            if rule:
                refused[task.address] = rule
            if (task_id := _put(connection, task, line, rule)) is not None:
                new.append(task_id)
        if task.pointer and _is_first_pointer(connection, task, line):
            sites[task.site] = None
    return Enqueued(tuple(new), refused, tuple(sites), forgotten)


def _is_in_line(connection: sqlite3.Connection, task: Task, line: Line) -> bool:
    """Tell whether a task is known as it is, so that putting it in line would change nothing."""
    known = connection.execute(_KNOWN, task[:3]).fetchone()
    return (
        known is not None
        and task.pointer != "seed"
        and task.cursor is None
        and known[0] <= _depth_of(task, line)
        and set(task.signals).issubset(json.loads(known[1]))
    )


def _depth_of(task: Task, line: Line) -> int:
    return line.depth + (task.pointer not in {None, "seed"})


def _as_known(connection: sqlite3.Connection, task: Task) -> Task:
    """Return a task by the address under which its page is in line already, if it is.

    Links name one page with https and without, and with a closing slash and without: each spelling
    would be asked for.
    """
    address = task.address
    if address.startswith("http://"):
        secure = f"https{address.removeprefix('http')}"
        known = connection.execute(
            "select 1 from crawl_tasks where site = ? and host = ? limit 1",
            [task.site, host_of(secure)],
        )
        address = secure if known.fetchone() else address
    other = address.removesuffix("/") if address.endswith("/") else f"{address}/"
    known = connection.execute(
        "select 1 from crawl_tasks where source = ? and kind = ? and address = ?",
        [task.source, task.kind, other],
    )
    return task._replace(address=other if known.fetchone() else address)


def _put(connection: sqlite3.Connection, task: Task, line: Line, rule: str | None) -> int | None:
    """Put a task in line, and return its id where it was not known."""
    is_known = connection.execute(
        "select 1 from crawl_tasks where source = ? and kind = ? and address = ?", task[:3]
    ).fetchone()
    values = {
        **dict(zip(("source", "kind", "address", "site", "cursor"), task, strict=False)),
        "host": host_of(task.address),
        "signals": json.dumps(sorted(task.signals)),
        "depth": _depth_of(task, line),
        "now": line.now,
        "since": line.since,
        "reach": line.reach,
        "refused": rule,
        "is_seed": task.pointer == "seed",
    }
    (task_id,) = connection.execute(_ENQUEUE, values).fetchone()
    return None if is_known else int(task_id)


def _is_first_pointer(connection: sqlite3.Connection, task: Task, line: Line) -> bool:
    """Note who pointed at the site of a task, and tell whether nobody had before."""
    known = connection.execute("select 1 from pointers where site = ? limit 1", [task.site])
    is_first = known.fetchone() is None
    connection.execute(_POINT, [task.site, line.from_site, task.pointer, line.now])
    return is_first
