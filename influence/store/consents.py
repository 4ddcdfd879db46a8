"""Keep what accounts say of being listed, and what follows from all of it together.

Each signal is kept with its place and time. Of one place the latest counts. Of several: what the
user was told by the person (``hand``) decides, unless it is unset; else one deny is enough; else
one allow is.
"""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from influence.opt_outs import UNQUOTED, opt_out_tag
from influence.records import Account, Consent
from influence.store.books import Books

if TYPE_CHECKING:
    from sqlite_utils import Database

HAND, BIO = "hand", "bio"

_STAGE = """
insert into staged_consents values (?, ?, ?, ?, ?)
on conflict (account_id, seen_in, seen_at) do update set
  signal = excluded.signal, reason = excluded.reason
"""

# A signal without a time is of now, unless its place says that already: reading a file again
# tomorrow must change nothing. A place that never said anything and is silent still says nothing.
_APPEND = """
insert or ignore into consents (account_id, signal, reason, seen_in, seen_at)
select account_id, signal, reason, seen_in, case seen_at when '' then ? else seen_at end
from staged_consents as new
where seen_at <> '' or not exists (
  select 1 from latest_consents as held
  where held.account_id = new.account_id and held.seen_in = new.seen_in
    and held.signal = new.signal and held.reason is new.reason)
  and (new.signal <> 'unset' or new.reason is not null or exists (
    select 1 from consents as held
    where held.account_id = new.account_id and held.seen_in = new.seen_in))
order by new.rowid
"""

_DECIDE = f"""
with together as (
  select account_id,
         max(case when seen_in = '{HAND}' and signal <> 'unset' then signal end) as by_hand,
         max(signal = 'deny') as denied, max(signal = 'allow') as allowed
  from latest_consents where account_id in (select account_id from staged_consents)
  group by account_id)
update accounts set consent = coalesce(
  by_hand, case when denied then 'deny' when allowed then 'allow' else 'unset' end)
from together where together.account_id = accounts.account_id
"""  # noqa: S608 our own word

_SIGNALS = """
select a.account_id, a.source, a.native_id, a.handle, a.name, a.consent,
       c.signal, c.seen_in, c.reason, c.seen_at
from latest_consents c join accounts a using (account_id)
where :account is null or a.account_id = :account
order by a.consent <> 'deny', a.consent <> 'allow', a.source, a.handle, a.account_id, c.seen_in
"""


_REASONS = f"""
select case when c.seen_in = '{HAND}' then 'told by hand' else coalesce(c.reason, c.seen_in) end,
       count(distinct c.account_id)
from latest_consents as c join accounts using (account_id)
where c.signal = 'deny' and consent = 'deny' group by 1 order by 2 desc, 1
"""  # noqa: S608 our own word

_UNQUOTED = """
select count(distinct account_id) from latest_consents where reason = ? and signal <> 'deny'
"""


class Signal(NamedTuple):
    """What one place says of one account now, and what follows for it from all places together."""

    account_id: int
    source: str
    native_id: str
    handle: str | None
    name: str | None
    consent: str
    signal: str
    seen_in: str
    reason: str | None
    seen_at: str


def signals(db: "Database", account_id: int | None = None) -> list[Signal]:
    """Return the latest signal of each place of every account, or of one; who opted out first."""
    return [Signal(*row) for row in db.conn.execute(_SIGNALS, {"account": account_id})]


class Wishes(NamedTuple):
    """What accounts ask of whoever lists them, counted.

    Attributes
    ----------
    reasons
        Why accounts opted out → how many did so; what the user was told by hand is one reason.
    unquoted
        Accounts that may be listed, of whose words none are kept.
    """

    reasons: dict[str, int]
    unquoted: int


def wishes(db: "Database") -> Wishes:
    """Count what accounts ask, the commonest first; of each place only the latest counts."""
    reasons = dict(db.conn.execute(_REASONS))
    (unquoted,) = db.conn.execute(_UNQUOTED, [UNQUOTED]).fetchone()
    return Wishes(reasons, unquoted)


def unlisted_among(connection: sqlite3.Connection, account_ids: str) -> dict[int, str]:
    """Return the accounts that no list may show, each with why, among a JSON array of ids."""
    if not connection.execute("select exists (select 1 from unlisted)").fetchone()[0]:
        return {}
    query = """
        select account_id, why from unlisted
        where account_id in (select value from json_each(?))
    """
    return dict(connection.execute(query, [account_ids]))


def stage_consents(books: Books, consents: Sequence[Consent]) -> None:
    """Stage signals, the last of one place and time replacing those before it."""
    ids = books.accounts
    rows = [
        (ids[each.account[0]][each.account[1]], each.seen_in, each.seen_at or "", *each[1:3])
        for each in consents
    ]
    books.stage("staged_consents", _STAGE, rows)


def stage_bios(books: Books, account_ids: Sequence[int], accounts: Sequence[Account]) -> None:
    """Stage a deny for those whose name or biography asks for it, an unset where it no longer does.

    Parameters
    ----------
    account_ids
        Our id of each of the accounts.
    """
    denied, silent = [], []
    for account_id, each in zip(account_ids, accounts, strict=True):
        if each.bio is None and each.name is None:
            continue
        told = (account_id, BIO, each.seen_at or "")
        if reason := _asked_in(each):
            denied.append((*told, "deny", reason))
        elif each.bio is not None:
            silent.append((*told, "unset", "the bio no longer says so"))
    held = _opted_out_by_bio(books.connection, [row[0] for row in silent])
    kept = [row for row in silent if row[0] in held]
    books.stage("staged_consents", _STAGE, [*denied, *kept])


def _asked_in(account: Account) -> str | None:
    for place, text in (("bio", account.bio), ("name", account.name)):
        if text and (tag := opt_out_tag(text)):
            return f"{tag} in the {place}"
    return None


def _opted_out_by_bio(connection: sqlite3.Connection, account_ids: list[int]) -> set[int]:
    if not account_ids:
        return set()
    query = """
        select account_id from latest_consents
        where seen_in = ? and signal = 'deny' and account_id in (select value from json_each(?))
    """
    return {row[0] for row in connection.execute(query, [BIO, str(account_ids)])}


def settle_consents(books: Books) -> None:
    """Append the staged signals that say something new, and decide anew for their accounts."""
    if not books.has_staged("staged_consents"):
        return
    books.connection.execute(_APPEND, [books.now])
    books.connection.execute(_DECIDE)
