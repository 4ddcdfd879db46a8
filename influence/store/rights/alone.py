"""Have a database to oneself, so that nothing of what is deleted is left beside or within it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from influence.errors import InputUnusable
from influence.store.books import waiting_at_most, write_transaction
from influence.store.indexing import index_posts

if TYPE_CHECKING:
    from sqlite_utils import Database

PATIENCE = 1.0
"""Seconds to wait until another program lets go of the file."""


@contextmanager
def alone(db: "Database") -> Iterator[None]:
    """Let no other connection in, and keep no log of changes; what is deleted is overwritten.

    The log (``-wal``) is written back and removed. Meanwhile the journal of a transaction is cut to
    nothing at its end, so that it does not hold what was deleted. Afterwards a log is kept again.

    Raises
    ------
    InputUnusable
        Where another program has the database open; nothing was changed.
    """
    connection = db.conn
    if not _path(connection):  # in memory
        yield
        return
    try:
        with waiting_at_most(PATIENCE, connection):
            _take(connection)
    except sqlite3.OperationalError as error:
        _let_go(connection)
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        raise InputUnusable(
            f"{_path(connection)} is open in another program, whose copies would keep what is "
            "deleted; close it there and try again. Nothing was changed."
        ) from error
    try:
        yield
    finally:
        _let_go(connection)


def wipe(db: "Database") -> None:
    """Write the file anew, so that no free page and no gap holds what was deleted."""
    with write_transaction(db):
        index_posts(db.conn)
    db.conn.execute("vacuum")


def _take(connection: sqlite3.Connection) -> None:
    connection.execute("pragma secure_delete = on")
    connection.execute("pragma journal_mode = delete")  # fails where another connection is open
    connection.execute("pragma locking_mode = exclusive")
    connection.execute("pragma journal_mode = truncate")
    connection.execute("begin exclusive")
    connection.execute("commit")


def _let_go(connection: sqlite3.Connection) -> None:
    connection.execute("pragma locking_mode = normal")
    connection.execute("select count(*) from sqlite_master").fetchone()  # only now it is let go
    # Whoever opened the file meanwhile keeps it from having a log; it works without one as well.
    with suppress(sqlite3.OperationalError), waiting_at_most(PATIENCE, connection):
        connection.execute("pragma journal_mode = wal")


def _path(connection: sqlite3.Connection) -> str:
    return str(connection.execute("pragma database_list").fetchone()[2] or "")
