"""Write down keyed hashes of who is forgotten, and what an import learns of them."""

import sqlite3
from collections.abc import Callable, Iterable

from influence.records import Key
from influence.store.rights.erasing import erase
from influence.store.rights.hashes import Hasher
from influence.store.rights.known import Forgotten
from influence.store.rights.people import Person

_REMEMBER = """
insert into forgotten (source, native_id_hash, handle_hash, address_hash, key_check, asked_at,
                       reason)
values (?, ?, ?, ?, ?, ?, ?)
on conflict do nothing
"""

_CUT = """
update posts set reply_to_native_id = null
where reply_to_id is null and source = ? and reply_to_native_id = ?
"""

SAME_HANDLE = "has the handle of somebody who asked"


def remember(
    connection: sqlite3.Connection,
    hasher: Hasher,
    persons: Iterable[Person],
    asked_at: str,
    reason: str | None,
) -> None:
    """Remember people by hashes alone."""
    connection.executemany(
        _REMEMBER,
        (
            (
                each.key.source,
                hasher.account(each.key),
                None if each.handle is None else hasher.handle(each.handle),
                None if each.address is None else hasher.address(each.address),
                hasher.check,
                asked_at,
                reason,
            )
            for each in persons
        ),
    )


def remember_posts(connection: sqlite3.Connection, hasher: Hasher, posts: Iterable[Key]) -> None:
    """Remember posts by hashes alone, and cut what answers them."""
    posts = list(posts)
    connection.executemany(
        "insert or ignore into forgotten_posts values (?)", ([hasher.post(key)] for key in posts)
    )
    connection.executemany(_CUT, posts)


def settle_forgotten(
    connection: sqlite3.Connection, forgotten: Forgotten, clock: Callable[[], str]
) -> None:
    """Remember what an import learned: further posts, and further ids under known handles.

    What was held under such an id, before its handle was known, goes.
    """
    remember_posts(connection, forgotten.hasher, forgotten.posts)
    if not forgotten.accounts:
        return
    now = clock()
    for key, handle_hash in forgotten.accounts.items():
        row = (key.source, forgotten.hasher.account(key), handle_hash, None)
        connection.execute(_REMEMBER, (*row, forgotten.hasher.check, now, SAME_HANDLE))
        held = connection.execute(
            "select account_id from accounts where source = ? and native_id = ?", key
        ).fetchall()
        erase(connection, "accounts", [row[0] for row in held])
