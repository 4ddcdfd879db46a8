"""Questions in SQL, which change nothing."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from influence.errors import UsageError
from influence.library.results import Result, result_of
from influence.show.shielding import shielded

if TYPE_CHECKING:
    from sqlite_utils import Database


def asked_in_sql(
    db: "Database", sql: str, parameters: Sequence[object] | Mapping[str, object]
) -> Result:
    """Return the rows of a question, without those of whom no list may show.

    Raises
    ------
    UsageError
        Where SQLite does not understand it, or it would do anything but read.
    """
    values: Any = parameters
    with shielded(db.conn):
        try:
            cursor = db.conn.execute(sql, values)
            names = [each[0] for each in cursor.description or ()]
            found = [dict(zip(names, cells, strict=True)) for cells in cursor]
        except (sqlite3.DatabaseError, sqlite3.Warning) as error:
            raise UsageError(_advice(error)) from error
    return result_of("Asked", names, found)


def _advice(error: Exception) -> str:
    said = str(error).removesuffix(".")
    if said in {"not authorized", "authorization denied"}:
        return (
            "A question in SQL only reads: begin it with select, with, values or explain;"
            " the `sqlite` of the database is there for all else."
        )
    return f"SQLite says of this question: {said}."
