"""What may be handed on: everything, without the names of those whom no list may show."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from influence.ranking.blanks import without_names
from influence.store import copy_database, open_database, write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

TEXTS_AT_ONCE = 1_000

# The accounts stay as somebody of whom nothing is known, so that audiences keep their size.
_NAMELESS = (
    "create temp table nobody as select account_id from unlisted",
    """
    update posts set reply_to_native_id = null where reply_to_id in (
      select post_id from posts where account_id in (select account_id from nobody))
    """,
    """
    update posts set native_id = 'unlisted-' || lower(hex(randomblob(8))),
      url = null, title = null, text = null
    where account_id in (select account_id from nobody)
    """,
    """
    update interactions set native_id = 'unlisted-' || lower(hex(randomblob(8)))
    where native_id is not null and (actor_id in (select account_id from nobody)
      or target_id in (select account_id from nobody))
    """,
    "delete from scores where account_id in (select account_id from nobody)",
    "update consents set reason = null where account_id in (select account_id from nobody)",
    "delete from notices where account_id in (select account_id from nobody)",
    """
    update accounts set native_id = 'unlisted-' || lower(hex(randomblob(8))),
      handle = null, name = null, url = null, bio = null, created_at = null
    where account_id in (select account_id from nobody)
    """,
)


@contextmanager
def listed_only(db: "Database") -> Iterator["Database"]:
    """Yield a database in which nobody is named who may not be listed; it is gone afterwards.

    Where there is no such account it is the database itself, else a copy: ids of those accounts and
    of their posts are random, their names, addresses and texts are gone, and so are their names in
    the texts of others.
    """
    if not db.execute("select exists (select 1 from unlisted)").fetchone()[0]:
        yield db
        return
    with TemporaryDirectory(prefix="influence-") as folder:
        path = Path(folder) / "listed.db"
        copy_database(db, path)
        with open_database(path) as copy:
            with write_transaction(copy):
                _blank_mentions(copy)
                for statement in _NAMELESS:
                    copy.execute(statement)
            yield copy


def _blank_mentions(db: "Database") -> None:
    rows = db.execute(
        "select post_id, title, text from posts where title is not null or text <> ''"
    )
    changed = []
    while some := rows.fetchmany(TEXTS_AT_ONCE):
        for place in (1, 2):
            told = without_names(db, [row[place] for row in some], whole=True)
            changed += [
                (blanked, row[0], place)
                for row, blanked in zip(some, told, strict=True)
                if blanked != row[place]
            ]
    for text, post_id, place in changed:
        column = "title" if place == 1 else "text"
        db.execute(f"update posts set {column} = ? where post_id = ?", [text, post_id])  # noqa: S608
