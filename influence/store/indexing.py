"""The index of the words of posts: brought up to date by whoever looks for words."""

import sqlite3
from typing import TYPE_CHECKING, Final

from influence.store.books import waiting_at_most, write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

POSTS_INDEX: Final = "posts_fts"
BESIDE: Final = "temp.posts_beside"
"""An index of one connection, of the posts that could not be put into that of the file."""

PATIENCE: Final = 1.0
"""Seconds to wait for who else writes: somebody looks at a page meanwhile."""

_UNWRITABLE: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY)

_WAITING = "select exists (select 1 from posts where post_id > (select up_to from indexed))"
_INDEX = """
    insert into {} (rowid, title, text)
    select post_id, spaced(title), spaced(text) from posts
    where post_id > (select up_to from indexed) and (title is not null or text is not null)
"""
_HELD_BESIDE = "select exists (select 1 from temp.posts_beside_docsize)"
_NOTE = "update indexed set up_to = (select coalesce(max(post_id), 0) from posts)"


def index_new_posts(db: "Database") -> None:
    """Index the words of posts that came since words were looked for last.

    What changes or goes after that is kept by triggers. Where the file cannot be written to, or
    somebody else writes to it for long, they are indexed beside it, for this connection alone; so
    whoever looks for words asks both, :data:`POSTS_INDEX` and :data:`BESIDE`.

    Raises
    ------
    sqlite3.OperationalError
        Where the file cannot be read, or the disk is full.
    """
    connection = db.conn
    connection.execute(_beside(connection))
    if connection.execute(_HELD_BESIDE).fetchone()[0]:  # of another moment
        connection.execute("insert into temp.posts_beside (posts_beside) values ('delete-all')")
        connection.commit()
    if not connection.execute(_WAITING).fetchone()[0]:
        return
    try:
        with waiting_at_most(PATIENCE, connection), write_transaction(db):
            connection.execute(_INDEX.format(POSTS_INDEX))
            connection.execute(_NOTE)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
            raise
        connection.execute(_INDEX.format(BESIDE))
        connection.commit()


def _beside(connection: sqlite3.Connection) -> str:
    """Return what makes an index like that of the file, where this connection has none."""
    query = "select sql from main.sqlite_master where name = ?"
    (sql,) = connection.execute(query, [POSTS_INDEX]).fetchone()
    made = f"create virtual table if not exists {BESIDE} "
    return made + str(sql)[str(sql).index("using") :]


def index_posts(connection: sqlite3.Connection) -> None:
    """Write the index of the words of posts anew, so that nothing of what was deleted is in it."""
    connection.execute("insert into posts_fts (posts_fts) values ('delete-all')")
    connection.execute("update indexed set up_to = 0")
    connection.execute(_INDEX.format(POSTS_INDEX))
    connection.execute(_NOTE)
