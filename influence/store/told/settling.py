"""What a crawl read of records: which told what, and what their accounts took back since.

A stream tells what is deleted; whoever reads the whole of a repository finds out by what is there.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from influence.records import Key, Told, Whole
from influence.store.told.taking_back import forget_stages, prepare_stages, take_back
from influence.store.told.telling import remember_told
from influence.store.told.untold import LISTED, UNTOLD_ACT, UNTOLD_FOLLOW

_OF_POSTS: Final = ("reply", "quote", "mention")

_ACCOUNT = "select account_id from accounts where source = ? and native_id = ?"
_TOLD = """
select record_key, kind from told_acts
where account_id = ? and record_key <= ? and kind in ('like', 'repost', 'follow')
"""
_POSTS = "select native_id from posts where account_id = ? and is_listed"

_UNTOLD_ACTS = f"""
delete from interactions where interaction_id in (
  select interaction_id
  from {LISTED}
  cross join interactions as i
    on i.target_id = listed.account_id and i.kind in ('like', 'repost') and i.actor_id = :account
  where {UNTOLD_ACT})
"""  # noqa: S608 - only our own words stand in the statements
_UNTOLD_FOLLOWS = f"delete from follows where actor_id = :account and {UNTOLD_FOLLOW}"  # noqa: S608 - as above


def take_back_missing(
    connection: sqlite3.Connection, told: Sequence[Told], wholes: Iterable[Whole]
) -> list[Told]:
    """Take back what is held of accounts whose whole records do not tell it, and return that.

    To be called before what they tell is written; :func:`settle_told` is called after.
    """
    prepare_stages(connection)
    gone = [each for whole in wholes for each in _missing(connection, told, whole)]
    if gone:
        take_back(connection, gone)
    return gone


def settle_told(
    connection: sqlite3.Connection, told: Iterable[Told], wholes: Iterable[Whole]
) -> None:
    """Remember which record told what, and drop what only others told of whole accounts.

    Parameters
    ----------
    told
        What was written, and what was taken back before.
    """
    remember_told(connection, told)
    forget_stages(connection)
    for whole in wholes:
        if (account := _account(connection, whole.account)) is not None:
            connection.execute(_UNTOLD_ACTS, {"account": account})
            connection.execute(_UNTOLD_FOLLOWS, {"account": account})


def _missing(connection: sqlite3.Connection, told: Iterable[Told], whole: Whole) -> Iterator[Told]:
    """Yield the records that are held of an account, are not younger than the whole, and are gone.

    Those that a stream told after the whole was read are younger.
    """
    account = _account(connection, whole.account)
    own = [each for each in told if each.account == whole.account]
    acts = {(each.record_key, kind) for each in own for kind in each.kinds}
    for key, kind in connection.execute(_TOLD, [account, whole.until]):
        if (key, kind) not in acts:
            yield Told(whole.account, key, (kind,))
    posts = {each.post.native_id for each in own if each.post}
    for (native_id,) in connection.execute(_POSTS, [account]):
        key = native_id.rpartition("/")[2]
        if native_id not in posts and key <= whole.until:
            post = Key(whole.account.source, native_id)
            yield Told(whole.account, key, _OF_POSTS, post=post)


def _account(connection: sqlite3.Connection, account: Key) -> int | None:
    row = connection.execute(_ACCOUNT, account).fetchone()
    return None if row is None else int(row[0])
