"""The tables as the file itself describes them: what refers to what, and where texts stand."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import NamedTuple

TIME = "_at"
"""How the names of columns end that hold times, which name nobody."""

CLOSED = {"source", "kind", "score", "language", "version", "data_digest"}
"""Columns of texts that this program writes or reads from a list, as those with a check are."""


class Column(NamedTuple):
    """A column.

    ``default`` is SQL, ``None`` where a row that says nothing has null; ``is_choice``: one of the
    texts that a check lists.
    """

    name: str
    default: str | None
    may_be_null: bool
    is_key: bool
    is_text: bool
    is_choice: bool = False


class Reference(NamedTuple):
    """A column that holds the key of a row of another table, or of the same."""

    column: str
    parent: str
    parent_key: str


class Table(NamedTuple):
    """A table, with what its columns refer to."""

    name: str
    columns: tuple[Column, ...]
    references: tuple[Reference, ...]

    @property
    def outward(self) -> tuple[Reference, ...]:
        """Return its references to other tables."""
        return tuple(each for each in self.references if each.parent != self.name)

    @property
    def inward(self) -> tuple[Reference, ...]:
        """Return its references to rows of its own: links, of which either end can stand alone."""
        return tuple(each for each in self.references if each.parent == self.name)

    @property
    def key(self) -> str:
        """Return the one column that other tables refer to it by."""
        (key,) = (column.name for column in self.columns if column.is_key)
        return key

    @property
    def texts(self) -> tuple[Column, ...]:
        """Return the columns that may hold any text."""
        referring = {each.column for each in self.references}
        return tuple(
            column
            for column in self.columns
            if column.is_text
            and not (column.is_choice or column.name in CLOSED or column.name in referring)
            and not column.name.endswith(TIME)
        )


def tables_of(connection: sqlite3.Connection) -> Mapping[str, Table]:
    """Return the tables of a database, each after those that it refers to."""
    found = {name: _table(connection, name) for name in _names(connection, "table")}
    order = TopologicalSorter(
        {table.name: [each.parent for each in table.outward] for table in found.values()}
    )
    return {name: found[name] for name in order.static_order() if name in found}


def text_indexes(connection: sqlite3.Connection) -> Iterator[tuple[str, bool]]:
    """Yield each full-text index, and whether its texts stand in a table of their own."""
    for name in _names(connection, "virtual"):
        (sql,) = connection.execute(
            "select sql from sqlite_master where name = ?", [name]
        ).fetchone()
        if re.search(r"\busing\s+fts\d", sql, re.IGNORECASE):
            yield name, re.search(r"\bcontent\s*=", sql, re.IGNORECASE) is not None


def index_table(connection: sqlite3.Connection, name: str) -> Table:
    """Return a full-text index as the table that it looks like."""
    columns = connection.execute("select name from pragma_table_info(?)", [name])
    texts = (Column(row[0], None, may_be_null=True, is_key=False, is_text=True) for row in columns)
    return Table(name, tuple(texts), ())


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'


def _names(connection: sqlite3.Connection, kind: str) -> list[str]:
    rows = connection.execute(
        "select name from pragma_table_list where schema = 'main' and type = ?", [kind]
    )
    return sorted(row[0] for row in rows if not row[0].startswith(("sqlite_", "_sqlite_")))


def _table(connection: sqlite3.Connection, name: str) -> Table:
    columns = connection.execute(
        """select name, dflt_value, "notnull" = 0 and pk = 0, pk, upper(type)"""
        " from pragma_table_info(?)",
        [name],
    ).fetchall()
    references = connection.execute(
        """select "from", "table", "to" from pragma_foreign_key_list(?)""", [name]
    ).fetchall()
    (sql,) = connection.execute("select sql from sqlite_master where name = ?", [name]).fetchone()
    return Table(
        name,
        tuple(
            Column(
                column,
                default,
                may_be_null=bool(may_be_null),
                is_key=bool(key),
                is_text=kind not in ("INTEGER", "REAL", "BLOB"),
                is_choice=re.search(rf"check\s*\(\s*{column}\s+in\b", sql, re.IGNORECASE)
                is not None,
            )
            for column, default, may_be_null, key, kind in columns
        ),
        tuple(Reference(*row) for row in sorted(references)),
    )
