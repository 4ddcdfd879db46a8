"""What a database holds, in numbers that a person can act on."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite_utils import Database


class Holdings(NamedTuple):
    """Counts of everything held; ``claims_differ`` counts accounts whose claimed number of posts
    is not that of the listed ones, ``over_acted`` pairs with more reposts than the target's posts.
    """

    accounts: int
    posts: int
    follows: int
    interactions: dict[str, int]
    interaction_counts: int
    self_interactions: int
    first_event: str | None
    last_event: str | None
    with_claimed_followers: int
    with_posts_known: int
    lists_complete: int
    claims_differ: int
    over_acted: int
    runs: int


_NUMBERS = {
    "accounts": "select count(*) from accounts",
    "posts": "select count(*) from posts where is_listed",
    "follows": "select count(*) from follows",
    "interaction_counts": "select count(*) from interaction_counts",
    "self_interactions": "select count(*) from interactions where actor_id = target_id",
    "with_claimed_followers": """
        select count(distinct account_id) from account_counts where followers_count is not null""",
    "with_posts_known": """
        select count(*) from (select account_id from posts where is_listed union
        select account_id from coverage where kind = 'posts' and claimed_count > 0)""",
    "lists_complete": """
        select count(distinct account_id) from coverage where kind = 'followers' and is_complete""",
    "claims_differ": """
        select count(*) from coverage c join
        (select account_id, count(*) as listed from posts where is_listed group by account_id)
        using (account_id) where c.kind = 'posts' and c.claimed_count <> listed""",
    "over_acted": """
        with q as (select account_id, count(*) as posts from posts where is_listed
                   group by account_id union all
                   select account_id, claimed_count from coverage where kind = 'posts'
                   and claimed_count is not null
                   and account_id not in (select account_id from posts where is_listed))
        select count(*) from interaction_counts c join q on q.account_id = c.target_id
        where c.kind = 'repost' and c.count > q.posts""",
    "runs": "select count(*) from runs",
}


def holdings(db: "Database") -> Holdings:
    """Count what is held."""
    connection = db.conn
    numbers = {name: connection.execute(sql).fetchone()[0] for name, sql in _NUMBERS.items()}
    kinds = "select kind, count(*) from interactions group by kind order by count(*) desc, kind"
    first, last = _span(db)
    return Holdings(
        **numbers,
        interactions=dict(connection.execute(kinds).fetchall()),
        first_event=first,
        last_event=last,
    )


def last_event(db: "Database") -> str | None:
    """Return the time of the last post or interaction as UTC text; None where none has a time."""
    return _span(db)[1]


def _span(db: "Database") -> tuple[str | None, str | None]:
    first, last = db.conn.execute(
        """
        select min(first), max(last) from (
          select min(published_at) as first, max(published_at) as last from posts union all
          select min(happened_at), max(happened_at) from interactions)
        """
    ).fetchone()
    return first, last
