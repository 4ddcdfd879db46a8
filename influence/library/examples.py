"""A small invented world to try things on, in memory."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import cache
from tempfile import TemporaryDirectory

from influence.library.database import Database, open

DEFAULT_ACCOUNTS = 300


def example(*, accounts: int = DEFAULT_ACCOUNTS, random_state: int = 2026) -> Database:
    """Return an invented blogosphere in memory, as ``influence demo`` writes a larger one.

    Parameters
    ----------
    accounts
        How many there are.
    random_state
        Decides everything that is drawn.

    Returns
    -------
    Database
        A new one each time; close it, or use it in a ``with``.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.rank(db, top=1).rows[0]["handle"]
    'joro_dig'
    """
    db = open(":memory:")
    with closing(sqlite3.connect(":memory:")) as written:
        written.deserialize(_written(accounts, random_state))
        written.backup(db.sqlite.conn)  # what is deserialised claims to be of a file
    return db


@cache
def _written(accounts: int, seed: int) -> bytes:
    """Return the bytes of a database that holds a world."""
    from crawlers.files import Options, find_files, import_files  # noqa: PLC0415
    from influence.synthetic import DEMO, make_world, write_world  # noqa: PLC0415

    world = make_world(replace(DEMO, accounts=accounts, seed=seed))
    with TemporaryDirectory(prefix="influence-") as folder, open(":memory:") as db:
        files = find_files([str(file) for file in write_world(world, folder)])
        for _ in import_files(db.sqlite, files, Options(source="demo")):
            pass
        return db.sqlite.conn.serialize()
