"""Every change of a plan, written down with what was there before, in one transaction with it.

An action is what a person did at once: it changes rows, all of them or none, and each change is
kept with the row before and after. So any action can be undone, and who changed what can be told.
"""

import getpass
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from influence.errors import ChangedMeanwhile
from influence.store import current_time, write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

Cells = Mapping[str, Any]

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "shortlists": ("shortlist_id",),
    "shortlist_entries": ("shortlist_id", "account_id"),
    "account_tags": ("account_id", "tag"),
    "account_notes": ("note_id",),
    "do_not_contact": ("account_id",),
}
"""Table that actions change → its key."""

STAMPS: Final = frozenset({"changes", "changed_at", "changed_by"})
"""Columns that say who changed a row when; they only ever go on."""


class Action(NamedTuple):
    """An action under way: its id, when it is, and whose."""

    connection: sqlite3.Connection
    action_id: int
    at: str
    by: str | None

    def put(self, table: str, key: Cells, row: Cells | None) -> None:
        """Make a row what it is to be, None for gone, and write down what it was."""
        before = row_of(self.connection, table, key)
        if row is None and table == "shortlists":  # what was done to a list stays told
            row = {**(before or {}), "removed_at": self.at}
        if row is not None:
            stamps: dict[str, Any] = {"changed_at": self.at, "changed_by": self.by}
            if table.startswith("shortlist"):
                stamps["changes"] = (0 if before is None else before["changes"]) + 1
            row = {**row, **key, **stamps}
        _write(self.connection, table, key, row)
        after = row_of(self.connection, table, key)  # with what the table adds by itself
        owner = key.get("account_id") or (before or after or {}).get("account_id")
        texts = map(_json, (key, before, after))
        self.connection.execute(
            """
            insert into action_changes
              (action_id, thing, shortlist_id, account_id, row_key, before, after)
            values (?, ?, ?, ?, ?, ?, ?)
            """,
            [self.action_id, table, key.get("shortlist_id"), owner, *texts],
        )

    def change(self, table: str, key: Cells, cells: Cells) -> bool:
        """Change some columns of a row that is there; return whether that made it another one."""
        before = row_of(self.connection, table, key)
        if before is None or all(before[name] == cell for name, cell in cells.items()):
            return False
        self.put(table, key, {**before, **cells})
        return True


def who() -> str | None:
    """Return who sits at this machine, as the system calls them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # nobody of this number is known to the system
        return None


@contextmanager
def action(
    db: "Database",
    words: str,
    by: str | None = None,
    *,
    undoes: int | None = None,
    clock: Callable[[], str] = current_time,
) -> Iterator[Action]:
    """Yield an action: all that it changes is committed at its end, or nothing is.

    One that changed nothing is not written down.

    Parameters
    ----------
    words
        What is done, for who reads the history.
    by
        Who does it.
    """
    with write_transaction(db):
        at = clock()
        made = db.conn.execute(
            "insert into actions (words, changed_at, changed_by, undoes_id) values (?, ?, ?, ?)",
            [words, at, by, undoes],
        )
        begun = Action(db.conn, int(made.lastrowid or 0), at, by)
        yield begun
        own = "(select 1 from action_changes where action_id = :action)"
        db.conn.execute(
            f"delete from actions where action_id = :action and not exists {own}",  # noqa: S608
            {"action": begun.action_id},
        )


def row_of(connection: sqlite3.Connection, table: str, key: Cells) -> dict[str, Any] | None:
    """Return a row as a mapping; None where there is none."""
    found = connection.execute(
        f"select * from {table} where {_is(key)}",  # noqa: S608 our own names
        list(key.values()),
    )
    row = found.fetchone()
    names = [column[0] for column in found.description]
    return None if row is None else dict(zip(names, row, strict=True))


def expect(row: Cells | None, seen: int | None, called: str) -> None:
    """Raise ChangedMeanwhile where a row is not the one that a person saw.

    Parameters
    ----------
    seen
        ``changes`` of the row that they saw; None: whatever it is by now.
    called
        What it is, in words.
    """
    if seen is None or (row is not None and row["changes"] == seen):
        return
    if row is None:
        raise ChangedMeanwhile(f"{called} is gone; somebody removed it meanwhile.")
    who = f" by {row['changed_by']}" if row["changed_by"] else ""
    raise ChangedMeanwhile(
        f"{called} was changed{who} at {row['changed_at']}: look at it, and change it again."
    )


def same(one: Cells | None, other: Cells | None) -> bool:
    """Return whether two rows say the same, whoever changed them when."""
    if one is None or other is None:
        return one is other
    return _said(one) == _said(other)


def _said(row: Cells) -> Cells:
    return {name: cell for name, cell in row.items() if name not in STAMPS}


def _write(connection: sqlite3.Connection, table: str, key: Cells, row: Cells | None) -> None:
    connection.execute(f"delete from {table} where {_is(key)}", list(key.values()))  # noqa: S608
    if row is not None:
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"insert into {table} ({', '.join(row)}) values ({marks})",  # noqa: S608
            list(row.values()),
        )


def _is(key: Cells) -> str:
    return " and ".join(f"{name} = ?" for name in key)


def _json(cells: Cells | None) -> str | None:
    return None if cells is None else json.dumps(dict(cells), ensure_ascii=False)
