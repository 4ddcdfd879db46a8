"""What may be handed on: everything, without the names of those whom no list may show."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from influence.ranking.blanks import without_names
from influence.store import copy_database, index_posts, open_database, write_transaction
from influence.urls import BLOG, site_of

if TYPE_CHECKING:
    from sqlite_utils import Database

TEXTS_AT_ONCE = 1_000

# The accounts stay as somebody of whom nothing is known, so that audiences keep their size.
_NOBODY = "create temp table nobody as select account_id from unlisted"
_NAMELESS = (
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
    *(
        f"delete from {table} where account_id in (select account_id from nobody)"  # noqa: S608
        for table in (
            *("candidates", "shortlist_entries", "account_tags", "account_notes", "do_not_contact"),
            "action_changes",
        )
    ),
    "update consents set reason = null where account_id in (select account_id from nobody)",
    "delete from notices where account_id in (select account_id from nobody)",
    """
    update accounts set native_id = 'unlisted-' || lower(hex(randomblob(8))),
      handle = null, name = null, url = null, bio = null, created_at = null
    where account_id in (select account_id from nobody)
    """,
)


# Of what pages say, that goes which is theirs or points to them; the acts it stood for stay.
_THEIRS = "account_id in (select account_id from nobody)"
_ADDRESS_OF_THEIRS = f"""
site_of({{0}}) in (select native_id from accounts where source = '{BLOG}' and {_THEIRS})
or {{0}} in (select url from accounts where {_THEIRS})
"""  # noqa: S608 our own words
_PAGES = (
    f"delete from tags where post_id in (select post_id from posts where {_THEIRS})",  # noqa: S608
    *(
        f"delete from {table} where {_THEIRS} or {_ADDRESS_OF_THEIRS.format(column)}"  # noqa: S608
        for table, column in (
            *(("links", "links.url"), ("links", "found_in")),
            *(("identities", "identities.url"), ("facts", "facts.url")),
        )
    ),
)

_TEXTS = (
    ("posts", "post_id", ("title", "text")),
    ("briefs", "brief_id", ("toml",)),
    ("findings", "finding_id", ("toml",)),
    ("shortlists", "shortlist_id", ("question", "toml")),
    ("account_notes", "note_id", ("note",)),
    ("actions", "action_id", ("words",)),
    ("action_changes", "change_id", ("before", "after")),
)
"""Table, its key, and its texts that others are named in."""

_OWN = (
    *("fetches", "crawl_steps", "crawl_tasks", "crawls", "pointers", "hosts", "validators"),
    *("told_acts", "stream_spans", "streams"),
)
"""What a crawl or a stream notes for itself, each before what it refers to."""
_EMPTY = "delete from {}"


@contextmanager
def listed_only(db: "Database") -> Iterator["Database"]:
    """Yield a database in which nobody is named who may not be listed; it is gone afterwards.

    Where there is no such account it is the database itself, else a copy: ids of those accounts and
    of their posts are random, their names, addresses and texts are gone, and so are their names in
    the texts of others. What a crawl or a stream notes for itself is left out.
    """
    query = (
        "select exists (select 1 from unlisted) or exists (select 1 from crawl_tasks)"
        " or exists (select 1 from streams)"
    )
    if not db.execute(query).fetchone()[0]:
        yield db
        return
    with TemporaryDirectory(prefix="influence-") as folder:
        path = Path(folder) / "listed.db"
        copy_database(db, path)
        with open_database(path) as copy:
            with write_transaction(copy):
                _blank_mentions(copy)
                copy.conn.create_function("site_of", 1, _site_of, deterministic=True)
                for statement in (_NOBODY, *map(_EMPTY.format, _OWN), *_PAGES, *_NAMELESS):
                    copy.execute(statement)
                index_posts(copy.conn)  # else what was deleted is still in pages of the index
            yield copy


def _site_of(address: str | None) -> str | None:
    return site_of(address) if address else None


def _blank_mentions(db: "Database") -> None:
    for table, key, columns in _TEXTS:
        for column in columns:
            _blank_column(db, table, key, column)


def _blank_column(db: "Database", table: str, key: str, column: str) -> None:
    rows = db.execute(f"select {key}, {column} from {table} where {column} <> ''")  # noqa: S608
    changed = []
    while some := rows.fetchmany(TEXTS_AT_ONCE):
        told = without_names(db, [text for _, text in some], whole=True)
        changed += [
            (blanked, number)
            for (number, text), blanked in zip(some, told, strict=True)
            if blanked != text
        ]
    db.conn.executemany(f"update {table} set {column} = ? where {key} = ?", changed)  # noqa: S608
