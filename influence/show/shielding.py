"""Views before the tables of a connection, without those whom no list may show.

What a question in SQL brings is handed on like any other list: from the page of raw tables, and
from a notebook.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

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
_VIEWS = "select name from main.sqlite_master where type = 'view'"
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


def shield(connection: sqlite3.Connection) -> None:
    """Put views before the tables, without those that no list may show; their names are blanked.

    The tables themselves can then be read through views alone.
    """
    connection.create_function("without_names", 2, _without_names, deterministic=True)
    for table, kept in _kept(connection).items():
        columns = ", ".join(_columns(connection, table))
        connection.execute(
            f"create temp view [{table}] as select {columns} from main.[{table}] where {kept}"  # noqa: S608 - our own names
        )
    connection.set_authorizer(_only_through_views(connection))


def _only_through_views(connection: sqlite3.Connection) -> Callable[..., int]:
    """Return what lets the tables be read by our views alone; a common table expression is none."""
    tables = frozenset(_kept(connection))
    views = {str(row[0]) for row in connection.execute(_VIEWS)} | tables

    def judge(
        action: int, table: str | None, column: str | None, schema: str | None, view: str | None
    ) -> int:
        reads = action == sqlite3.SQLITE_READ and schema == "main"
        direct = reads and table in tables and view not in views and column  # none: it is counted
        return sqlite3.SQLITE_DENY if direct else sqlite3.SQLITE_OK

    return judge


@contextmanager
def shielded(connection: sqlite3.Connection) -> Iterator[None]:
    """Shield a connection for as long as a ``with`` takes."""
    try:
        shield(connection)
        yield
    finally:
        connection.set_authorizer(None)
        for table in _kept(connection):
            connection.execute(f"drop view if exists temp.[{table}]")


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
