"""A copy of a database that names nobody: to be passed on, with every number that can stay.

Ids become pseudonyms and stand in their order, so that not even the order of the rows tells who
came first. Names, addresses, biographies, titles and texts are left out, and so are an account's
own passivity and the day it was opened. Times are kept to the day: a post of a known second is
found again by anybody. What stays known is said in docs/exports.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from influence.store.books import write_transaction
from influence.store.opening import open_database, uri_of
from influence.store.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from sqlite_utils import Database

LEFT_OUT = {
    "sources": {"title", "home_url", "terms_url"},
    "accounts": {"name", "url", "bio", "created_at", "obtained_at"},
    "posts": {"url", "title", "text"},
    "runs": {"data_digest"},
}
"""Table → columns that are empty in a copy: of one blog they would name its owner."""

TABLES_LEFT_OUT = {
    *("consents", "notices", "forgotten", "forgotten_posts", "retention"),
    *("links", "tags", "identities", "facts"),
    *("topics", "briefs", "findings", "candidates"),
    *("shortlists", "shortlist_entries", "account_tags", "account_notes", "do_not_contact"),
    *("actions", "action_changes"),
    *("crawls", "crawl_tasks", "crawl_steps", "pointers", "hosts", "fetches", "validators"),
    *("streams", "stream_spans", "told_acts"),
}
"""Tables that a copy has no rows of: what was said between people and who holds data of them, and
what is made of addresses."""


@contextmanager
def pseudonymised(db: "Database", pseudonyms: Pseudonyms) -> Iterator["Database"]:
    """Yield a copy of a database that names nobody; it is gone afterwards.

    It has everything that :data:`LEFT_OUT` does not name, and none of the pages of the original.
    """
    (path,) = (row[2] for row in db.execute("pragma database_list") if row[1] == "main")
    with (
        TemporaryDirectory(prefix="influence-") as folder,
        open_database(Path(folder) / "pseudonymised.db", create=True) as copy,
    ):
        connection = copy.conn
        connection.execute("attach database ? as held", [uri_of(Path(path))])
        try:
            for name in ("account", "post", "event"):
                function = getattr(pseudonyms, name)
                connection.create_function(f"{name}_pseudonym", 2, function, deterministic=True)
            connection.create_function("day", 1, to_the_day, deterministic=True)
            with write_transaction(copy):
                _copy(connection)
        finally:
            connection.execute("detach database held")
        yield copy


def to_the_day(moment: str | None) -> str | None:
    """Return the first second of the day of a UTC text time; what is unknown or open stays so.

    >>> to_the_day("2026-03-01T09:30:00Z")
    '2026-03-01T00:00:00Z'
    """
    return f"{moment[:10]}T00:00:00Z" if moment else moment


def _copy(connection: Connection) -> None:
    for each in ("main", "temp"):  # rows come nearly in order, and more would only take memory
        connection.execute(f"pragma {each}.cache_size = -16384")
    for statement in (*_NAMES, *_ROWS):
        connection.execute(statement)


_NAMES = (
    "create temp table who (held_id integer primary key, account_id integer, pseudonym text)",
    """
    insert into temp.who
    select account_id, row_number() over (order by pseudonym), pseudonym
    from (select account_id, account_pseudonym(source, native_id) as pseudonym from held.accounts)
    """,
    "create temp table what (held_id integer primary key, post_id integer, pseudonym text)",
    """
    insert into temp.what
    select post_id, row_number() over (order by pseudonym), pseudonym
    from (select post_id, post_pseudonym(source, native_id) as pseudonym from held.posts)
    """,
)

_ROWS = (
    "insert into main.sources (source, is_public) select source, is_public from held.sources",
    """
    insert into main.accounts
      (account_id, source, native_id, handle, language, is_bot, consent, is_named)
    select who.account_id, source, pseudonym, pseudonym, language, is_bot, consent, is_named
    from temp.who join held.accounts as held on held.account_id = held_id order by 1
    """,
    # Of several claims on one day the last one stands.
    """
    insert or replace into main.account_counts
      (account_id, seen_at, followers_count, following_count, posts_count)
    select who.account_id, day(seen_at), followers_count, following_count, posts_count
    from held.account_counts as held join temp.who on held_id = held.account_id
    order by who.account_id, seen_at
    """,
    """
    insert into main.posts
      (post_id, source, native_id, account_id, kind, reply_to_id, reply_to_native_id, is_listed,
       language, published_at, reposts_count, replies_count, likes_count)
    select what.post_id, source, what.pseudonym, who.account_id, kind, answered.post_id,
           case when reply_to_native_id is not null
                then post_pseudonym(source, reply_to_native_id) end,
           is_listed, language, day(published_at), reposts_count, replies_count, likes_count
    from temp.what join held.posts as held on held.post_id = what.held_id
    join temp.who on who.held_id = held.account_id
    left join temp.what as answered on answered.held_id = held.reply_to_id
    order by what.post_id
    """,
    """
    insert into main.follows (actor_id, target_id, began_at, first_seen_at, last_seen_at)
    select actor.account_id, target.account_id, day(began_at), day(first_seen_at), day(last_seen_at)
    from held.follows as held join temp.who as actor on actor.held_id = held.actor_id
    join temp.who as target on target.held_id = held.target_id
    order by 1, 2
    """,
    # Acts that only their time told apart are numbered where they fell on one day.
    """
    insert into main.interactions
      (kind, actor_id, target_id, post_id, via_account_id, native_id, happened_at, occurrence)
    select kind, actor_id, target_id, post_id, via_id, event, happened_at,
           row_number() over (
             partition by target_id, kind, actor_id, post_id, via_id, event,
               case when event is null and (post_id is null or kind not in ('repost', 'like'))
                    then happened_at end
             order by happened_at) - 1
    from (
      select kind, actor.account_id as actor_id, target.account_id as target_id, what.post_id,
             via.account_id as via_id, day(happened_at) as happened_at,
             case when held.native_id is not null
                  then event_pseudonym(source, held.native_id) end as event
      from held.interactions as held join temp.who as actor on actor.held_id = held.actor_id
      join held.accounts as actors on actors.account_id = held.actor_id
      join temp.who as target on target.held_id = held.target_id
      left join temp.what on what.held_id = held.post_id
      left join temp.who as via on via.held_id = held.via_account_id)
    """,
    """
    insert into main.interaction_counts
      (kind, actor_id, target_id, since_at, until_at, count, posts_count)
    select kind, actor.account_id, target.account_id, day(since_at), day(until_at), sum(count),
           sum(posts_count)
    from held.interaction_counts as held join temp.who as actor on actor.held_id = held.actor_id
    join temp.who as target on target.held_id = held.target_id
    group by 1, 2, 3, 4, 5
    """,
    """
    insert or replace into main.coverage
      (kind, account_id, post_id, from_at, to_at, is_complete, claimed_count, held_count, seen_at)
    select kind, who.account_id, what.post_id, day(from_at), day(to_at), is_complete,
           claimed_count, held_count, day(seen_at)
    from held.coverage as held join temp.who on who.held_id = held.account_id
    left join temp.what on what.held_id = held.post_id
    order by who.account_id, kind, what.post_id, held.from_at
    """,
    """
    insert into main.runs
      (run_id, started_at, took_seconds, since, until, accounts, interactions, data_digest, version)
    select run_id, day(started_at), took_seconds, day(since), day(until), accounts, interactions,
           '', version
    from held.runs
    """,
    """
    insert into main.run_scores (run_id, score, settings, facts, took_seconds)
    select run_id, score, settings, facts, took_seconds from held.run_scores
    """,
    """
    insert into main.scores
      (run_id, score, account_id, value, low, high, rank, status, tier, companions)
    select run_id, score, who.account_id, value, low, high, rank, status, tier,
           json_remove(companions, '$.passivity', '$.passivity_paper')
    from held.scores as held join temp.who on held_id = held.account_id
    order by run_id, score, who.account_id
    """,
)
