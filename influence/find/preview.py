"""How many a brief would look at, before anything is computed: for who is still writing it."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from influence.find.briefs import Brief
from influence.find.rules import Barred, Known, rules
from influence.find.search import FOUND, OWN, inside, looked_for
from influence.find.topics import query_of
from influence.find.writers import excluded, primary_tags, topic_query
from influence.graph import BoolArray, IntArray
from influence.ranking import DEFAULT_SCORE
from influence.store import last_event
from influence.windows import Window, parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database

_RATED = """
    select max(run_id) from runs join run_scores using (run_id)
    where score = :score and since is :since and until is :until
"""
_WRITTEN = f"""
    with written as materialized (
      select account_id, count(*) as posts,
             count(case when post_id in {FOUND} then 1 end) as topic_posts
      from posts where {OWN} and {{window}} group by account_id)
    select account_id, posts, topic_posts,
           account_id in (select account_id from unlisted),
           account_id in (
             select account_id from scores where score = :score and run_id = ({_RATED})),
           source, is_bot = 1,
           (select followers_count from account_counts as c
            where c.account_id = accounts.account_id and followers_count is not null
            order by seen_at desc limit 1)
    from written join accounts using (account_id) where topic_posts > 0
"""  # noqa: S608 our own words
_WRITERS = f"select count(distinct account_id) from posts where {OWN} and {{window}}"  # noqa: S608
_SAYING = f"select distinct account_id from posts where post_id in {FOUND} and {OWN} and {{window}}"  # noqa: S608


class Preview(NamedTuple):
    """What a brief would look at.

    ``writers`` posted in the window, ``on_topic`` of them on the topic, in ``posts`` posts;
    ``unlisted`` wrote on the topic and may not be shown. ``left_out`` says how many of those on the
    topic its words, languages, sizes and the like leave out, by reason; ``rated`` are, of all
    others, those that the last stored run over the same window rated, None where there is none.
    """

    writers: int
    posts: int
    on_topic: int
    unlisted: int
    rated: int | None
    left_out: Mapping[str, int]

    @property
    def fitting(self) -> int:
        """How many on the topic nothing in the brief leaves out."""
        return self.on_topic - sum(self.left_out.values())


def preview(db: "Database", brief: Brief) -> Preview:
    """Return how many a brief would look at, without computing a score.

    Raises
    ------
    BadQuery, UsageError
        Where a topic, a word or the window cannot be read.
    """
    window = parse_window(brief.since, brief.until, lambda: last_event(db))
    values = {**looked_for(db, topic_query(db, brief), window), "score": DEFAULT_SCORE}
    rows = db.execute(_WRITTEN.format(window=inside(window)), values).fetchall()
    (writers,) = db.execute(_WRITERS.format(window=inside(window)), values).fetchone()
    (run,) = db.execute(_RATED, values).fetchone()
    listed = [row for row in rows if not row[3]]
    ids, is_rated, known = _on_topic(db, brief, listed, window)
    left = np.zeros(ids.size, dtype=bool)
    why: Counter[str] = Counter()
    barred = Barred("excluded", np.isin(ids, excluded(db, brief.exclude)))
    for rule in (barred, *rules(brief, known)):
        why[rule.code] += int((rule.who & ~left).sum())
        left |= rule.who
    rated = None if run is None else int((is_rated & ~left).sum())
    posts = sum(row[2] for row in rows)
    left_out = {reason: many for reason, many in why.items() if many}
    return Preview(writers, posts, len(listed), len(rows) - len(listed), rated, left_out)


def _on_topic(
    db: "Database", brief: Brief, rows: list[tuple[Any, ...]], window: Window
) -> tuple[IntArray, BoolArray, Known]:
    """Return who wrote on the topic, who of them is rated, and what rules ask of them, (k,)."""
    found, posts, _, _, rated, source, bot, followers = (
        zip(*rows, strict=True) if rows else [()] * 8
    )
    ids = np.array(found, dtype=np.int64)
    tags = primary_tags(db, window) if brief.languages else {}
    known = Known(
        np.array(source, dtype=object),
        np.array([each == 1 for each in bot], dtype=bool),
        np.array([tags.get(each) for each in found], dtype=object),
        np.array([np.nan if each is None else each for each in followers], dtype=np.float64),
        np.array(posts, dtype=np.float64),
        lambda words: _saying(db, words, ids, window),
    )
    return ids, np.array(rated, dtype=bool), known


def _saying(db: "Database", words: str, ids: IntArray, window: Window) -> BoolArray:
    values = looked_for(db, query_of(db, words), window)
    found = db.execute(_SAYING.format(window=inside(window)), values)
    return np.isin(ids, [row[0] for row in found])
