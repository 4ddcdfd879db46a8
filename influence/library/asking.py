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
        Where SQLite does not understand it, or it would change something.
    """
    values: Any = parameters
    (before,) = db.conn.execute("pragma query_only").fetchone()
    with shielded(db.conn):
        db.conn.execute("pragma query_only = on")
        try:
            cursor = db.conn.execute(sql, values)
            names = [each[0] for each in cursor.description or ()]
            found = [dict(zip(names, cells, strict=True)) for cells in cursor]
        except (sqlite3.DatabaseError, sqlite3.Warning) as error:
            raise UsageError(f"SQLite says of this question: {error}.") from error
        finally:
            db.conn.execute(f"pragma query_only = {before}")
    return result_of("Asked", names, found)
