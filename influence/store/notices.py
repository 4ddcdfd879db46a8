"""Who has to be told that data about them is held, by when, and who was told.

Art. 14 GDPR: whoever holds data on people that did not come from these people themselves tells them
within a month of obtaining it, and sooner where they are written to, or the data is handed on.
"""

import calendar
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from influence.store.books import write_transaction
from influence.store.ingesting import current_time

if TYPE_CHECKING:
    from sqlite_utils import Database

# Acts have no index by actor, so that each table is counted once for all accounts.
_HELD = """
with
  posted as (select account_id, count(*) as posts, total(text is not null) as texts
             from posts where is_listed group by account_id),
  acted as (select account_id, sum(acts) as acts from (
              select actor_id as account_id, count(*) as acts from interactions group by 1
              union all
              select actor_id, sum(count) from interaction_counts group by 1) group by 1),
  received as (select account_id, sum(acts) as acts from (
                 select target_id as account_id, count(*) as acts from interactions group by 1
                 union all
                 select target_id, sum(count) from interaction_counts group by 1) group by 1),
  following as (select actor_id as account_id, count(*) as follows from follows group by 1),
  followed as (select target_id as account_id, count(*) as follows from follows group by 1),
  claimed as (select distinct account_id from account_counts),
  scored as (select distinct account_id from scores),
  told as (select account_id, max(told_at) as told_at from notices group by account_id)
select a.account_id, a.source, a.native_id, a.handle, a.name, a.url, a.bio is not null,
       a.language is not null, a.consent, a.is_named, a.obtained_at, told.told_at,
       coalesce(posts, 0), coalesce(texts, 0), coalesce(acted.acts, 0), coalesce(received.acts, 0),
       coalesce(following.follows, 0), coalesce(followed.follows, 0),
       claimed.account_id is not null, scored.account_id is not null
from accounts a
left join posted using (account_id) left join acted using (account_id)
left join received using (account_id) left join following using (account_id)
left join followed using (account_id) left join claimed using (account_id)
left join scored using (account_id) left join told using (account_id)
where ? or told.told_at is null
order by told.told_at is not null, a.obtained_at, a.account_id
"""


class Held(NamedTuple):
    """What is held of one account, since when, and when it was told; counts of rows."""

    account_id: int
    source: str
    native_id: str
    handle: str | None
    name: str | None
    url: str | None
    has_bio: bool
    has_language: bool
    consent: str
    is_named: bool
    obtained_at: str | None
    told_at: str | None
    posts: int
    texts: int
    acts: int
    acts_received: int
    following: int
    followers: int
    is_counted: bool
    is_scored: bool

    @property
    def has_profile(self) -> bool:
        """Whether more is held than an id and what it did."""
        return bool(self.handle or self.name or self.url or self.has_bio or self.posts)

    @property
    def due_on(self) -> str | None:
        """The last day on which it can be told in time; None where nobody wrote down since when."""
        return None if self.obtained_at is None else one_month_after(self.obtained_at[:10])


@lru_cache(maxsize=1024)
def one_month_after(day: str) -> str:
    """Return the day of the next month with the same number, or the last one where it has none.

    As periods in months are counted by Art. 3 of Regulation (EEC, Euratom) 1182/71.

    >>> one_month_after("2026-01-31"), one_month_after("2026-12-05")
    ('2026-02-28', '2027-01-05')
    """
    start = date.fromisoformat(day)
    year, month = start.year + start.month // 12, start.month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(start.day, last)).isoformat()


def held_of_people(db: "Database", *, told_too: bool = False) -> Iterator[Held]:
    """Yield what is held of each account that was not told so, the longest held first.

    Those of whom nobody wrote down since when come first of all.

    Parameters
    ----------
    told_too
        Yield those that were told as well, after the others.
    """
    return (Held(*row) for row in db.conn.execute(_HELD, [told_too]))


def note_told(db: "Database", account_id: int, clock: Callable[[], str] = current_time) -> str:
    """Note that an account was told just now, and return when that is."""
    now = clock()
    with write_transaction(db):
        db.conn.execute("insert or ignore into notices values (?, ?)", [account_id, now])
    return now
