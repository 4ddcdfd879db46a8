"""The words of posts, to be searched: triggers keep them, and here they are written anew."""

import sqlite3
from typing import Final

POSTS_INDEX: Final = "posts_fts"

_ANEW = (
    "insert into posts_fts (posts_fts) values ('delete-all')",
    """
    insert into posts_fts (rowid, title, text)
    select post_id, spaced(title), spaced(text) from posts
    where title is not null or text is not null
    """,
)


def index_posts(connection: sqlite3.Connection) -> None:
    """Write the index of the words of posts anew, so that nothing of what was deleted is in it."""
    for statement in _ANEW:
        connection.execute(statement)
