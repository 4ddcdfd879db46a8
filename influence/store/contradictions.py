"""Where what is claimed and what is listed contradict each other."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def differing_post_numbers(db: "Database") -> int:
    """Return how many accounts list another number of posts than they claim."""
    return _number(
        db,
        """
        select count(*) from coverage as claimed
        join (select account_id, count(*) as held from posts where is_listed group by account_id)
          as listed using (account_id)
        where claimed.kind = 'posts' and claimed.post_id is null
          and claimed.claimed_count <> listed.held
        """,
    )


def pairs_above_posts(db: "Database") -> int:
    """Return how many pairs have more acts of passing on than the target has posts (S > Q).

    Acts on posts that are listed cannot exceed their number, so only acts without a post, counted
    acts, and acts on posts of accounts whose number is merely claimed are looked at.
    """
    return _number(
        db,
        """
        with listed as (
          select account_id, count(*) as posts from posts where is_listed group by account_id),
        known as (
          select account_id, posts, 1 as is_listed from listed
          union all
          select account_id, claimed_count, 0 from coverage
          where kind = 'posts' and post_id is null and claimed_count is not null
            and account_id not in (select account_id from listed)),
        acts as (
          select actor_id, target_id, count as acts from interaction_counts
          where kind in ('repost', 'quote')
          union all
          select actor_id, target_id, count(*) from interactions
          where kind in ('repost', 'quote') and post_id is null
          group by target_id, actor_id
          union all
          select actor_id, target_id, count(distinct post_id) from interactions
          where kind in ('repost', 'quote')
            and target_id in (select account_id from known where not is_listed)
          group by target_id, actor_id)
        select count(*) from (
          select 1 from acts join known on account_id = target_id
          where actor_id <> target_id
          group by target_id, actor_id having sum(acts) > max(posts))
        """,
    )


def _number(db: "Database", query: str) -> int:
    (number,) = db.conn.execute(query).fetchone()
    return int(number)
