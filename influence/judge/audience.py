"""Who acts on accounts, when, and whom they share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph import WEEK, FloatArray, IntArray, InteractionGraph
from influence.ranking import Row, Run
from influence.ranking.names import names_of
from influence.ranking.why import counted
from influence.windows import from_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_WEEKS = 106
"""Two years: more weeks would be too narrow to be seen."""

_NOUNS = {kind: (kind, f"{kind}s") for kind in ("repost", "quote", "like", "mention", "link")}
_NOUNS["reply"] = ("reply", "replies")


class Week(NamedTuple):
    """What an account published in a week, and how often it was passed on in that week."""

    begins_at: str
    posts: int
    amplifications: int


class Sharing(NamedTuple):
    """The active audiences of some accounts, in the order given.

    Attributes
    ----------
    sizes
        Different accounts that acted on each in any way but following.
    shared
        For each pair how many acted on both; its own size for an account with itself.
    adds
        How many acted on each and on none before it.
    together
        Different accounts that acted on any.
    """

    sizes: Sequence[int]
    shared: Sequence[Sequence[int]]
    adds: Sequence[int]
    together: int


def reactors(db: "Database", run: Run, position: int, most: int) -> list[Row]:
    """Return the accounts that acted most on one, each with how often and in which ways.

    ``acts`` are of every kind but following; ``weeks`` in how many different weeks they fell, None
    where no act has a time.
    """
    graph = run.graph
    column = graph.acted[:, [position]].tocoo()
    order = np.lexsort((column.row, -column.data))[:most]
    actors = column.row[order].astype(np.int64)
    names = names_of(db, graph.accounts[actors])
    by_kind = {kind: _from(matrix, actors, position) for kind, matrix in _acting(graph).items()}
    weeks = None if graph.weeks is None else _from(graph.weeks, actors, position)
    return [
        {
            "actor": name.label,
            "account_id": None if name.unlisted else name.account_id,
            "acts": int(column.data[order[k]]),
            "ways": ", ".join(counted(n[k], *_NOUNS[kind]) for kind, n in by_kind.items() if n[k]),
            "weeks": None if weeks is None else int(weeks[k]),
        }
        for k, name in enumerate(names)
    ]


def activity(graph: InteractionGraph, position: int) -> list[Week]:
    """Return the weeks from the first to the last with a post or an amplification that has a time.

    Empty where nothing has one; at most the last two years.
    """
    posts = graph.published
    published = posts.published[posts.author == position]
    happened = graph.amplifications.happened[graph.amplifications.target == position]
    known = np.concatenate([published, happened])
    known = known[np.isfinite(known)]
    if not known.size:
        return []
    last = int(known.max() // WEEK)
    first = max(int(known.min() // WEEK), last - MOST_WEEKS + 1)
    counts = [_by_week(times, first, last) for times in (published, happened)]
    return [
        Week(from_seconds((first + k) * WEEK) or "", int(own), int(passed))
        for k, (own, passed) in enumerate(zip(*counts, strict=True))
    ]


def shared_audience(run: Run, positions: Sequence[int]) -> Sharing:
    """Return whom the active audiences of accounts share."""
    audiences = [_actors(run.graph, each) for each in positions]
    everybody = np.empty(0, dtype=np.int64)
    adds = []
    for audience in audiences:
        adds.append(int(np.setdiff1d(audience, everybody).size))
        everybody = np.union1d(everybody, audience)
    shared = [[int(np.intersect1d(one, other).size) for other in audiences] for one in audiences]
    return Sharing([each.size for each in audiences], shared, adds, int(everybody.size))


def _actors(graph: InteractionGraph, position: int) -> IntArray:
    return graph.acted[:, [position]].tocoo().row.astype(np.int64)


def _acting(graph: InteractionGraph) -> dict[str, "object"]:
    return {kind: matrix for kind, matrix in graph.acts.items() if kind != "follow"}


def _from(matrix: "object", actors: IntArray, position: int) -> FloatArray:
    """Return (k,) the numbers of some actors towards one account."""
    column = np.asarray(matrix[:, [position]].todense()).ravel()  # type: ignore[index]
    return np.asarray(column[actors], dtype=np.float64)


def _by_week(times: FloatArray, first: int, last: int) -> IntArray:
    weeks = (times[np.isfinite(times)] // WEEK).astype(np.int64) - first
    return np.bincount(weeks[weeks >= 0], minlength=last - first + 1)
