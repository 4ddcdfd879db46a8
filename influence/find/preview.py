"""How many a brief would look at, before anything is computed: for who is still writing it."""

from typing import TYPE_CHECKING, NamedTuple

from influence.find.briefs import Brief
from influence.find.search import FOUND, OWN, inside, looked_for
from influence.find.writers import topic_query
from influence.ranking import DEFAULT_SCORE
from influence.store import last_event
from influence.windows import parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database

_RATED = """
    select max(run_id) from runs join run_scores using (run_id)
    where score = :score and since is :since and until is :until
"""
_COUNTED = f"""
    with written as materialized (
      select account_id, count(*) as posts,
             count(case when post_id in {FOUND} then 1 end) as topic_posts
      from posts where {OWN} and {{window}} group by account_id)
    select count(*), total(topic_posts), total(topic_posts > 0 and not is_unlisted),
           total(topic_posts > 0 and is_unlisted),
           total(topic_posts > 0 and not is_unlisted and is_rated)
    from (
      select posts, topic_posts,
             account_id in (select account_id from unlisted) as is_unlisted,
             account_id in (
               select account_id from scores where score = :score and run_id = ({_RATED})
             ) as is_rated
      from written)
"""  # noqa: S608 our own words


class Preview(NamedTuple):
    """What a brief would look at.

    ``writers`` posted in the window, ``on_topic`` of them on the topic, in ``posts`` posts;
    ``rated`` of these by the last stored run over the same window, None where there is none;
    ``unlisted`` wrote on the topic and may not be shown.
    """

    writers: int
    posts: int
    on_topic: int
    unlisted: int
    rated: int | None


def preview(db: "Database", brief: Brief) -> Preview:
    """Return how many a brief would look at, without computing a score.

    Raises
    ------
    BadQuery, UsageError
        Where a topic or the window cannot be read.
    """
    window = parse_window(brief.since, brief.until, lambda: last_event(db))
    values = {**looked_for(db, topic_query(db, brief), window), "score": DEFAULT_SCORE}
    (run,) = db.execute(_RATED, values).fetchone()
    found = db.execute(_COUNTED.format(window=inside(window)), values).fetchone()
    writers, posts, on_topic, unlisted, rated = map(int, found)
    return Preview(writers, posts, on_topic, unlisted, None if run is None else rated)
