"""Views before the tables of a connection, without those whom no list may show.

What a question in SQL brings is handed on like any other list: from the page of raw tables, and
from a notebook.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from secrets import token_hex

from influence.ranking.blanks import blanking

_HIDDEN = "select account_id from main.unlisted"
_CALLED = f"""
    select value from main.accounts, json_each(json_array(native_id, handle, url))
    where value is not null and account_id in ({_HIDDEN})
"""  # noqa: S608 - our own words
_NAMES = """
    select json_group_object(value, why) from main.unlisted join main.accounts using (account_id),
           json_each(json_array(handle, name, url, native_id))
    where why <> 'not asked' and length(value) >= 2
      and (json_each.key < 3 or native_id glob '*[:/@.]*')
"""

_ABOUT_ACCOUNTS = """
    select m.name from main.sqlite_master m join pragma_table_info(m.name) c
    where m.type = 'table' and c.name = 'account_id'
"""
_TASKS = f"select task_id from main.crawl_tasks where site in ({_CALLED})"  # noqa: S608
_VIEWS = "select name, sql from main.sqlite_master where type = 'view' and name <> 'unlisted'"
_ASKED_FOR = {
    "crawl_tasks": f"site not in ({_CALLED})",
    "fetches": f"task_id is null or task_id not in ({_TASKS})",
    "pointers": f"site not in ({_CALLED}) and from_site not in ({_CALLED})",
    "hosts": f"host not in ({_CALLED})",
}
"""Table of what a crawl notes for itself → which rows are about others."""

_TEXTS = {
    "accounts": ("bio",),
    "posts": ("title", "text"),
    "interactions": ("native_id",),
    "links": ("url", "site", "page", "found_in"),
    "identities": ("url", "found_in"),
    "facts": ("value", "url"),
    "briefs": ("toml",),
    "findings": ("toml",),
    "shortlists": ("question", "toml"),
    "account_notes": ("note",),
    "actions": ("words",),
    "action_changes": ("before", "after"),
    "crawls": ("asked",),
    "validators": ("url",),
    "stream_spans": ("asked",),
}
"""Table → its columns of words, in which others may be named."""

_READINGS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_TOLD_BY_UNLISTED = {"account_id", "consent", "is_named", "source"}
"""What says that an account may not be shown: none of it names one."""
_NEVER_READ = {
    *("bytecode", "sqlite_dbpage", "sqlite_stmt"),
    *("sqlite_temp_master", "sqlite_temp_schema", "tables_used"),
}
"""Where SQLite tells the pages of the file, with all names in them, or what our views are called.
"""
_CONNECTED = (sqlite3.SQLITE_UPDATE, "sqlite_master")
"""What SQLite says where a virtual table is read first; nobody else may write there."""

# fmt: off
_TOLD_OF = frozenset({
    "foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_xinfo",
})
"""Pragmas that tell of a table or an index."""
_TOLD = frozenset({
    "application_id", "collation_list", "compile_options", "data_version", "database_list",
    "encoding", "foreign_keys", "freelist_count", "function_list", "max_page_count", "module_list",
    "page_count", "page_size", "pragma_list", "schema_version", "user_version",
})
"""Pragmas that tell of the file, and change it only where they are given a value."""
# fmt: on


def shield(connection: sqlite3.Connection) -> frozenset[str]:
    """Let a connection do nothing but read, through views alone; return their names.

    These stand before the tables, without those that no list may show; names are blanked.

    SQLite says by name which view reads a table, and would say the same of a common table
    expression of that name. So the names of those that may are drawn anew each time, and can be
    read nowhere but in what ``explain`` tells of a question.
    """
    mark = token_hex(16)
    views = _views(connection, mark)
    connection.create_function("without_names", 2, _without_names, deterministic=True)
    for made in views.values():
        connection.execute(made)
    connection.set_authorizer(_only_reading(connection, mark))
    return frozenset(views)


@contextmanager
def shielded(connection: sqlite3.Connection) -> Iterator[None]:
    """Shield a connection for as long as a ``with`` takes, in which one question is asked."""
    views = shield(connection)
    try:
        yield
    finally:
        connection.set_authorizer(None)
        for name in views:
            connection.execute(f"drop view temp.[{name}]")


def _views(connection: sqlite3.Connection, mark: str) -> dict[str, str]:
    """Return the names of the views that stand before tables and views → what makes them."""
    views = {}
    for table, kept in _kept(connection).items():
        shown, columns = f"{table} {mark}", ", ".join(_columns(connection, table))
        views[shown] = (
            f"create temp view [{shown}] as select {columns} from main.[{table}] where {kept}"  # noqa: S608 - our own names
        )
        views[table] = f"create temp view [{table}] as select * from temp.[{shown}]"  # noqa: S608
    # A view of the file reads the tables of the file; the same among ours reads what is shown.
    for name, sql in connection.execute(_VIEWS):
        views[str(name)] = f"create temp view {str(sql)[len('create view') :]}"
    return views


def _only_reading(connection: sqlite3.Connection, mark: str) -> Callable[..., int]:
    """Return what lets nothing through but reading, and the tables be read by our views alone."""
    tables = frozenset(_kept(connection))

    def may_read(table: str, column: str, schema: str, view: str) -> bool:
        if table.lower() in _NEVER_READ:
            return False
        is_shown = schema != "main" or table not in tables or view.endswith(mark)
        is_told = view.lower() == "unlisted" and column in _TOLD_BY_UNLISTED
        return is_shown or is_told or not column  # none: it is counted

    def judge(action: int, *about: str | None) -> int:
        first, second, schema, view = (each or "" for each in about)
        allowed = action in _READINGS or (action, first) == _CONNECTED
        if action == sqlite3.SQLITE_READ:
            allowed = may_read(first, second, schema, view)
        elif action == sqlite3.SQLITE_PRAGMA:
            allowed = first.lower() in (_TOLD_OF if second else _TOLD_OF | _TOLD)
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return judge


def _kept(connection: sqlite3.Connection) -> dict[str, str]:
    """Return table → which of its rows are shown."""
    about = [str(row[0]) for row in connection.execute(_ABOUT_ACCOUNTS)]
    named = dict.fromkeys(_TEXTS, "true")
    return {**named, **dict.fromkeys(about, f"account_id not in ({_HIDDEN})"), **_ASKED_FOR}


def _columns(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """Yield the columns of a view."""
    texts = _TEXTS.get(table, ())
    for (column,) in connection.execute("select name from pragma_table_info(?, 'main')", [table]):
        is_told = column in texts
        yield f"without_names([{column}], ({_NAMES})) as [{column}]" if is_told else f"[{column}]"


@lru_cache(maxsize=2)
def _blanked(names: str) -> Callable[[str], str]:
    return blanking(json.loads(names))


def _without_names(text: str | None, names: str) -> str | None:
    return text if text is None or names == "{}" else _blanked(names)(text)
