"""Why an address was not read: the rule that keeps it out, in one sentence."""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from influence.records import Task
from influence.store.crawling.crawls import Crawl, latest_crawl
from influence.store.crawling.status import STATE
from influence.store.ingesting import current_time
from influence.store.refusals import OPTED_OUT, is_forgotten, opt_out_of
from influence.store.rights.known import forgotten_in
from influence.urls import BLOG, page_of, site_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_TASKS = f"""
select {STATE} as state, source, kind, address, depth, gain, due_at, finished_at, failures,
       last_error, refused, open_until,
       (select status from fetches where fetches.task_id = crawl_tasks.task_id
        order by fetched_at desc, fetch_id desc limit 1)
from (select * from crawl_tasks where site = :site or address = :url) as crawl_tasks
left join (select host, open_until from hosts) as hosts using (host)
order by state not in ('refused', 'gone', 'failing'), task_id
"""  # noqa: S608 our own words


# Which account it is, a source may know only by the end: until then its tasks hold its handle.
_TASKS_OF_ACCOUNT = f"""
with begun as (
  select distinct site from crawl_tasks
  where source = :source and (
    address = :url or site = :site
    or json_valid(cursor) and json_extract(cursor, '$.handle') = :site collate nocase))
select {STATE} as state, source, kind, address, depth, gain, due_at, finished_at, failures,
       last_error, refused, open_until,
       (select status from fetches where fetches.task_id = crawl_tasks.task_id
        order by fetched_at desc, fetch_id desc limit 1)
from crawl_tasks left join (select host, open_until from hosts) as hosts using (host)
where source = :source and site in (select site from begun)
order by address <> :url, task_id
"""  # noqa: S608 our own words

_UNREAD = frozenset({"refused", "gone", "failing"})


class Reason(NamedTuple):
    """Why an address was not read, or that it was.

    ``state`` is one of :data:`influence.store.crawling.status.STATES`, or ``opted out``,
    ``forgotten``, ``unknown``, ``linked``; ``kind`` what the address was to be read as.
    """

    url: str
    state: str
    why: str
    kind: str | None = None


class _Task(NamedTuple):
    state: str
    source: str
    kind: str
    address: str
    depth: int
    gain: float
    due_at: str | None
    finished_at: str | None
    failures: int
    last_error: str | None
    refused: str | None
    open_until: str | None
    status: int | None


def why_not(db: "Database", url: str, clock: Callable[[], str] = current_time) -> list[Reason]:
    """Say why an address was not read, once for each way in which it was to be read.

    Raises
    ------
    InputUnusable
        Where people asked to be forgotten, and the key of their hashes is missing.
    """
    connection, page = db.conn, page_of(url)
    if page is None:
        return [Reason(url, "unknown", "it is no address of the web")]
    forgotten = forgotten_in(connection)
    if forgotten is not None and forgotten.is_called(url):
        return [Reason(url, "forgotten", "whoever has this address asked to be forgotten")]
    crawl, now = latest_crawl(connection), clock()
    rows = connection.execute(_TASKS, {"site": site_of(url), "url": url})
    tasks = [_Task(*row) for row in rows]
    found = [task for task in tasks if page_of(task.address) == page]
    if found:
        return [Reason(url, task.state, _why(task, crawl, now), task.kind) for task in found]
    return [_unknown(connection, url, page, has_tasks=bool(tasks))]


def why_not_begun(
    db: "Database", typed: str, first: Task, clock: Callable[[], str] = current_time
) -> list[Reason]:
    """Say the same of an account or a page of a network, by the first task of what was typed.

    Told are that task and whatever of the same account was not read.
    """
    connection = db.conn
    if is_forgotten(first, forgotten_in(connection)):
        return [Reason(typed, "forgotten", "whoever has this address asked to be forgotten")]
    crawl, now = latest_crawl(connection), clock()
    asked = {"source": first.source, "site": first.site, "url": first.address}
    tasks = [_Task(*row) for row in connection.execute(_TASKS_OF_ACCOUNT, asked)]
    found = [task for task in tasks if task.address == first.address or task.state in _UNREAD]
    if not found:
        return [Reason(typed, "unknown", "no crawl of this database was asked for it")]
    opted_out = [task for task in found if str(task.refused).startswith(OPTED_OUT)]
    if opted_out:
        return [Reason(typed, "opted out", _why(opted_out[0], crawl, now))]
    return [Reason(typed, task.state, _why(task, crawl, now), task.kind) for task in found]


def _why(task: _Task, crawl: Crawl | None, now: str) -> str:
    match task.state:
        case "refused":
            return str(task.refused)
        case "gone":
            return f"it is gone, as was said at {task.finished_at}: {task.last_error}"
        case "done":
            status = "" if task.status is None else f", status {task.status}"
            return f"it was read at {task.finished_at}{status}"
        case "beyond":
            reach = 0 if crawl is None else crawl.depth
            blogs = "blog" if task.depth == 1 else "blogs"
            return (
                f"it is {task.depth} {blogs} away from the addresses given, and the crawl goes"
                f" {reach} far: --depth {task.depth} reaches it"
            )
        case "failing":
            times = "once" if task.failures == 1 else f"{task.failures} times"
            return f"it failed {times} ({task.last_error}), and is tried again from {task.due_at}"
        case _:
            return _why_due(task, now)


def _why_due(task: _Task, now: str) -> str:
    if task.open_until is not None and task.open_until > now:
        return f"its host failed too often, and is left alone until {task.open_until}"
    again = f"; it was read at {task.finished_at}, and is due again" if task.finished_at else ""
    part = "the next page of a list, " if task.state == "partial" else ""
    if task.last_error:
        why = f"it could not be had ({task.last_error})"
        return f"{part}{why}, and is asked for when the crawl goes on"
    if not task.gain:
        return f"{part}nothing that is looked for is expected of it so far{again}"
    return f"{part}its turn did not come before the budget or the crawl ended{again}"


def _unknown(connection: sqlite3.Connection, url: str, page: str, *, has_tasks: bool) -> Reason:
    site = site_of(url) or ""
    if rule := opt_out_of(connection, BLOG, site):
        return Reason(url, "opted out", rule)
    by = connection.execute(
        """
        select coalesce(posts.url, links.found_in, accounts.native_id)
        from links join accounts using (account_id) left join posts using (post_id)
        where page = ? and links.account_id not in (select account_id from unlisted)
        order by link_id limit 1
        """,
        [page],
    ).fetchone()
    if by is not None:
        known = "its blog is read" if has_tasks else "its blog was not reached"
        return Reason(
            url, "linked", f"{by[0]} links to it, and no list of its blog names it; {known}"
        )
    if has_tasks:
        return Reason(url, "unknown", "nothing that was read of its blog names it")
    return Reason(url, "unknown", "nothing that was read points to it or to its blog")
