"""Acts that a stream takes back and that no record told, but a list of likers or the like.

Such a list says who and not by which record. What the record was made for can be told by its time
alone; what it cannot, a crawl finds out that reads what the account did.
"""

import sqlite3
from collections.abc import Iterable
from typing import Final, NamedTuple

from influence.records import Key, Told
from influence.store.books import empty_stages, make_stages
from influence.store.told.telling import ONCE
from influence.windows import from_seconds, to_seconds

WITHIN: Final = 5.0
"""Seconds between when a record says that it was made and when its key says so."""

_STAGES: Final = {
    "named_deletions": """(
         account_id integer, kind text, record_key text, since text, until text,
         primary key (account_id, kind, record_key)) without rowid""",
    "untold_acts": """(
         account_id integer, kind text, record_key text, act_id integer, is_near integer)""",
}
# Whom lists name they give a handle or a name, which others of whom a stream told do not have.
_NAME = """
insert or ignore into named_deletions
select account_id, ?, ?, ?, ? from accounts
where source = ? and native_id = ? and coalesce(handle, name) is not null and not exists (
  select 1 from told_acts as t
  where t.account_id = accounts.account_id and t.record_key = ? and t.kind = ?)
"""
_PAIR = "told_acts as t indexed by told_acts_by_pair"
LISTED: Final = (
    "(select distinct account_id from coverage where kind in ('likers', 'reposters')) as listed"
)
UNTOLD_ACT: Final = f"""native_id is null and i.post_id is not null and not exists (
    select 1 from {_PAIR}
    where t.account_id = i.actor_id and t.target_id = i.target_id and t.kind = i.kind
      and t.post_id = i.post_id)"""  # noqa: S608 - only our own words stand in the statements
"""What a list of likers or reposters told of interactions ``i``, and no record does."""
UNTOLD_FOLLOW: Final = f"""not exists (
    select 1 from {_PAIR}
    where t.account_id = actor_id and t.target_id = follows.target_id and t.kind = 'follow')"""  # noqa: S608 - as above
"""What a list of followers told, and no record does."""
_FIND_ACTS = f"""
insert into untold_acts
select d.account_id, d.kind, d.record_key, interaction_id,
       coalesce(happened_at between since and until, 0)
from {LISTED}
cross join named_deletions as d
cross join interactions as i
  on i.target_id = listed.account_id and i.kind = d.kind and i.actor_id = d.account_id
where {UNTOLD_ACT}
"""  # noqa: S608 - as above
_FIND_FOLLOWS = f"""
insert into untold_acts
select d.account_id, d.kind, d.record_key, null, 0
from named_deletions as d cross join follows on actor_id = d.account_id
where d.kind = 'follow' and {UNTOLD_FOLLOW}
"""  # noqa: S608 - as above
_DROP_NEAR = """
delete from interactions where interaction_id in (
  select min(act_id) from untold_acts where is_near
  group by account_id, kind, record_key having count(*) = 1)
"""
_IN_DOUBT = """
select distinct source, native_id from untold_acts join accounts using (account_id) order by 1, 2
"""


class _Deletion(NamedTuple):
    kind: str
    key: str
    since: str | None
    until: str | None


def take_back_untold(connection: sqlite3.Connection, told: Iterable[Told]) -> set[Key]:
    """Take back what deleted records did that none told, where their time tells which act it was.

    Returns
    -------
    set[Key]
        Accounts of which an act may have been taken back: what they did has to be read.
    """
    rows = [
        (*each, *one.account, each.key, each.kind)
        for one in told
        if not one.records
        for each in _deletions(one)
    ]
    if not rows:
        return set()
    make_stages(connection, _STAGES)
    connection.executemany(_NAME, rows)
    for statement in (_FIND_ACTS, _FIND_FOLLOWS, _DROP_NEAR):
        connection.execute(statement)
    found = {Key(*row) for row in connection.execute(_IN_DOUBT)}
    empty_stages(connection, _STAGES)
    return found


def _deletions(told: Told) -> Iterable[_Deletion]:
    made = None if told.made_at is None else to_seconds(told.made_at)
    since = None if made is None else str(from_seconds(made - WITHIN))
    until = None if made is None else str(from_seconds(made + WITHIN))
    return (_Deletion(kind, told.record_key, since, until) for kind in told.kinds if kind in ONCE)
