"""From what a person types, or a row of a table says, to one account."""

import re
from collections.abc import Iterator, Mapping

from influence.errors import NotListed, UnknownAccount, UsageError
from influence.invocation import suggested
from influence.ranking.names import WITHOUT_NAME, Name, distinct_labels
from influence.store.sqlite_tools import Database

KEYS = ("account_id", "native_id", "handle", "url")
"""The columns that can say which account a row means, the surest first."""

_CANDIDATES = 2000
_WHY = "(select why from unlisted where unlisted.account_id = accounts.account_id)"
_COLUMNS = f"account_id, source, native_id, handle, name, url, is_bot, {_WHY} as why"

_WRITTEN = re.compile(
    r"(?:at://|acct:|https?://(?:www\.)?bsky\.app/profile/)@?([^/?#]+)", re.IGNORECASE
)
_AT_HOST = re.compile(r"https?://([^/?#@]+)/@([\w.-]+)/?", re.IGNORECASE)
_BY_HANDLE_ALONE = "youtube.com"

Condition = tuple[str, list[str | int]]


def find_account(db: Database, typed: str, *, unlisted_too: bool = False) -> Name:
    """Return the account that a person means.

    Tried in turn: handle as it stands; handle (case and a leading @ do not matter;
    ``source:handle`` where several sources have it), the source's own id, address, name, our
    ``account_id``, and other ways to write a handle: ``at://``, ``acct:``, where people read it.

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
    tries: list[Condition] = [
        ("handle = ?", [typed]),
        ("handle = ? collate nocase", [handle]),
        ("source = ? and handle = ? collate nocase", [source, rest.removeprefix("@")]),
        ("native_id = ?", [handle]),
        ("source = ? and native_id = ?", [source, rest]),
        ("url = ?", [typed]),
        ("name = ? collate nocase", [typed]),
        ("account_id = ?", [_number(typed)]),
        ("handle = ? collate nocase", [_handle_in(typed)]),
        ("native_id = ?", [_handle_in(typed)]),
    ]
    for condition in tries:
        if (found := _only(db, condition, typed, unlisted_too=unlisted_too)) is not None:
            return found
    raise UnknownAccount(typed, _similar(db, handle))


def find_account_of_row(
    db: Database, row: Mapping[str, str], *, unlisted_too: bool = False
) -> Name:
    """Return the account that a row of a table means, by its surest key.

    Parameters
    ----------
    row
        Texts under ``account_id``, ``native_id``, ``platform``, ``handle`` and ``url``, as a
        ranking has them; what is not known is left out. ``account_id`` is a number of one database
        alone, so that it counts only where nothing else in the row speaks against it. A row with
        a ``native_id`` is never taken for an account of another id that bears its handle now.
    unlisted_too
        As in :func:`find_account`.

    Raises
    ------
    UnknownAccount
        Where nothing fits.
    NotListed
        Where only accounts fit that no list may show.
    UsageError
        Where several accounts fit equally well (all are named), or the row has none of the keys.
    """
    shown = ("handle", "url", "native_id", "account_id")
    if (typed := next((row[key] for key in shown if key in row), None)) is None:
        raise UsageError(f"It names no account: {', '.join(KEYS)} are all empty.")
    for condition in _conditions(db, row):
        if (found := _only(db, condition, typed, unlisted_too=unlisted_too)) is not None:
            return found
    raise UnknownAccount(typed, _similar(db, typed))


def _conditions(db: Database, row: Mapping[str, str]) -> Iterator[Condition]:
    """Yield what holds for the account of a row, the surest key first."""
    if "account_id" in row:
        by_number: Condition = ("account_id = ?", [_number(row["account_id"])])
        if any(_agrees(found, row) for found in _fitting(db, by_number)):
            yield by_number
    sources = "select source from sources" if "platform" not in row else "?"
    known: list[str | int] = [row["platform"]] if "platform" in row else []
    here = f"source in ({sources})"  # an index begins with the source
    if "native_id" in row:
        yield f"{here} and native_id = ?", [*known, row["native_id"]]
        return
    if "handle" in row:
        handle = row["handle"].removeprefix("@")
        yield f"handle = ? collate nocase and {here}", [handle, *known]
    if "url" in row:
        yield f"url = ? and {here}", [row["url"], *known]


def _agrees(found: Name, row: Mapping[str, str]) -> bool:
    """Return whether what a row says beside the number is true of the account of that number."""
    if "native_id" in row:
        return (found.native_id, found.source) == (
            row["native_id"],
            row.get("platform", found.source),
        )
    handle = row.get("handle", found.handle) or ""
    return handle.removeprefix("@").casefold() == (found.handle or "").casefold()


def _only(db: Database, condition: Condition, typed: str, *, unlisted_too: bool) -> Name | None:
    """Return the only account that a condition holds for; None where there is none.

    Raises
    ------
    NotListed, UsageError
        Where there are only such as may not be shown, or several.
    """
    rows = _fitting(db, condition, order="account_id" if unlisted_too else "why is not null")
    fitting = [row for row in rows if unlisted_too or row.unlisted is None]
    if len(fitting) > 1:
        names = ", ".join(distinct_labels(fitting))
        raise UsageError(f"Several accounts are called {typed!r}: write one of {names}.")
    if rows and not fitting:
        raise NotListed(_refusal(rows[0]))
    return fitting[0] if fitting else None


def _fitting(db: Database, condition: Condition, order: str = "account_id") -> list[Name]:
    where, values = condition
    query = f"select {_COLUMNS} from accounts where {where} order by {order}, account_id limit 6"  # noqa: S608 - the conditions stand above
    return [Name(*row) for row in db.conn.execute(query, values)]


def _handle_in(typed: str) -> str:
    """Return the handle or id that a person wrote as an address; empty where it is none.

    >>> _handle_in("https://m.example/@ann"), _handle_in("at://ann.blog"), _handle_in("ann")
    ('ann@m.example', 'ann.blog', '')
    """
    typed = typed.strip()
    if found := _WRITTEN.match(typed):
        return found[1]
    if found := _AT_HOST.fullmatch(typed):
        host, name = found[1].lower().removeprefix("www."), found[2]
        return name if host == _BY_HANDLE_ALONE else f"{name}@{host}"
    return ""


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,18}", text) else -1


def _refusal(account: Name) -> str:
    """Say why an account is not shown, without a word of who it is."""
    who = WITHOUT_NAME[str(account.unlisted)]
    how = suggested("consent", "DB", "ACCOUNT", "allow")
    if account.unlisted == "do not contact":
        how = suggested("shortlist", "DB", "may-contact", "ACCOUNT", "--reason", "WHY")
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
