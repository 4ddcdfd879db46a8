"""From what a person types to one account: handle, id, name or address."""

import re

from sqlite_utils import Database

from influence.errors import UnknownAccount, UsageError
from influence.ranking.names import Name, distinct_labels

_COLUMNS = "account_id, source, native_id, handle, name, url, is_bot"
_CANDIDATES = 2000


def find_account(db: Database, typed: str) -> Name:
    """Return the account that a person means.

    Tried in turn: handle as it stands; handle (case and a leading @ do not matter;
    ``source:handle`` where several sources have it), the source's own id, address, name, our
    ``account_id``.

    Raises
    ------
    UnknownAccount
        Where nothing fits; the nearest handles are offered.
    UsageError
        Where several accounts fit equally well; all are named.
    """
    source, _, rest = typed.rpartition(":")
    handle = typed.strip().removeprefix("@")
    tries: list[tuple[str, list[str | int]]] = [
        ("handle = ?", [typed]),
        ("handle = ? collate nocase", [handle]),
        ("source = ? and handle = ? collate nocase", [source, rest.removeprefix("@")]),
        ("native_id = ?", [handle]),
        ("source = ? and native_id = ?", [source, rest]),
        ("url = ?", [typed]),
        ("name = ? collate nocase", [typed]),
        ("account_id = ?", [int(typed) if re.fullmatch(r"\d{1,18}", typed) else -1]),
    ]
    for condition, values in tries:
        query = f"select {_COLUMNS} from accounts where {condition} order by account_id limit 6"  # noqa: S608 - the conditions stand above
        rows = [Name(*row) for row in db.conn.execute(query, values)]
        if len(rows) == 1:
            return rows[0]
        if rows:
            names = ", ".join(distinct_labels(rows))
            raise UsageError(f"Several accounts are called {typed!r}: write one of {names}.")
    raise UnknownAccount(typed, _similar(db, handle))


def _similar(db: Database, handle: str) -> list[str]:
    """Return handles worth comparing with: those that start or contain parts of what was typed."""
    start = re.sub(r"[%_]", "", handle)[:2]
    query = (
        "select handle from accounts where handle like ? or handle like ? or name like ?"
        " order by abs(length(handle) - ?), handle limit ?"
    )
    like = [f"{start}%", f"%{handle}%", f"%{handle}%"]
    rows = db.conn.execute(query, [*like, len(handle), _CANDIDATES])
    return [row[0] for row in rows if row[0]]
