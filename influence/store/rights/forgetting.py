"""Forget accounts: all at once or not at all, down to the free pages of the file."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from influence.store.books import write_transaction
from influence.store.ingesting import current_time
from influence.store.rights.addresses import erase_addresses
from influence.store.rights.alone import alone, wipe
from influence.store.rights.blanking import Pen, blank, common_words
from influence.store.rights.erasing import erase
from influence.store.rights.hashes import hasher_for
from influence.store.rights.people import People, people
from influence.store.rights.remembering import remember, remember_posts
from influence.store.rights.spelling import fold, names_them

if TYPE_CHECKING:
    from sqlite_utils import Database

LONG_TEXT = 20
"""Characters from which a text that equals one of theirs is a copy of it, and no chance."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What was done to forget accounts.

    Attributes
    ----------
    accounts
        How many.
    gone, blanked
        Rows deleted, and rows of others in which they were blanked, by table.
    common
        Bare words among their names that were left, as so many texts hold them.
    alike
        Accounts that may be the same people elsewhere: ``source:handle`` or ``source:id``.
    """

    accounts: int = 0
    gone: dict[str, int] = field(default_factory=dict)
    blanked: dict[str, int] = field(default_factory=dict)
    common: dict[str, int] = field(default_factory=dict)
    alike: tuple[str, ...] = ()


def forget(
    db: "Database",
    account_ids: Iterable[int],
    *,
    reason: str | None = None,
    also: Sequence[str] = (),
    clock: Callable[[], str] = current_time,
) -> Forgetting:
    """Erase accounts with all that is theirs, remember keyed hashes, and wipe the file.

    Killed at any moment, it leaves all of them forgotten or none; called again, with nobody if
    need be, it wipes what is left to be wiped.

    Parameters
    ----------
    reason
        Is kept beside the hashes, with what names them blanked.
    also
        Further words that name them in texts of others.

    Raises
    ------
    InputUnusable
        Where another program has the database open, or the key is missing or another one: then
        nothing was changed.
    """
    with alone(db):
        done = Forgetting()
        if account_ids := list(account_ids):
            with write_transaction(db):
                done = _forget(db.conn, account_ids, reason, also, clock())
        wipe(db)
        with write_transaction(db):
            db.conn.execute("update forgotten set wiped_at = ? where wiped_at is null", [clock()])
    return done


def _forget(
    connection: sqlite3.Connection,
    account_ids: Iterable[int],
    reason: str | None,
    also: Sequence[str],
    asked_at: str,
) -> Forgetting:
    hasher = hasher_for(connection)
    them = people(connection, account_ids, also)
    common = common_words(connection, them)
    _drop_copies(connection, them)
    gone = erase(connection, "accounts", them.account_ids)
    gone = dict(Counter(gone) + Counter(erase_addresses(connection, them)))
    remember(connection, hasher, them.persons, asked_at, reason)
    remember_posts(connection, hasher, them.posts)
    blanked = blank(connection, Pen.of(them, common, hasher.pseudonym))
    blanked.pop("forgotten", None)  # the reason
    _drop_statistics(connection)
    return Forgetting(len(them.persons), gone, blanked, common, _alike(connection, them))


def _drop_copies(connection: sqlite3.Connection, them: People) -> None:
    """Drop long texts of others that are word for word theirs, passed on."""
    ids = ", ".join(map(str, them.account_ids))
    for column in ("title", "text"):
        connection.execute(
            f"""
            update posts set {column} = null
            where account_id not in ({ids}) and length({column}) >= {LONG_TEXT} and {column} in (
              select {column} from posts where account_id in ({ids}))
            """  # noqa: S608 numbers of ours
        )


def _drop_statistics(connection: sqlite3.Connection) -> None:
    """Drop the samples of keys that ``analyze`` keeps where another program called it."""
    for (name,) in connection.execute(
        "select name from sqlite_master where name = 'sqlite_stat4'"
    ).fetchall():
        connection.execute(f"delete from {name}")  # noqa: S608


def _alike(connection: sqlite3.Connection, them: People) -> tuple[str, ...]:
    rows = connection.execute("select source, native_id, handle, url from accounts")
    return tuple(
        f"{source}:{handle or native_id}"
        for source, native_id, handle, url in rows
        if fold(handle or "").removeprefix("@") in them.handles
        or names_them(f"{native_id} {url or ''}", them)
    )


def is_wiped(db: "Database") -> bool:
    """Tell whether every forgetting was completed: nothing of it is left in free pages."""
    (left,) = db.conn.execute(
        "select exists (select 1 from forgotten where wiped_at is null)"
    ).fetchone()
    return not left
