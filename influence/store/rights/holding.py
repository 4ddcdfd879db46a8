"""All rows that are about one account, whichever table they are in."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from influence.store.rights.blanking import OWN_NAMES, Pen, common_words
from influence.store.rights.people import people
from influence.store.rights.tables import Table, quoted, tables_of

Row = dict[str, Any]

AROUND = 80
"""Characters of the text of others that are shown on either side of a mention."""

_SITE = "(select native_id from accounts where account_id = :account)"
_OF_SITE = {
    "crawl_tasks": f"site = {_SITE}",
    "pointers": f"site = {_SITE}",
    "fetches": f"task_id in (select task_id from crawl_tasks where site = {_SITE})",  # noqa: S608
}
"""What a crawl notes of a blog, by its address."""

_TITLES = {
    "accounts": "select source || ':' || coalesce(handle, native_id) from accounts",
    "posts": "select coalesce(url, source || ':' || native_id) from posts",
}


def rows_about(
    connection: sqlite3.Connection, account_id: int
) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield each table of data of accounts or their posts, and its rows about one account.

    References are resolved: to ``source:handle`` for accounts, to addresses for posts. Of other
    accounts nothing else is told.
    """
    for table in tables_of(connection).values():
        conditions = [
            f"{quoted(column)} = :account"
            if parent == "accounts"
            else f"{quoted(column)} in (select post_id from posts where account_id = :account)"  # noqa: S608
            for column, parent, _ in table.outward
            if parent in _TITLES
        ]
        if table.name == "accounts":
            conditions = ["account_id = :account"]
        if table.name in _OF_SITE:
            conditions.append(_OF_SITE[table.name])
        if conditions:
            yield table.name, _rows(connection, table, " or ".join(conditions), account_id)


def mentions_of(connection: sqlite3.Connection, account_id: int) -> Iterator[Row]:
    """Yield where texts of others name an account: by whom, where, when, and the words around.

    Common words that its names may be as well are no mentions.
    """
    them = people(connection, [account_id])
    pen = Pen.of(them, common_words(connection, them))
    for table in tables_of(connection).values():
        owners = [each.column for each in table.outward if each.parent == "accounts"]
        owner = "account_id" if table.name == "accounts" else next(iter(owners), "null")
        for column in table.texts:
            is_own_name = (table.name, column.name) in OWN_NAMES
            if is_own_name or column.name.endswith("native_id"):
                continue
            rewrite, name = pen.rewrite_of(table.name, column), quoted(column.name)
            connection.create_function("rewritten", 1, rewrite, deterministic=True)
            rows = connection.execute(
                f"select {_resolved(table)}, {name} from {quoted(table.name)}"  # noqa: S608
                f" where typeof({name}) = 'text' and rewritten({name}) is not {name}"
                f" and {owner} is not ?",
                [account_id],
            )
            names = [column[0] for column in rows.description]
            for row in rows:
                yield {
                    "where": f"{table.name}.{column.name}",
                    **_place(table, dict(zip(names[:-1], row, strict=False))),
                    "passage": _passage(row[-1], rewrite(row[-1]) or ""),
                }
    connection.create_function("rewritten", 1, None)


def _rows(
    connection: sqlite3.Connection, table: Table, condition: str, account_id: int
) -> Iterator[Row]:
    rows = connection.execute(
        f"select {_resolved(table)} from {quoted(table.name)} where {condition}",  # noqa: S608
        {"account": account_id},
    )
    names = [column[0] for column in rows.description]
    for row in rows:
        yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


def _resolved(table: Table) -> str:
    """Return the columns of a table, with titles for the keys of accounts and posts."""
    parents = {each.column: each for each in table.references}
    columns = []
    for column in table.columns:
        name = quoted(column.name)
        reference = parents.get(column.name)
        if reference is not None and reference.parent in _TITLES:
            title = _TITLES[reference.parent]
            key = f"{reference.parent}.{quoted(reference.parent_key)}"
            columns.append(f"({title} where {key} = {quoted(table.name)}.{name}) as {name}")
        else:
            columns.append(name)
    return ", ".join(columns)


def _place(table: Table, row: Row) -> Row:
    """Return who wrote a text, where it stands and when: what finds it again, and no more."""
    if table.name == "accounts":
        return {"by": f"{row['source']}:{row['handle'] or row['native_id']}"}
    by = next((row[each.column] for each in table.outward if each.parent == "accounts"), None)
    link = row.get("url") or row.get("native_id")
    time = row.get("published_at") or row.get("seen_at")
    return {key: value for key, value in (("by", by), ("link", link), ("time", time)) if value}


def _passage(text: str, rewritten: str) -> str:
    """Return what stands around the first place where two texts differ."""
    start = next(
        (place for place, (a, b) in enumerate(zip(text, rewritten, strict=False)) if a != b), 0
    )
    return text[max(start - AROUND, 0) : start + AROUND]
