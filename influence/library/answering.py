"""What a file is to blame for is said in one sentence, by every function of the library."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from influence.errors import UsageError
from influence.library.database import Database
from influence.store.complaints import complaint


@contextmanager
def answering(db: Database) -> Iterator[None]:
    """Raise errors of our own within this block where the file is damaged or locked.

    Raises
    ------
    UsageError
        Where what was given is no open database.
    """
    if not isinstance(db, Database):
        raise UsageError(f'{db!r} is no open database; open it first: inf.open("bread.db").')
    try:
        yield
    except (sqlite3.Error, LookupError, ArithmeticError, ValueError, TypeError) as error:
        sentence = complaint(error, db.sqlite.conn, db.path)
        if sentence is None:
            raise
        raise sentence from error
