"""Remember which record told which act, so that its deletion can be understood."""

# ruff: noqa: S608 - only our own words stand in the statements
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Final

from influence.records import Follow, Interaction, Told
from influence.store.books import empty_stages, make_stages

ONCE: Final = frozenset({"like", "repost", "follow"})
"""Acts of which two records may tell the same."""

STAGES: Final = {
    "telling": """(
         source text, actor text, record_key text, kind text, target text, post text, via text,
         happened_at text)""",
    "touched_pairs": """(
         account_id integer, kind text, target_id integer, post_id integer, is_gone integer,
         primary key (account_id, kind, target_id, post_id)) without rowid""",
}

_TELL = """
insert or replace into told_acts
select actor.account_id, t.record_key, t.kind, target.account_id, posts.post_id, via.account_id,
       t.happened_at
from telling as t
cross join accounts as actor on actor.source = t.source and actor.native_id = t.actor
cross join accounts as target on target.source = t.source and target.native_id = t.target
left join posts on posts.source = t.source and posts.native_id = t.post
left join accounts as via on via.source = t.source and via.native_id = t.via
"""

# Of a post that the store refused, as it names somebody who was forgotten, no act is held.
_HAS_ITS_POST = "where t.post is null or posts.post_id is not null"

_WORDS = ", ".join(f"'{kind}'" for kind in sorted(ONCE))
_TOUCH_TOLD = f"""
insert or ignore into touched_pairs
select actor.account_id, t.kind, target.account_id, coalesce(posts.post_id, 0), 0
from telling as t
cross join accounts as actor on actor.source = t.source and actor.native_id = t.actor
cross join accounts as target on target.source = t.source and target.native_id = t.target
left join posts on posts.source = t.source and posts.native_id = t.post
where t.kind in ({_WORDS})
"""
_TOUCH_GONE = f"""
insert or ignore into touched_pairs
select account_id, kind, target_id, coalesce(post_id, 0), 1 from gone_acts where kind in ({_WORDS})
"""

# Without statistics SQLite would look at all that an account did.
_PAIRS = "told_acts as o indexed by told_acts_by_pair"
_SAME = """
o.account_id = p.account_id and o.target_id = p.target_id and o.kind = p.kind
and coalesce(o.post_id, 0) = p.post_id
"""
# Told twice, or told still by another record than the one that is gone.
_KEEP_DOUBLE = f"""
delete from touched_pairs as p
where 2 - is_gone > (select count(*) from (select 1 from {_PAIRS} where {_SAME} limit 2))
"""
_DROP_DOUBLE = """
delete from interactions where interaction_id in (
  select i.interaction_id from touched_pairs as p cross join interactions as i
    on i.target_id = p.target_id and i.kind = p.kind and i.actor_id = p.account_id
    and coalesce(i.post_id, 0) = p.post_id and i.native_id is null
  where p.kind <> 'follow')
"""
_FIRST = f"""
select o.*, row_number() over (
  partition by o.account_id, o.kind, o.target_id, o.post_id
  order by o.happened_at is null, o.happened_at, o.record_key) as number
from touched_pairs as p cross join {_PAIRS} on {_SAME}
where p.kind <> 'follow'
"""
_ADD_DOUBLE = f"""
insert into interactions (kind, actor_id, target_id, post_id, via_account_id, happened_at)
select kind, account_id, target_id, post_id, via_account_id, happened_at
from ({_FIRST}) where number = 1
"""
_LAST = f"""
select o.*, row_number() over (
  partition by o.account_id, o.target_id
  order by o.happened_at is null, o.record_key desc) as number
from touched_pairs as p cross join {_PAIRS} on {_SAME}
where p.kind = 'follow'
"""
_ADD_FOLLOW = f"""
insert into follows (actor_id, target_id, began_at)
select account_id, target_id, happened_at from ({_LAST}) where number = 1
on conflict (actor_id, target_id) do update set began_at = excluded.began_at
"""


def remember_told(connection: sqlite3.Connection, told: Iterable[Told]) -> None:
    """Note which record told which act, and make one act of what two records tell alike.

    To be called when the records are written, and what was gone before is in ``gone_acts``.
    """
    make_stages(connection, STAGES)
    rows = [row for each in told for row in _rows(each)]
    connection.executemany("insert into telling values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute(_TOUCH_GONE)
    if rows:
        connection.execute(f"{_TELL} {_HAS_ITS_POST}")
        connection.execute(_TOUCH_TOLD)
    connection.execute(_KEEP_DOUBLE)
    for statement in (_DROP_DOUBLE, _ADD_DOUBLE, _ADD_FOLLOW):
        connection.execute(statement)
    empty_stages(connection, STAGES)


def _rows(told: Told) -> Iterator[tuple[Any, ...]]:
    key = told.record_key
    for record in told.records:
        if isinstance(record, Interaction):
            kind, actor, target, post, via, happened_at, *_ = record
            named = (target.native_id, post and post.native_id, via and via.native_id)
            yield (*actor[:1], actor.native_id, key, kind, *named, happened_at)
        elif isinstance(record, Follow):
            named = (record.target.native_id, None, None)
            yield (*record.actor[:1], record.actor.native_id, key, "follow", *named, record[2])
