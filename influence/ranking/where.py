"""Filter rows by an SQL expression, in a database of their own that nothing can leave."""

import sqlite3
from collections.abc import Sequence

from influence.errors import BadExpression, nearest

Cell = str | int | float | None
Row = dict[str, Cell]

# fmt: off
_FUNCTIONS = frozenset({
    "abs", "avg", "ceil", "ceiling", "coalesce", "count", "date", "datetime", "exp", "floor",
    "glob", "group_concat", "hex", "ifnull", "iif", "instr", "julianday", "length", "like",
    "ln", "log", "log10", "log2", "lower", "ltrim", "max", "min", "mod", "nullif", "pow",
    "power", "replace", "round", "rtrim", "sign", "sqrt", "strftime", "substr", "substring",
    "sum", "time", "total", "trim", "typeof", "unicode", "unixepoch", "upper",
})
# fmt: on
"""What may be called; whatever reads files, loads code or makes up large values is not here."""


def matching(rows: Sequence[Row], columns: Sequence[str], where: str) -> list[Row]:
    """Return the rows for which an SQL expression over the columns is true, in their order.

    The rows are a table called ``ranking``, so ``influence > (select avg(influence) from ranking)``
    can be asked too.

    Raises
    ------
    BadExpression
        Where SQLite does not understand the expression, or it asks for more than these columns.

    Examples
    --------
    >>> matching([{"rank": 1}, {"rank": 2}], ["rank"], "rank > 1")
    [{'rank': 2}]
    """
    connection = sqlite3.connect(":memory:")
    try:
        _fill(connection, rows, columns)
        connection.set_authorizer(_only_reading)
        # The expression stands on lines of its own, so that a comment in it ends with it.
        query = f"select rowid from ranking where (\n{where}\n) order by rowid"  # noqa: S608 - the authorizer above lets nothing but reading through
        chosen = connection.execute(query)
        return [rows[rowid - 1] for (rowid,) in chosen]
    except UnicodeError as error:
        raise BadExpression(f"--where {where!r} is no text in UTF-8: write it again.") from error
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        raise BadExpression(_advice(str(error), where, columns)) from error
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, rows: Sequence[Row], columns: Sequence[str]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    connection.execute(f"create table ranking ({names})")
    connection.executemany(
        f"insert into ranking values ({marks})",  # noqa: S608 - only question marks
        ([row.get(name) for name in columns] for row in rows),
    )


def _only_reading(action: int, _first: str | None, second: str | None, *_: str | None) -> int:
    reads = action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
    calls = action == sqlite3.SQLITE_FUNCTION and (second or "").casefold() in _FUNCTIONS
    return sqlite3.SQLITE_OK if reads or calls else sqlite3.SQLITE_DENY


def _advice(complaint: str, where: str, columns: Sequence[str]) -> str:
    asked = complaint.removeprefix("no such column: ")
    near = nearest(asked, columns) if asked != complaint else ""
    hint = f"did you mean {near}?" if near else f"the columns are {', '.join(columns)}."
    return f"--where {where!r}: {complaint}; {hint}"
