"""Two connections that see a database at one moment, so that two threads can read it."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from influence.store.opening import uri_of

if TYPE_CHECKING:
    from sqlite_utils import Database

TRIES: Final = 3
"""So often another writer may come between, until one connection has to do."""

# Names of files may be any bytes.
_FILE = "select cast(file as blob) from pragma_database_list where name = 'main'"
_ENDS = """
    select (select max(account_id) from accounts), (select max(post_id) from posts),
           (select max(interaction_id) from interactions), (select max(run_id) from runs)
"""


@contextmanager
def at_one_moment(db: "Database") -> Iterator[Sequence[sqlite3.Connection]]:
    """Yield connections that see the same, whoever else writes meanwhile; the first is that of db.

    The second is for another thread: SQLite lets others run while it reads. There is none where the
    database is in memory or in a transaction, which nobody else sees, nor for a single processor.
    It ends with a rollback: nothing may be written meanwhile.
    """
    connection = db.conn
    if connection.in_transaction:
        yield [connection]
        return
    other = _second(connection)
    try:
        if other is not None and _begin_together(connection, other):
            yield [connection, other]
        else:
            connection.execute("begin")
            yield [connection]
    finally:
        connection.rollback()
        if other is not None:
            other.close()


def _second(connection: sqlite3.Connection) -> sqlite3.Connection | None:
    (file,) = connection.execute(_FILE).fetchone()
    if not file or _processors() == 1:
        return None
    uri = uri_of(Path(os.fsdecode(file)))
    try:
        uri = uri if "?" in uri else f"{uri}?mode=ro"
        return sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.OperationalError:
        return None


def _begin_together(connection: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Begin to read in both; tell whether they see the same: nobody wrote in between.

    Nor did anybody put another file in the place of the one that is open.
    """
    for _ in range(TRIES):
        before = _version(connection)
        ends = []
        for each in (other, connection):
            each.execute("begin")
            ends.append(each.execute(_ENDS).fetchone())  # only reading settles what is seen
        if _version(connection) == before and ends[0] == ends[1]:
            return True
        for each in (other, connection):
            each.rollback()
    return False


def _version(connection: sqlite3.Connection) -> int:
    """Return a number that changes where others have written since it was asked for last."""
    (version,) = connection.execute("pragma data_version").fetchone()
    return int(version)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
