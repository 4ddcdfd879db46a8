"""One crawl at a time: gone on with until it is finished, then begun anew."""

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from influence.store.books import write_transaction
from influence.windows import from_seconds, to_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

SINGLE = frozenset({"page"})
"""Kinds of tasks that are no lists: read once, they are not read again by later crawls."""

_AGAIN = """
update crawl_tasks set due_at = :now
where due_at is null and finished_at is not null and refused is null
  and (cursor is null or case when json_valid(cursor) then json_extract(cursor, '$.again') end)
  and kind not in (select value from json_each(:single))
  and (last_error is null or finished_at < :long_ago)
"""
GONE_FOR = 30 * 86_400
"""Seconds for which what was not there (404) is not asked for again."""

# What the last call left out is due where this one goes deeper; what it may not reach is not.
_WITHIN = """
update crawl_tasks set due_at = :now
where due_at is null and finished_at is null and refused is null and depth <= :depth
"""
_BEYOND = """
update crawl_tasks set due_at = null where due_at is not null and depth > :depth
"""
UNLIMITED = 1_000_000


class Crawl(NamedTuple):
    """A crawl; ``is_resumed``: begun by an earlier call; ``is_finished``: the next begins anew."""

    crawl_id: int
    started_at: str
    asked: Mapping[str, Any]
    is_resumed: bool = False
    is_finished: bool = False

    @property
    def depth(self) -> int:
        """Return how many sites away from the seeds it goes."""
        depth = self.asked.get("depth")
        return UNLIMITED if depth is None else int(depth)


def latest_crawl(connection: sqlite3.Connection) -> Crawl | None:
    """Return the crawl begun last; None before the first."""
    row = connection.execute(
        "select crawl_id, started_at, asked, finished_at is not null from crawls"
        " order by crawl_id desc limit 1"
    ).fetchone()
    if row is None:
        return None
    crawl = Crawl(row[0], row[1], _read_asked(row[2]), is_resumed=True)
    return crawl._replace(is_finished=bool(row[3]))


def reach_of_latest(connection: sqlite3.Connection) -> tuple[str, int] | None:
    """Return when the crawl begun last started, and its depth; None before the first."""
    crawl = latest_crawl(connection)
    return None if crawl is None else (crawl.started_at, crawl.depth)


@lru_cache(1)
def _read_asked(asked: str) -> Mapping[str, Any]:
    """Read what a crawl was asked once: thousands of addresses perhaps, and each visit asks."""
    return MappingProxyType(json.loads(asked))


def begin_crawl(
    db: "Database",
    asked: Mapping[str, Any],
    clock: Callable[[], str],
    *,
    single: Collection[str] = SINGLE,
) -> Crawl:
    """Go on with the unfinished crawl; where there is none, start one.

    A new crawl has every list due again that an earlier one read to its end (home pages, feeds,
    blogrolls, ...), which costs a conditional request each; its further pages only where the page
    before has changed, lists that were not there only after a month, and pages of kind ``single``
    never. Going on, nothing that was finished is due. What is deeper than ``asked["depth"]`` (None:
    no limit) waits until a call goes deeper.

    Parameters
    ----------
    asked
        What the call was asked, as JSON can hold it; it replaces what an earlier call was asked.
    """
    connection, now = db.conn, clock()
    text = json.dumps(dict(asked), ensure_ascii=False)
    with write_transaction(db):
        row = connection.execute(
            "select crawl_id, started_at from crawls where finished_at is null"
            " order by crawl_id desc limit 1"
        ).fetchone()
        if row is None:
            long_ago = str(from_seconds(to_seconds(now) - GONE_FOR))
            again = {"now": now, "single": json.dumps(sorted(single)), "long_ago": long_ago}
            connection.execute(_AGAIN, again)
            inserted = connection.execute(
                "insert into crawls (started_at, asked) values (?, ?)", [now, text]
            )
            crawl = Crawl(int(inserted.lastrowid or 0), now, dict(asked))
        else:
            connection.execute("update crawls set asked = ? where crawl_id = ?", [text, row[0]])
            crawl = Crawl(row[0], row[1], dict(asked), is_resumed=True)
        reach = {"now": now, "depth": crawl.depth}
        connection.execute(_WITHIN, reach)
        connection.execute(_BEYOND, reach)
    return crawl


def end_crawl(db: "Database", crawl: Crawl, clock: Callable[[], str]) -> None:
    """Mark a crawl as finished, so that the next call starts anew; what is still due stays so."""
    with write_transaction(db):
        db.conn.execute(
            "update crawls set finished_at = ? where crawl_id = ? and finished_at is null",
            [clock(), crawl.crawl_id],
        )
