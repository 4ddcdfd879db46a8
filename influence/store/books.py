"""What the writers of one transaction share, and the transaction itself."""

import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from influence.records import Key, Record
from influence.store.native_ids import NativeIds
from influence.store.report import IngestReport, OnReject, Rejection
from influence.urls import BLOG

if TYPE_CHECKING:
    from sqlite_utils import Database

TOLD_AFTER = 2.0
"""Seconds after which a person wonders why nothing happens."""

_CHECKPOINT = 8_000
"""After so many pages (32 MB) of its log are they put into the file, which waits for the disk."""

STAGES = {
    "staged_acts": """(
         target_id integer, kind text, actor_id integer, post_id integer, via_account_id integer,
         native_id text, happened_at text, occurrence integer, place integer)""",
    "staged_counts": """(
         kind text, actor_id integer, target_id integer, since_at text, until_at text,
         count integer, posts_count integer)""",
    "staged_claims": """(
         account_id integer, seen_at text, followers_count integer, following_count integer,
         posts_count integer, primary key (account_id, seen_at)) without rowid""",
    "staged_consents": """(
         account_id integer, seen_in text, seen_at text, signal text, reason text,
         unique (account_id, seen_in, seen_at))""",
    "staged_links": """(
         account_id integer, post_id integer, url text, site text, page text, rel text,
         position text, found_in text)""",
    "staged_tags": """(source text, native_id text, tag text)""",
    "touched_links": "(link_id integer primary key)",
    "touched_places": """(
         account_id integer, page text, position text, site text, is_template integer,
         act_id integer, primary key (account_id, page, position)) without rowid""",
    "old_acts": "(interaction_id integer primary key)",
    "wanted_acts": """(
         link_id integer primary key, actor_id integer, target_id integer, post_id integer,
         native_id text, happened_at text, interaction_id integer)""",
}
"""Tables of one connection, empty between transactions → their columns."""

COUNTED = ("accounts", "posts", "coverage", "consents")
"""Tables of which is reported how many rows came, by their highest keys."""


class Books:
    """The ids, the staged rows and the report of one write transaction.

    Attributes
    ----------
    closed
        Whether every record is an act of its own, as in a file, rather than one seen again.
    named
        Whether the user named these accounts, as in a file of theirs, rather than a crawl.
    page
        The address whose reading all of it is, if it is: what it no longer says is taken back.
    blog_posts
        Our ids of the posts of blogs that were listed, or that links stand in.
    rows_before
        The highest keys of :data:`COUNTED` before.
    follows_before, follows_listed
        How many follows were held before the first of these, and how many these are.
    now
        The time at which all of it came here, and that a claim without one is taken to be of.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        closed: bool,
        named: bool,
        clock: Callable[[], str],
        on_reject: OnReject | None,
        page: str | None = None,
    ) -> None:
        self.connection = connection
        self.closed = closed
        self.named = named
        self.page = page
        self.blog_posts: set[int] = set()
        self.follows_before: int | None = None
        self.follows_listed = 0
        self.now = clock()
        self.rows_before = last_rows(connection, COUNTED)
        sources: set[str] = set()
        self.accounts = NativeIds(
            connection,
            "accounts",
            "account_id",
            last=self.rows_before["accounts"],
            sources=sources,
        )
        self.posts = NativeIds(
            connection, "posts", "post_id", last=self.rows_before["posts"], sources=sources
        )
        self.first_post_id = self.posts.next_id
        self.first_account_id = self.accounts.next_id
        self.report = IngestReport()
        self._on_reject = on_reject
        self._staged: set[str] = set()
        make_stages(connection, STAGES)

    def stage(self, table: str, insert: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Put rows into a staging table, if there are any."""
        if rows:
            self.connection.executemany(insert, rows)
            self._staged.add(table)

    def has_staged(self, table: str) -> bool:
        """Tell whether a staging table has rows: most visits of a crawl fill one or two of them."""
        return table in self._staged

    def reject(self, place: int, reason: str, record: Record) -> None:
        """Count a record that contradicts what is held, and tell who asked to be told."""
        self.report.rejected += 1
        if self._on_reject is not None:
            self._on_reject(Rejection(place, reason, record))

    def note_post(self, key: Key, post_id: int) -> None:
        """Note that a post was listed, or that a link stands in it."""
        if key[0] == BLOG:
            self.blog_posts.add(post_id)

    def save_bare_accounts(self) -> None:
        """Make rows of the accounts that were mentioned and are not listed so far."""
        self.connection.executemany(
            """
            insert into accounts (account_id, source, native_id, is_named, obtained_at)
            values (?, ?, ?, ?, ?)
            """,
            [(*each, self.named, self.now) for each in self.accounts.take_fresh()],
        )

    def close(self) -> None:
        """Empty what was staged."""
        empty_stages(self.connection, self._staged)


