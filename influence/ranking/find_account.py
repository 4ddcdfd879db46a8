"""From what a person types to one account: handle, id, name or address."""

import re

from sqlite_utils import Database

from influence.errors import NotListed, UnknownAccount, UsageError
from influence.invocation import suggested
from influence.ranking.names import WITHOUT_NAME, Name, distinct_labels

_CANDIDATES = 2000
_WHY = "(select why from unlisted where unlisted.account_id = accounts.account_id)"
_COLUMNS = f"account_id, source, native_id, handle, name, url, is_bot, {_WHY} as why"


def find_account(db: Database, typed: str, *, unlisted_too: bool = False) -> Name:
    """Return the account that a person means.

    Tried in turn: handle as it stands; handle (case and a leading @ do not matter;
    ``source:handle`` where several sources have it), the source's own id, address, name, our
    ``account_id``.

    Parameters
    ----------
    unlisted_too
        Find accounts that no list may show as well: to note what they want, never to show them.

    Raises
    ------
    UnknownAccount
        Where nothing fits; the nearest handles are offered.
    NotListed
        Where only accounts fit that no list may show.
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
    order = "account_id" if unlisted_too else "why is not null, account_id"
    for condition, values in tries:
        query = f"select {_COLUMNS} from accounts where {condition} order by {order} limit 6"  # noqa: S608 - the conditions stand above
        rows = [Name(*row) for row in db.conn.execute(query, values)]
        fitting = [row for row in rows if unlisted_too or row.unlisted is None]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            names = ", ".join(distinct_labels(fitting))
            raise UsageError(f"Several accounts are called {typed!r}: write one of {names}.")
        if rows:
            raise NotListed(_refusal(rows[0]))
    raise UnknownAccount(typed, _similar(db, handle))


def _refusal(account: Name) -> str:
    """Say why an account is not shown, without a word of who it is."""
    who = WITHOUT_NAME[str(account.unlisted)]
    how = suggested("consent", "DB", "ACCOUNT", "allow")
    return (
        f"This is {who}, so that nothing of it is shown; where it told you otherwise, `{how}`"
        " says so."
    )


def _similar(db: Database, handle: str) -> list[str]:
    """Return handles worth comparing with: those that start or contain parts of what was typed."""
    start = re.sub(r"[%_]", "", handle)[:2]
    query = f"""
        select handle from accounts
        where (handle like ? or handle like ? or name like ?) and {_WHY} is null
        order by abs(length(handle) - ?), handle limit ?
    """  # noqa: S608 - the condition stands above
    like = [f"{start}%", f"%{handle}%", f"%{handle}%"]
    rows = db.conn.execute(query, [*like, len(handle), _CANDIDATES])
    return [row[0] for row in rows if row[0]]
