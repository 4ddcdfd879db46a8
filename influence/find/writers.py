"""What a brief asks of accounts, as columns aligned with a graph: who they are, what they write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from influence.errors import NothingFound, UsageError
from influence.find.briefs import Brief
from influence.find.queries import Query
from influence.find.search import OWN, inside, on_topic
from influence.find.topics import query_of
from influence.graph import BoolArray, FloatArray, InteractionGraph, sum_by
from influence.ranking.find_account import find_account
from influence.windows import Window, from_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

Words = NDArray[np.object_]

_PRIMARY = "lower(substr({0}, 1, instr({0} || '-', '-') - 1))"
# Most of its posts decide; what its source says of an account, where no post says it.
_WHO = f"""
    with said as (
      select account_id, {_PRIMARY.format("language")} as tag, count(*) as posts
      from posts where {OWN} and language <> '' and {{window}} group by 1, 2),
    most as (
      select account_id, tag, row_number() over (
        partition by account_id order by posts desc, tag) as place from said)
    select account_id, source, coalesce(tag, {_PRIMARY.format("nullif(language, '')")}), is_bot
    from accounts left join most using (account_id)
    where coalesce(place, 1) = 1 order by account_id
"""  # noqa: S608 our own words


@dataclass(frozen=True, eq=False)
class Writers:
    """Columns of shape (n,), aligned with the accounts of a graph; None unknown.

    Attributes
    ----------
    language
        The primary tag (``en``) of most of its posts, else of its profile.
    last_on_topic
        Seconds of the newest post on the topic, nan where there is none.
    says
        Query → how many posts of each account it finds, for what must and must not be said.
    excluded
        Whom the brief leaves out by name.
    """

    source: Words
    language: Words
    is_bot: BoolArray
    last_on_topic: FloatArray
    says: dict[str, FloatArray]
    excluded: BoolArray


def read_writers(
    db: "Database", brief: Brief, graph: InteractionGraph, window: Window, on: BoolArray
) -> Writers:
    """Read what a brief asks of the accounts of a graph.

    Parameters
    ----------
    on
        (p,) which posts are on the topic.
    """
    rows = _who(db, window)
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    place = np.flatnonzero(np.isin(ids, graph.accounts))  # a crawl may have added some since
    source, language, bot = (
        np.array([row[column] for row in rows], dtype=object)[place] for column in (1, 2, 3)
    )
    return Writers(
        source,
        language,
        bot == 1,
        _last(graph, on),
        {words: _says(db, graph, query_of(db, words)) for words in (*brief.must, *brief.must_not)},
        np.isin(graph.accounts, excluded(db, brief.exclude)),
    )


def _who(db: "Database", window: Window) -> list[tuple[int, str, str | None, int | None]]:
    """Return id, source, primary tag and whether it says that it is a bot, of every account."""
    return list(db.execute(_WHO.format(window=inside(window)), window._asdict()))


def primary_tags(db: "Database", window: Window) -> dict[int, str | None]:
    """Return account → the primary tag of most of its posts, else of its profile."""
    return {account_id: tag for account_id, _, tag, _ in _who(db, window)}


def topic_query(db: "Database", brief: Brief) -> Query:
    """Return the query of all topics of a brief together."""
    queries = [query_of(db, words) for words in brief.topics]
    if len(queries) == 1:
        return queries[0]
    return Query(
        " OR ".join(f"({each.typed})" for each in queries),
        " OR ".join(f"({each.fts})" for each in queries),
        tuple(term for each in queries for term in each.terms),
    )


def _says(db: "Database", graph: InteractionGraph, query: Query) -> FloatArray:
    found = on_topic(db, graph, query)
    return sum_by(graph.published.author, found, len(graph))


def _last(graph: InteractionGraph, on: BoolArray) -> FloatArray:
    last = np.full(len(graph), -np.inf)
    np.fmax.at(last, graph.published.author[on], graph.published.published[on])
    return np.where(np.isfinite(last), last, np.nan)


def excluded(db: "Database", typed: Sequence[str]) -> list[int]:
    """Return the accounts that a brief leaves out; whom nobody knows is left out already.

    Raises
    ------
    UsageError
        Where several accounts are called so.
    """
    found = []
    for each in typed:
        try:
            found.append(find_account(db, each, unlisted_too=True).account_id)
        except NothingFound:
            continue
        except UsageError as error:
            raise UsageError(f"exclude: {error}") from error
    return found


def moments(seconds: FloatArray) -> list[str | None]:
    """Return UTC text times, None where unknown."""
    return [from_seconds(each) for each in seconds.tolist()]
