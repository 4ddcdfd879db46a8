"""Count what a database holds."""

import sqlite3
from typing import TYPE_CHECKING

from influence.store.consents import wishes
from influence.store.held import COMPLETE_SHARE, Holdings, PastRun

if TYPE_CHECKING:
    from sqlite_utils import Database

_AMPLIFICATIONS = """
select (select count(*) from interactions where kind in ('repost', 'quote'))
     + (select count(*) from interactions join posts using (post_id)
        where interactions.kind = 'link' and source = 'blog')
     + (select total(count) from interaction_counts where kind in ('repost', 'quote'))
"""
_ACTORS = """
select count(*) from (
  select actor_id from interactions union select actor_id from interaction_counts limit 2)
"""


_HISTORY = """
select finished_at is not null and asked ->> '$.history' and asked ->> '$.depth' is not null,
       asked ->> '$.depth',
       exists(select 1 from crawl_tasks
              where due_at is null and finished_at is null and refused is null)
from crawls order by crawl_id desc limit 1
"""


def last_event(db: "Database") -> str | None:
    """Return the UTC text time of the last post or interaction; None where none has a time."""
    return _event(db.conn, "max")


def _event(connection: sqlite3.Connection, which: str) -> str | None:
    (moment,) = connection.execute(
        f"""
        select {which}(moment) from (
          select {which}(published_at) as moment from posts
          union all select {which}(happened_at) from interactions)
        """  # noqa: S608 min or max
    ).fetchone()
    return None if moment is None else str(moment)


_ACTS = """
select total(actor_id = target_id), total(happened_at is not null), count(*) from interactions
"""
_CLAIMS = "select count(*) from posts where reposts_count is not null"


def holdings(db: "Database") -> Holdings:
    """Say what a database holds."""
    connection = db.conn
    listed, named = _row(connection, "select total(is_listed), total(not is_listed) from posts")
    selves, timed, acts = _row(connection, _ACTS)
    complete, followers, listed_followers = _follower_lists(connection)
    known, claimed, held = _post_numbers(connection)
    opted_out, not_asked, not_to_contact = _unlisted(connection)
    wished = wishes(db)
    history_to, is_more_beyond = _history(connection)
    return Holdings(
        sources=_sources(connection),
        accounts=_row(connection, "select count(*) from accounts")[0],
        listed_posts=listed,
        named_posts=named,
        interactions=_by_kind(connection, "count(*)", "interactions"),
        counted=_by_kind(connection, "sum(count)", "interaction_counts"),
        self_interactions=selves,
        is_of_one=_row(connection, _ACTORS) == (1,),
        timed=timed / acts if acts else None,
        follows=_row(connection, "select count(*) from follows")[0],
        first_event=_event(connection, "min"),
        last_event=_event(connection, "max"),
        complete_lists=complete,
        followers=followers,
        listed_followers=listed_followers,
        claimed_posts=claimed,
        held_posts=held,
        posts_known=known,
        amplifications=_row(connection, _AMPLIFICATIONS)[0],
        claimed_amplifications=_row(connection, _CLAIMS)[0],
        opted_out=opted_out,
        not_asked=not_asked,
        not_to_contact=not_to_contact,
        opted_out_by=wished.reasons,
        unquoted=wished.unquoted,
        forgotten=_row(connection, "select count(*) from forgotten")[0],
        history_to=history_to,
        is_more_beyond=is_more_beyond,
        runs=_runs(connection),
    )


def _history(connection: sqlite3.Connection) -> tuple[int | None, bool]:
    """Return how far the crawl begun last has read older posts; whether there is more beyond."""
    row = connection.execute(_HISTORY).fetchone()
    if row is None:
        return None, False
    is_read, depth, is_more = row
    return (int(depth) if is_read else None), bool(is_more)


def _sources(connection: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute("select source from sources order by 1"))


def _unlisted(connection: sqlite3.Connection) -> tuple[int, ...]:
    return _row(
        connection,
        "select total(why = 'opted out'), total(why = 'not asked'), total(why = 'do not contact')"
        " from unlisted",
    )


def _row(connection: sqlite3.Connection, query: str) -> tuple[int, ...]:
    return tuple(int(value or 0) for value in connection.execute(query).fetchone())


def _by_kind(connection: sqlite3.Connection, number: str, table: str) -> dict[str, int]:
    query = f"select kind, {number} from {table} group by kind order by 2 desc, kind"  # noqa: S608
    return dict(connection.execute(query))


def _follower_lists(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Return lists read to their end, followers claimed, and followers held of the same accounts.

    Where no coverage says whether a list was read to its end, holding nearly all of the claimed
    followers does.
    """
    return _row(
        connection,
        f"""
        with claimed as (  -- the last claim: SQLite takes it from the row of the maximum
          select account_id, followers_count, max(seen_at) from account_counts
          where followers_count is not null group by account_id),
        held as (select target_id as account_id, count(*) as held from follows group by target_id),
        said as (
          select account_id, is_complete from coverage
          where kind = 'followers' and post_id is null and is_complete is not null)
        select (select count(*) from said where is_complete)
                 + coalesce(sum(followers_count > 0 and held >= {COMPLETE_SHARE} * followers_count
                                and account_id not in (select account_id from said)), 0),
               sum(followers_count), sum(held)
        from claimed left join held using (account_id)
        """,  # noqa: S608 a number of ours
    )


def _post_numbers(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Return accounts whose posts are known, posts claimed, and held of the same accounts."""
    return _row(
        connection,
        """
        select count(*), sum(claimed), sum(case when claimed is not null then held end) from (
          select account_id, sum(claimed) as claimed, sum(held) as held from (
            select account_id, null as claimed, count(*) as held
            from posts where is_listed group by account_id
            union all
            select account_id, claimed_count, null from coverage
            where kind = 'posts' and post_id is null and claimed_count is not null)
          group by account_id)
        """,
    )


def _runs(connection: sqlite3.Connection) -> tuple[PastRun, ...]:
    rows = connection.execute(
        """
        select run_id, started_at, group_concat(score, ' '), since, until
        from runs left join (select run_id, score from run_scores order by score) using (run_id)
        group by run_id order by run_id
        """
    )
    return tuple(
        PastRun(run_id, started_at, tuple((scores or "").split()), since, until)
        for run_id, started_at, scores, since, until in rows
    )
