"""Posts that a server took back by a number of its own, which is the last step of their addresses.

Of posts at home on that server alone the number tells which is meant; a crawl may have read them,
or a stream of an earlier run.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from influence.records import Key, Told

POST_ACTS: Final = ("reply", "quote", "mention")
"""What somebody may do to others by a post."""

_LAST_STEP = "replace(p.native_id, rtrim(p.native_id, replace(p.native_id, '/', '')), '')"
_FIND = f"""
select a.source, a.native_id, p.native_id
from posts as p join accounts as a using (account_id)
where p.source = ? and p.native_id >= ? || '/' and p.native_id < ? || '0' and p.is_listed
  and {_LAST_STEP} in (select value from json_each(?))
order by p.native_id
"""  # noqa: S608 - only our own words stand in the statement

# A crawl notes not which record told an act; an act by a post has the post's address.
_DROP_ACTS = """
delete from interactions
where kind in ('reply', 'quote', 'mention') and native_id in (select value from json_each(?))
"""


class Gone(NamedTuple):
    """A post that a server deleted: its number there; ``origin`` is scheme, host and port."""

    source: str
    origin: str
    number: str


def deletions_of(connection: sqlite3.Connection, gone: Iterable[Gone]) -> list[Told]:
    """Return as deleted records which of the posts that are held a server took back."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for source, origin, number in gone:
        numbers.setdefault((source, origin), []).append(number)
    return [
        Told(Key(held, author), post, POST_ACTS, post=Key(held, post))
        for (source, origin), named in numbers.items()
        for held, author, post in connection.execute(
            _FIND, [source, origin, origin, json.dumps(named)]
        )
    ]


def drop_acts_of(connection: sqlite3.Connection, deleted: Sequence[Told]) -> None:
    """Delete what was done by posts that are gone, whoever told it."""
    if deleted:
        connection.execute(_DROP_ACTS, [json.dumps([each.record_key for each in deleted])])
