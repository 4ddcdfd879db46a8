"""The index of the words of posts: brought up to date by whoever looks for words."""

import sqlite3
from typing import TYPE_CHECKING, Final

from influence.store.books import write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

POSTS_INDEX: Final = "posts_fts"

_WAITING = "select exists (select 1 from posts where post_id > (select up_to from indexed))"
_INDEX = """
    insert into posts_fts (rowid, title, text)
    select post_id, spaced(title), spaced(text) from posts
    where post_id > (select up_to from indexed) and (title is not null or text is not null)
"""
_NOTE = "update indexed set up_to = (select coalesce(max(post_id), 0) from posts)"


def index_new_posts(db: "Database") -> None:
    """Index the words of posts that came since words were looked for last.

    What changes or goes after that is kept by triggers.

    Raises
    ------
    sqlite3.OperationalError
        Where there are such posts, and the file cannot be written.
    """
    (is_waiting,) = db.conn.execute(_WAITING).fetchone()
    if is_waiting:
        with write_transaction(db):
            db.conn.execute(_INDEX)
            db.conn.execute(_NOTE)


def index_posts(connection: sqlite3.Connection) -> None:
    """Write the index of the words of posts anew, so that nothing of what was deleted is in it."""
    connection.execute("insert into posts_fts (posts_fts) values ('delete-all')")
    connection.execute("update indexed set up_to = 0")
    connection.execute(_INDEX)
    connection.execute(_NOTE)
