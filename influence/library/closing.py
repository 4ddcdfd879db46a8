"""What was written past the library is not lost without a word when a database is closed."""

import sqlite3
from contextlib import suppress

from influence.errors import UsageError


def refuse_to_lose(path: str, connection: sqlite3.Connection) -> None:
    """Refuse to close a file with changes that nobody committed.

    Raises
    ------
    UsageError
        Where there are any.
    """
    with suppress(sqlite3.ProgrammingError):  # it was closed already
        if connection.in_transaction and path != ":memory:":
            raise UsageError(
                f"{path} has changes that closing it would lose, and stays open: call"
                " `sqlite.conn.commit()` or `sqlite.conn.rollback()` of it, then close it."
            )
