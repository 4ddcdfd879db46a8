"""How long data may be kept, and the deletion of what is older."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from influence.store.books import write_transaction
from influence.store.ingesting import current_time
from influence.store.rights.alone import alone, wipe
from influence.store.rights.erasing import erase_where
from influence.windows import from_seconds, to_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

# A link has the time of the post it stands in, else that at which its page was read.
_LINK_TIME = """coalesce(
  (select published_at from posts where posts.post_id = links.post_id),
  (select max(coalesce(finished_at, added_at)) from accounts join crawl_tasks on site = native_id
   where accounts.account_id = links.account_id and address = links.found_in))
"""

TIMES = {
    "interactions": (
        "coalesce(happened_at, (select published_at from posts where posts.post_id ="
        " interactions.post_id))"
    ),
    "told_acts": (
        "coalesce(happened_at, (select published_at from posts where posts.post_id ="
        " told_acts.post_id))"
    ),
    "interaction_counts": "nullif(until_at, '')",
    "follows": "last_seen_at",
    "account_counts": "seen_at",
    "coverage": "coalesce(seen_at, to_at)",
    "runs": "started_at",
    "findings": "found_at",
    "links": _LINK_TIME,
    "tags": "(select published_at from posts where posts.post_id = tags.post_id)",
    "identities": "seen_at",
    "facts": "nullif(seen_at, '')",
    "fetches": "fetched_at",
    "crawl_tasks": "coalesce(finished_at, added_at)",
    "pointers": "seen_at",
    "validators": "seen_at",
    "hosts": "coalesce(robots_at, not_before, open_until)",
    "crawls": "started_at",
    "stream_spans": "to_at",
    "posts": "published_at",
}
"""Table → the time of a row, in the order in which they are cleared: posts, which acts name, last.

A row without a time of its own has the one of its post.
"""

KEPT = {
    *("sources", "accounts", "run_scores", "scores", "crawl_steps", "streams", "indexed"),
    "kept_columns",
    *("forgotten", "forgotten_posts", "retention", "consents", "notices"),
    *("topics", "briefs", "candidates"),
    *("shortlists", "shortlist_entries", "account_tags", "account_notes", "do_not_contact"),
    *("actions", "action_changes"),
}
"""Tables without an age: they go with what refers to them, or say what people asked for."""

_NAMED_ONLY = """
update posts set is_listed = 0, kind = 'any', reply_to_id = null, reply_to_native_id = null,
  url = null, title = null, text = null, language = null, published_at = null,
  reposts_count = null, replies_count = null, likes_count = null
where published_at < :cutoff
"""


class Retention(NamedTuple):
    """How long data may be kept: a number of days, or from a moment on, as UTC text."""

    days: int | None = None
    until: str | None = None

    def __str__(self) -> str:
        return f"{self.days} days" if self.until is None else f"from {self.until} on"

    def cutoff(self, now: str) -> str:
        """Return the first moment that is kept, as UTC text."""
        return self.until or str(from_seconds(to_seconds(now) - 86_400 * (self.days or 0)))


class Retained(NamedTuple):
    """What a deletion did: rows gone, and rows that stay as they have no time, by table."""

    cutoff: str
    gone: dict[str, int]
    undated: dict[str, int]


def retention_of(db: "Database") -> Retention | None:
    """Return how long data may be kept; None where nobody said."""
    row = db.conn.execute("select days, until from retention").fetchone()
    return None if row is None else Retention(*row)


def overdue(db: "Database", clock: Callable[[], str] = current_time) -> int:
    """Return how many rows are older than may be kept; 0 where nobody said how long."""
    if (retention := retention_of(db)) is None:
        return 0
    cutoff = retention.cutoff(clock())
    return sum(_count(db.conn, table, f"{time} < '{cutoff}'") for table, time in TIMES.items())


def retain(
    db: "Database",
    retention: Retention,
    *,
    dry_run: bool = False,
    clock: Callable[[], str] = current_time,
) -> Retained:
    """Delete what is older than may be kept, remember how long that is, and wipe the file.

    A post on which newer acts are held stays as one that is only named: without text, address,
    time and counts. An account goes once its last row goes. Rows without a time stay.

    Raises
    ------
    InputUnusable
        Where another program has the database open; then nothing was changed.
    """
    now = clock()
    cutoff = retention.cutoff(now)
    if dry_run:
        with write_transaction(db, keep=False):
            return _delete(db.conn, cutoff)
    with alone(db):
        with write_transaction(db):
            db.conn.execute("delete from retention")
            db.conn.execute("insert into retention values (?, ?, ?)", [now, *retention])
            done = _delete(db.conn, cutoff)
        wipe(db)
    return done


def _delete(connection: sqlite3.Connection, cutoff: str) -> Retained:
    gone: Counter[str] = Counter()
    undated = {
        table: rows
        for table, time in TIMES.items()
        if (rows := _count(connection, table, f"{time} is null"))
    }
    for table, time in TIMES.items():
        condition = f"{time} < '{cutoff}'"
        if table == "posts":
            condition += " and post_id not in (select post_id from interactions where post_id > 0)"
        gone.update(erase_where(connection, table, condition, left={"accounts"}))
    named = connection.execute(_NAMED_ONLY, {"cutoff": cutoff}).rowcount
    if named:
        gone["posts"] += named
    return Retained(cutoff, dict(gone), undated)


def _count(connection: sqlite3.Connection, table: str, condition: str) -> int:
    (rows,) = connection.execute(f"select count(*) from {table} where {condition}").fetchone()  # noqa: S608
    return int(rows)
