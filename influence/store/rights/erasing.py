"""Delete rows with all that is theirs, along the foreign keys of the schema.

A row that refers to a deleted row of another table is deleted with it. A reference within one
table is a link: it is cut. What then stands alone, and was known only because a deleted row named
it, goes too.
"""
# ruff: noqa: S608 - names come from the schema, quoted; keys stand in tables

import sqlite3
from collections.abc import Collection, Iterable

from influence.store.rights.tables import Table, quoted, tables_of

NOT_SAID = ("_at", "is_named")
"""How the names of columns end that a row has although nobody said anything of the thing."""


def erase(
    connection: sqlite3.Connection, table: str, keys: Iterable[int], *, left: Collection[str] = ()
) -> dict[str, int]:
    """Delete the rows of a table that have these keys, and all rows that refer to them.

    Foreign keys must not be enforced meanwhile: each deleted row would be looked for in every
    table.

    Parameters
    ----------
    left
        Tables whose rows go as well where a deleted row named them and no row does now, whatever is
        said of them.

    Returns
    -------
    dict of str to int
        Rows deleted, by table; tables without any are left out.
    """
    erasure = _Erasure(connection)
    erasure.start(table, keys)
    return erasure.finish(left)


def erase_where(
    connection: sqlite3.Connection, table: str, condition: str, *, left: Collection[str] = ()
) -> dict[str, int]:
    """Delete the rows of a table that meet an SQL condition, as :func:`erase` does."""
    erasure = _Erasure(connection)
    erasure.where[table] = [condition]
    return erasure.finish(left)


class _Erasure:
    """What is to be deleted of each table: a condition, and for tables referred to also keys."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.tables = tables_of(connection)
        self.where: dict[str, list[str]] = {}
        self._parents = {each.parent for table in self.tables.values() for each in table.references}
        for parent in self._parents:
            for kind in ("doomed", "named"):
                connection.execute(f"create temp table {_keys(kind, parent)} (key primary key)")

    def start(self, table: str, keys: Iterable[int]) -> None:
        """Say what to begin with."""
        doomed = _keys("doomed", table)
        self.connection.executemany(
            f"insert or ignore into {doomed} values (?)", ([key] for key in keys)
        )
        self.where[table] = [f"{quoted(self.tables[table].key)} in {doomed}"]

    def finish(self, left: Collection[str]) -> dict[str, int]:
        """Delete, and return how many rows of each table that lost some."""
        gone = self._delete()
        for table in reversed(list(self.tables.values())):
            if table.name in self._parents:
                says_nothing = "true" if table.name in left else _says_nothing(table)
                gone[table.name] = gone.get(table.name, 0) + self._delete_alone(table, says_nothing)
        for parent in self._parents:
            for kind in ("doomed", "named"):
                self._run(f"drop table {_keys(kind, parent)}")
        return {name: rows for name, rows in gone.items() if rows}

    def _delete(self) -> dict[str, int]:
        for table in self.tables.values():  # those referred to come first
            self._spread(table)
        gone = {}
        for table in reversed(list(self.tables.values())):
            if condition := self._condition(table):
                gone[table.name] = self._run(f"delete from {quoted(table.name)} where {condition}")
        for table in self.tables.values():
            if table.name in gone:
                self._cut_links(table)
        return gone

    def _spread(self, table: Table) -> None:
        conditions = self.where.setdefault(table.name, [])
        for column, parent, _ in table.outward:
            if self.where.get(parent):
                conditions.append(f"{quoted(column)} in {_keys('doomed', parent)}")
        if not (condition := self._condition(table)):
            return
        is_parent = table.name in self._parents
        columns = [*([table.key] if is_parent else []), *(each.column for each in table.outward)]
        self._run(
            f"create temp table going as select {', '.join(map(quoted, columns)) or 'null'}"
            f" from {quoted(table.name)} where {condition}"
        )
        if is_parent:
            self._note("doomed", table.name, f"select {quoted(table.key)} from temp.going")
        for column, parent, _ in table.outward:
            self._note("named", parent, f"select {quoted(column)} from temp.going")
        self._run("drop table temp.going")

    def _note(self, kind: str, parent: str, keys: str) -> None:
        self._run(f"insert or ignore into {_keys(kind, parent)} select * from ({keys}) where 1")

    def _condition(self, table: Table) -> str:
        return " or ".join(self.where[table.name])

    def _cut_links(self, table: Table) -> None:
        """Cut links to deleted rows, and with them what the source said of these."""
        for column, _, _ in table.inward:
            as_said = f"{column.removesuffix('_id')}_native_id"
            columns = [column, *(each.name for each in table.columns if each.name == as_said)]
            self._run(
                f"update {quoted(table.name)} set"
                f" {', '.join(f'{quoted(each)} = null' for each in columns)}"
                f" where {quoted(column)} in {_keys('doomed', table.name)}"
            )

    def _delete_alone(self, table: Table, says_nothing: str) -> int:
        """Delete what deleted rows named, where nothing is said of it and nothing refers to it."""
        named, key, name = _keys("named", table.name), quoted(table.key), quoted(table.name)
        for other in self.tables.values():
            for column, parent, _ in other.outward:
                if parent == table.name:
                    self._run(
                        f"delete from {named} where key in"
                        f" (select {quoted(column)} from {quoted(other.name)})"
                    )
        self._run(
            f"delete from {named} where key not in (select {key} from {name}"
            f" where {key} in {named} and {says_nothing})"
        )
        for column, parent, _ in table.outward:
            self._note(
                "named", parent, f"select {quoted(column)} from {name} where {key} in {named}"
            )
        for column, _, _ in table.inward:  # what the source said of them still holds
            self._run(
                f"update {name} set {quoted(column)} = null where {quoted(column)} in {named}"
            )
        return self._run(f"delete from {name} where {key} in {named}")

    def _run(self, sql: str) -> int:
        return self.connection.execute(sql).rowcount


def _keys(kind: str, parent: str) -> str:
    """Return the table of the keys of one table that are doomed, or were named by deleted rows."""
    return f"temp.{quoted(f'{kind} {parent}')}"


def _says_nothing(table: Table) -> str:
    """Return the condition that a row holds its key and references, and nothing else."""
    referring = {each.column for each in table.references}
    return (
        " and ".join(
            f"{quoted(column.name)} is {column.default or 'null'}"
            for column in table.columns
            if not (column.is_key or column.name in {"native_id", *referring})
            and not column.name.endswith(NOT_SAID)
        )
        or "true"
    )
