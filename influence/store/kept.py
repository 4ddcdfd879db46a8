"""Columns of large tables as arrays of numbers, kept beside them so that they are read once.

Triggers (``schema/0011_kept_columns.sql``) drop what is kept of a table as soon as a row of it
changes or goes; rows that came since have higher ids, and are read beside it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from influence.store.books import waiting_at_most, write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

LONGEST: Final = 1 << 28
"""Bytes of a part of a column: SQLite holds no value beyond 10⁹."""

WAIT: Final = 0.2
"""Seconds to wait for another writer: it is only to save time."""

_HELD: Final = """
    select place, type, data from kept_columns where kept_of = ? and query = ? order by place, part
"""
_LAST: Final = "select last_id from kept_columns where kept_of = ? and query = ? limit 1"
_KEEP: Final = "insert into kept_columns values (?, ?, ?, ?, ?, ?, ?)"


class Column(NamedTuple):
    """Whole numbers as bytes, in parts, and what numpy calls their type (``<i4``)."""

    type: str
    parts: Sequence[bytes | memoryview]


class Kept(NamedTuple):
    """What a query found in the rows of a table up to an id."""

    table: str
    query: str
    last_id: int
    columns: Sequence[Column]


def is_kept(connection: sqlite3.Connection, table: str, query: str) -> bool:
    """Return whether anything is kept of a query of a table."""
    return connection.execute(_LAST, (table, query)).fetchone() is not None


def kept_columns(connection: sqlite3.Connection, table: str, query: str) -> Kept | None:
    """Return what is kept of a query of a table, if anything."""
    asked = (table, query)
    if not (found := connection.execute(_LAST, asked).fetchone()):
        return None
    (last_id,) = found
    rows = connection.execute(_HELD, asked)
    columns = [
        Column(type_, [data for _, _, data in parts])
        for (_, type_), parts in groupby(rows, key=lambda row: row[:2])
    ]
    return Kept(table, query, last_id, columns)


def moment_of(connection: sqlite3.Connection) -> int:
    """Return a number that changes where others have written since it was asked for last."""
    (version,) = connection.execute("pragma data_version").fetchone()
    return int(version)


def keep_columns(db: "Database", found: Sequence[Kept], moment: int) -> None:
    """Keep columns that were read, unless others wrote since that :func:`moment_of` the database.

    Where the database cannot be written to, or another writer is at work, nothing is kept.
    """
    if not found or db.conn.in_transaction:
        return
    with (
        suppress(sqlite3.OperationalError),
        waiting_at_most(WAIT, db.conn),
        write_transaction(db),
    ):
        if moment_of(db.conn) != moment:
            return
        for each in found:
            db.conn.execute("delete from kept_columns where kept_of = ?", [each.table])
        for each in found:
            db.conn.executemany(_KEEP, _rows(each))
    db.conn.execute("pragma shrink_memory")  # the pages that were written: a ranking comes next


def _rows(kept: Kept) -> Iterator[tuple[str, str, int, int, int, str, bytes | memoryview]]:
    for place, column in enumerate(kept.columns):
        for part, data in enumerate(_parts(column)):
            yield kept.table, kept.query, kept.last_id, place, part, column.type, data


def _parts(column: Column) -> Iterator[bytes | memoryview]:
    for data in column.parts:
        for start in range(0, max(len(data), 1), LONGEST):
            yield data[start : start + LONGEST]
