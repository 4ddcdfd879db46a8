"""Columns of a table as arrays, fast."""

from typing import TYPE_CHECKING

import numpy as np

from influence.graph.interaction_graph import IntArray

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

STEP = 100_000
"""Ids read at once, as texts that lie in memory beside their numbers."""


def read_columns(
    connection: "Connection",
    table: str,
    columns: "Sequence[str]",
    where: str = "true",
    *,
    key: str | None = None,
) -> list[IntArray]:
    """Return integer expressions over a table, one array each, aligned, in the order of the key.

    Each column comes as one text that numpy parses: three times as fast as a million tuples.

    Parameters
    ----------
    columns
        SQL expressions that give an integer in every row.
    where
        An SQL condition.
    key
        The integer column by whose ranges the table is read; its first in a table without rowid.
    """
    key = key or "rowid"
    # Each in a query of its own: only then does SQLite look it up instead of reading the table.
    low, high = connection.execute(
        f"select (select min({key}) from {table}), (select max({key}) from {table})"  # noqa: S608
    ).fetchone()
    if low is None:
        return [np.empty(0, dtype=np.int64) for _ in columns]
    texts = ", ".join(f"group_concat({column})" for column in columns)
    query = f"select {texts} from {table} where {key} between ? and ? and ({where})"  # noqa: S608
    parts = [
        [_parsed(text) for text in connection.execute(query, (start, start + STEP - 1)).fetchone()]
        for start in range(low, high + 1, STEP)
    ]
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _parsed(text: str | None) -> IntArray:
    return np.fromstring(text or "", dtype=np.int64, sep=",")