def make_stages(connection: sqlite3.Connection, stages: Mapping[str, str]) -> None:
    """Make temporary tables, where this connection does not have them yet.

    They are kept: each that is made or dropped has SQLite compile every statement anew, which took
    half of the time of a small transaction.
    """
    held = {row[0] for row in connection.execute("select name from temp.sqlite_master")}
    for name, columns in stages.items():
        if name not in held:
            connection.execute(f"create temp table {name} {columns}")


def empty_stages(connection: sqlite3.Connection, stages: Iterable[str]) -> None:
    """Empty temporary tables."""
    for name in stages:
        connection.execute(f"delete from temp.{name}")  # noqa: S608 our own names


def count_rows(connection: sqlite3.Connection, table: str) -> int:
    """Return how many rows a table has."""
    (count,) = connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608 our own names
    return int(count)


def last_row(connection: sqlite3.Connection, table: str) -> int:
    """Return the highest key of a table, as :func:`last_rows` does."""
    return last_rows(connection, [table])[table]


def last_rows(connection: sqlite3.Connection, tables: Sequence[str]) -> dict[str, int]:
    """Return the highest keys of tables with one of their own: it grows by one with each row.

    Counting the rows of a table reads all of it, which a crawl would do after every page.
    """
    keys = ", ".join(f"(select coalesce(max(rowid), 0) from {table})" for table in tables)  # noqa: S608 our own names
    return dict(zip(tables, connection.execute(f"select {keys}").fetchone(), strict=True))


@contextmanager
def write_transaction(db: "Database", *, keep: bool = True) -> Iterator[None]:
    """Write all or nothing; within another write transaction, a part of it.

    What fails in such a part undoes the whole, so nothing between the two may go on after an error.

    Foreign keys are not checked row by row (this takes a third of the time of an import): every
    id that is written was read from, or made in, the table that it refers to.

    Parameters
    ----------
    keep
        Commit at the end; otherwise undo everything, to learn what would happen.
    """
    connection = db.conn
    if connection.in_transaction:
        yield
        return
    with writing_often(db):
        try:
            connection.execute("begin immediate")
            yield
            connection.execute("commit" if keep else "rollback")
        except BaseException:
            connection.rollback()
            raise


@contextmanager
def writing_often(db: "Database", megabytes: int = 192) -> Iterator[None]:
    """Set a connection up for writing once, where many small transactions follow each other.

    Foreign keys are off until the end; each change of that has SQLite compile every statement anew.

    Parameters
    ----------
    megabytes
        How much of the database is held in memory.
    """
    connection = db.conn
    if not connection.execute("pragma foreign_keys").fetchone()[0]:
        yield
        return
    cached = megabytes * 1024
    connection.execute("pragma synchronous = normal")
    connection.execute(f"pragma wal_autocheckpoint = {_CHECKPOINT}")
    connection.execute(f"pragma cache_size = {-cached}")
    connection.execute(f"pragma temp.cache_size = {-cached // 3}")
    connection.execute("pragma foreign_keys = off")
    try:
        yield
    finally:
        connection.execute("pragma foreign_keys = on")


@contextmanager
def waiting_at_most(seconds: float, connection: sqlite3.Connection) -> Iterator[None]:
    """Wait for other writers no longer than so many seconds, instead of as long as an import."""
    (usual,) = connection.execute("pragma busy_timeout").fetchone()
    connection.execute(f"pragma busy_timeout = {seconds * 1000:.0f}")
    try:
        yield
    finally:
        connection.execute(f"pragma busy_timeout = {usual}")


def tell_of_a_wait(db: "Database", told: Callable[[], None], after: float = TOLD_AFTER) -> None:
    """Call ``told`` where another program is still writing after so many seconds; then come back.

    What is written next waits on, as long as the connection does (half a minute).
    """
    try:
        with waiting_at_most(after, db.conn):
            db.conn.execute("begin immediate")
        db.conn.rollback()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            told()


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector of reference cycles: among millions of tuples it only finds work.

    Measured: making the records of 1 M rows takes 2.4 s without and 6.2 s with it.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
