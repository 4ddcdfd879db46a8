"""Make a database for what is about to be written to it, and leave none where that fails."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from influence.store.books import count_rows, waiting_at_most
from influence.store.opening import open_database

if TYPE_CHECKING:
    from sqlite_utils import Database


@contextmanager
def open_or_make(path: str | Path) -> Iterator["Database"]:
    """Open a database, made where it is missing; a new one that an error leaves empty is removed.

    Raises
    ------
    InputUnusable, NotADatabase, NewerSchema
        As :func:`influence.store.open_database`.
    """
    is_new = not Path(path).exists()
    with open_database(path, create=True) as db:
        try:
            yield db
        except BaseException:
            if is_new:
                with suppress(sqlite3.Error, OSError):  # what went wrong first is what is told
                    _remove_if_empty(db, Path(path))
            raise


def _remove_if_empty(db: "Database", path: Path) -> None:
    if count_rows(db.conn, "sources"):
        return
    # Only the one connection of a file can leave the log: nobody else is about to write to it.
    with waiting_at_most(0, db.conn):
        (mode,) = db.conn.execute("pragma journal_mode = delete").fetchone()
    if mode == "delete":
        db.close()
        path.unlink()
