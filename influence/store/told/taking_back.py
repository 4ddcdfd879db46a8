"""Take back what records told before: all of an account, or what single records of it did.

A post whose record is gone stays as one that is only named, without text, address, time and counts:
others may have acted on it.
"""

# ruff: noqa: S608 - only our own words stand in the statements
import sqlite3
from collections.abc import Iterable
from typing import Final

from influence.records import Key, Told
from influence.store.books import empty_stages, make_stages

STAGES: Final = {
    "named_records": """(
         account_id integer, record_key text, kind text, act_id text)""",
    "named_posts": "(post_id integer primary key, is_gone integer)",
    "gone_acts": """(
         account_id integer, record_key text, kind text, target_id integer, post_id integer,
         act_id text)""",
    "left_accounts": "(account_id integer primary key)",
}

_NAME = """
insert into named_records
select account_id, ?, ?, ? from accounts where source = ? and native_id = ?
"""
_NAME_POST = """
insert or replace into named_posts select post_id, ? from posts where source = ? and native_id = ?
"""

_GONE = """
insert into gone_acts
select t.account_id, t.record_key, t.kind, t.target_id, t.post_id, n.act_id
from named_records as n cross join told_acts as t
  on t.account_id = n.account_id and t.record_key = n.record_key and t.kind = n.kind
"""
_GONE_OF_ALL = """
insert into gone_acts
select t.account_id, t.record_key, t.kind, t.target_id, t.post_id, null
from left_accounts cross join told_acts as t using (account_id)
"""

# An act that a post is has its address; one that can be done once has none.
_DROP_ACTS = """
delete from interactions where interaction_id in (
  select i.interaction_id from gone_acts as g cross join interactions as i
    on i.target_id = g.target_id and i.kind = g.kind and i.actor_id = g.account_id
    and coalesce(i.post_id, 0) = coalesce(g.post_id, 0)
  where g.act_id is i.native_id or (g.account_id in (select account_id from left_accounts)))
"""
_DROP_FOLLOWS = """
delete from follows
where (actor_id, target_id) in (
  select account_id, target_id from gone_acts where kind = 'follow')
"""
_DROP_TOLD = """
delete from told_acts
where (account_id, record_key, kind, target_id) in (
  select account_id, record_key, kind, target_id from gone_acts)
"""

_POSTS_OF_ALL = """
insert or replace into named_posts
select post_id, 1 from left_accounts cross join posts using (account_id) where is_listed
"""
_FOLLOWS_OF_ALL = "delete from follows where actor_id in (select account_id from left_accounts)"

_OF_POSTS = "where post_id in (select post_id from named_posts)"
_DROP_TAGS = f"delete from tags {_OF_POSTS}"
_DROP_LINKS = f"delete from links {_OF_POSTS} and interaction_id is null"

# What others count of a post holds on while it is there.
_BLANK_RETOLD = f"""
update posts set reply_to_id = null, reply_to_native_id = null, text = null, language = null
{_OF_POSTS} and is_listed
"""
_BLANK_GONE = """
update posts set is_listed = 0, kind = 'any', reply_to_id = null, reply_to_native_id = null,
  url = null, title = null, text = null, language = null, published_at = null,
  reposts_count = null, replies_count = null, likes_count = null
where post_id in (select post_id from named_posts where is_gone) and is_listed
"""


def take_back(connection: sqlite3.Connection, told: Iterable[Told]) -> None:
    """Take back what records told before, whether they tell something new or are deleted.

    ``gone_acts`` holds them until :func:`forget_stages`.
    """
    told = list(told)
    connection.executemany(
        _NAME,
        (
            (each.record_key, kind, each.post and each.post.native_id, *each.account)
            for each in told
            for kind in each.kinds
        ),
    )
    connection.execute(_GONE)
    posts = [(not each.records, *each.post) for each in told if each.post]
    connection.executemany(_NAME_POST, posts)
    _drop(connection)


def take_back_all(connection: sqlite3.Connection, accounts: Iterable[Key]) -> None:
    """Take back all posts and follows of accounts, and the acts that a stream told of them."""
    connection.executemany(
        "insert or ignore into left_accounts select account_id from accounts"
        " where source = ? and native_id = ?",
        accounts,
    )
    for statement in (_GONE_OF_ALL, _POSTS_OF_ALL, _FOLLOWS_OF_ALL):
        connection.execute(statement)
    _drop(connection)
    connection.execute("delete from left_accounts")


def prepare_stages(connection: sqlite3.Connection) -> None:
    """Make the tables that these need, where the connection does not have them yet."""
    make_stages(connection, STAGES)


def forget_stages(connection: sqlite3.Connection) -> None:
    """Empty the tables that these filled."""
    empty_stages(connection, STAGES)


def _drop(connection: sqlite3.Connection) -> None:
    if _has_any(connection, "gone_acts"):
        for statement in (_DROP_ACTS, _DROP_FOLLOWS, _DROP_TOLD):
            connection.execute(statement)
    if _has_any(connection, "named_posts"):
        for statement in (_DROP_TAGS, _DROP_LINKS, _BLANK_RETOLD, _BLANK_GONE):
            connection.execute(statement)
        connection.execute("delete from named_posts")
    connection.execute("delete from named_records")


def _has_any(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute(f"select 1 from {table} limit 1").fetchone() is not None
