"""What tasks are expected to bring: worked out outside, kept here, so that the best are at hand."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from influence.store.books import write_transaction
from influence.store.crawling.tasks import signals_in
from influence.urls import BLOG

if TYPE_CHECKING:
    from sqlite_utils import Database

_POSTS = 20
_COLUMNS = "task_id, kind, site, signals, depth, phase, voters, how, worth, gain"

_MUTUAL = """
with names as materialized (select value as name from json_each(?))
select one.name, other.name from names as one cross join names as other on one.name < other.name
where exists (select 1 from pointers where site = one.name and from_site = other.name)
  and exists (select 1 from pointers where site = other.name and from_site = one.name)
"""


class Price(NamedTuple):
    """What a task is expected to bring, and what that was worked out from.

    ``voters`` and ``how`` are those of its site, ``worth`` what its site is worth by them.
    """

    task_id: int
    kind: str
    site: str
    signals: tuple[str, ...]
    depth: int
    phase: str = ""
    voters: int = 0
    how: str = ""
    worth: float = 0.0
    gain: float = 0.0


def prices_of(db: "Database", sites: Iterable[str]) -> list[Price]:
    """Return the tasks of some sites that are still to be visited, as they were priced last."""
    query = f"""
        select {_COLUMNS} from crawl_tasks
        where due_at is not null and site in (select value from json_each(?)) order by task_id
    """  # noqa: S608 our own names
    return [_price(row) for row in db.conn.execute(query, [json.dumps(sorted(set(sites)))])]


def highest_prices(db: "Database", phase: str, most: int) -> list[Price]:
    """Return the tasks of a part of the budget that promise most."""
    query = f"""
        select {_COLUMNS} from crawl_tasks
        where due_at is not null and phase = ? order by gain desc, task_id limit ?
    """  # noqa: S608 our own names
    return [_price(row) for row in db.conn.execute(query, [phase, most])]


def set_prices(db: "Database", prices: Iterable[Price]) -> None:
    """Keep what tasks are expected to bring."""
    rows = [(*each[5:], each.task_id) for each in prices]
    if rows:
        with write_transaction(db):
            db.conn.executemany(
                "update crawl_tasks set phase = ?, voters = ?, how = ?, worth = ?, gain = ?"
                " where task_id = ?",
                rows,
            )


def sites_unpriced(db: "Database", most: int) -> list[str]:
    """Return some sites with tasks to be visited that have no price."""
    rows = db.conn.execute(
        "select distinct site from (select site from crawl_tasks"
        " where due_at is not null and phase = '' limit ?)",
        [most],
    )
    return [site for (site,) in rows]


def unprice(db: "Database") -> None:
    """Forget what tasks are expected to bring."""
    with write_transaction(db):
        db.conn.execute("update crawl_tasks set phase = '' where due_at is not null")


def hosts_known(db: "Database", tasks: Iterable[int]) -> set[int]:
    """Return those of some tasks whose host was asked before, so that its robots.txt is held."""
    rows = db.conn.execute(
        "select task_id from crawl_tasks join hosts using (host)"
        " where task_id in (select value from json_each(?))",
        [json.dumps(list(tasks))],
    )
    return {task_id for (task_id,) in rows}


def texts_of(db: "Database", site: str) -> list[str]:
    """Return words of a blog: its name, what it says of itself, its newest posts."""
    account = db.conn.execute(
        "select account_id, name, bio from accounts where source = ? and native_id = ?",
        [BLOG, site],
    ).fetchone()
    if account is None:
        return []
    posts = db.conn.execute(
        "select title, substr(text, 1, 2000) from posts where account_id = ?"
        " order by published_at desc limit ?",
        [account[0], _POSTS],
    )
    return [text for row in (account[1:], *posts) for text in row if text]


def mutual_pointers(db: "Database", sites: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs among some sites, few, that point at each other."""
    names = sorted({site for site in sites if site})
    if len(names) <= 1:
        return []
    return sorted(db.conn.execute(_MUTUAL, [json.dumps(names)]))


def _price(row: tuple[Any, ...]) -> Price:
    return Price._make((*row[:3], signals_in(row[3]), *row[4:]))
