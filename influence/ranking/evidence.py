"""What the database says behind a number: names, posts with their addresses, coverage."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from influence.ranking.blanks import without_names
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite_utils import Database

WORDS_SHOWN = 100

_COVERAGE = """
    select 'posts', count(p.post_id),
           (select c.claimed_count from coverage c
            where c.kind = 'posts' and c.account_id = :account and :open limit 1),
           (select max(c.is_complete) from coverage c
            where c.kind = 'posts' and c.account_id = :account)
    from posts p
    where p.account_id = :account and p.kind <> 'repost' and p.is_listed
      and coalesce(p.published_at >= :since, :since is null or :open)
      and coalesce(p.published_at < :until, :until is null or :open)
    union all
    select 'followers', count(*),
           (select followers_count from account_counts
            where account_id = :account and followers_count is not null
            order by seen_at desc limit 1),
           (select max(c.is_complete) from coverage c
            where c.kind = 'followers' and c.account_id = :account)
    from follows where target_id = :account
    union all
    select case when own.source = 'blog' then 'links' else 'reposts' end,
           (select count(*) from interactions
                       where target_id = :account and (
                         kind = 'repost'
                         or kind = 'link' and post_id is not null and own.source = 'blog'))
                    + (select coalesce(sum(count), 0) from interaction_counts
                       where target_id = :account and kind = 'repost'),
           (select sum(reposts_count) from posts where account_id = :account), null
    from accounts own where own.account_id = :account
"""


class Link(NamedTuple):
    """One post as evidence: when, where to read it, and how it begins."""

    published_at: str | None
    address: str
    words: str | None


def post_links(db: "Database", post_ids: Sequence[int]) -> dict[int, Link]:
    """Return each post's time, address (its own id in its source where it has none) and words.

    Names of accounts that opted out are blanked in the words.
    """
    query = """
        select published_at, coalesce(url, native_id), coalesce(title, text)
        from posts where post_id = ?
    """
    rows = [db.conn.execute(query, [each]).fetchone() for each in post_ids]
    told = without_names(db, [words for _, _, words in rows])
    return {
        post_id: Link(published_at, address, _beginning(words))
        for post_id, (published_at, address, _), words in zip(post_ids, rows, told, strict=True)
    }


def citing_posts(
    db: "Database", actor_id: int, target_id: int, post_ids: Sequence[int]
) -> list[str]:
    """Return the addresses of an account's own posts that link to some posts of another one."""
    rows = db.conn.execute(
        """
        select distinct coalesce(own.url, i.native_id) from interactions as i
        left join posts as own on own.source = 'blog' and own.native_id = i.native_id
        where target_id = ? and i.kind = 'link' and actor_id = ? and i.native_id is not null
          and i.post_id in (select value from json_each(?))
        order by happened_at, 1
        """,
        [target_id, actor_id, json.dumps(list(post_ids))],
    )
    return [row[0] for row in rows]


def coverage(
    db: "Database", account_id: int, window: Window
) -> list[dict[str, str | int | float | None]]:
    """Return what is held of an account's lists, what its source claims, and what was read whole.

    Posts are those of the window; followers and reposts (of a blog: links to its posts) those of
    all data, as are the claims.
    """
    values = {
        "account": account_id,
        "since": window.since,
        "until": window.until,
        "open": window == Window(),
    }
    return [
        {
            "list": name,
            "held": held,
            "claimed": claimed,
            "coverage": held / claimed if claimed else None,
            "read_to_its_end": None if complete is None else "yes" if complete else "no",
        }
        for name, held, claimed, complete in db.conn.execute(_COVERAGE, values)
    ]


def _beginning(words: str | None) -> str | None:
    if words is None:
        return None
    words = " ".join(words.split())
    return words if len(words) <= WORDS_SHOWN else words[: WORDS_SHOWN - 1].rstrip() + "…"
