"""Rank everybody by their influence within a topic, and write both runs down."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from influence.find.queries import Query
from influence.find.search import on_topic
from influence.find.topical import topical_run
from influence.graph import BoolArray
from influence.ranking import Run, run
from influence.ranking.ledger import record
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, eq=False)
class WithinTopic:
    """A ranking within a topic.

    Attributes
    ----------
    base, run
        The run of the default score, and that within the topic over the same graph.
    on_topic
        (p,) which posts of the graph are on the topic.
    """

    query: Query
    base: Run
    run: Run
    on_topic: BoolArray


def rank_within(
    db: "Database",
    query: Query,
    window: Window | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> WithinTopic:
    """Compute the default score of a window and what it becomes within a topic; store both.

    Parameters
    ----------
    told
        Is told of each step of the run of the default score as it begins.

    Raises
    ------
    NothingFound
        Where the database is empty, the window holds no data, or no post of it is on the topic.
    """
    base = run(db, window=window or Window(), told=told)
    found = on_topic(db, base.graph, query)
    topical = topical_run(base, found, query.typed)
    return WithinTopic(query, base, replace(topical, recorded=record(db, topical)), found)
