"""Small worlds, and the same worlds changed in ways that a score must not mind, or only so much."""

from dataclasses import replace
from functools import cache

import numpy as np
from scipy.sparse import csr_array

from influence.graph import (
    Amplifications,
    IntArray,
    InteractionGraph,
    in_order,
    induced,
    pair_matrix,
)
from influence.synthetic import WorldSettings, make_world

_SMALL = WorldSettings(
    accounts=60, communities=3, response=1 / 20, lurkers=0.3, likes=3.0, replies=0.5, quotes=0.2
)


@cache
def small_worlds() -> tuple[InteractionGraph, ...]:
    """Return invented worlds: with every follower list, with a few of them, and without any."""
    settings = (
        replace(_SMALL, seed=seed, lists_missing=missing)
        for seed, missing in enumerate((0.0, 0.5, 1.0), 1)
    )
    return tuple(make_world(each).graph() for each in settings)


def emptied(graph: InteractionGraph) -> InteractionGraph:
    """Return the graph of none of its accounts."""
    return induced(graph, np.empty(0, np.int64))


def moved(matrix: csr_array | None, place: IntArray, n: int) -> csr_array | None:
    """Return an (n, n) matrix with each account at another place."""
    if matrix is None:
        return None
    pairs = matrix.tocoo()
    return pair_matrix(place[pairs.row], place[pairs.col], pairs.data, n)


def permuted(graph: InteractionGraph, order: IntArray) -> InteractionGraph:
    """Return the same world with its accounts in another order, (n,)."""
    n = len(graph)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    began = graph.follow_began
    if began is not None:
        pairs = graph.acts["follow"].tocoo()
        began = began[np.lexsort((place[pairs.col], place[pairs.row]))]
    old = graph.amplifications
    return replace(
        graph,
        acts=_moved_acts(graph, place, n),
        posts=graph.posts[order],
        followers=graph.followers[order],
        listed=graph.listed[order],
        published=graph.published._replace(author=place[graph.published.author]),
        amplifications=in_order(old._replace(actor=place[old.actor], target=place[old.target])),
        follow_began=began,
        weeks=moved(graph.weeks, place, n),
        unlisted=None if graph.unlisted is None else graph.unlisted[order],
    )


def with_a_stranger(graph: InteractionGraph) -> InteractionGraph:
    """Return the same with one more account, which nobody touches and of which nothing is known."""
    n = len(graph)
    place = np.arange(n)
    return replace(
        graph,
        accounts=np.append(graph.accounts, graph.accounts.max(initial=0) + 1),
        acts=_moved_acts(graph, place, n + 1),
        posts=np.append(graph.posts, np.nan),
        followers=np.append(graph.followers, np.nan),
        listed=np.append(graph.listed, np.zeros(1, bool)),
        follow_began=None,
        weeks=moved(graph.weeks, place, n + 1),
        unlisted=None if graph.unlisted is None else np.append(graph.unlisted, 0),
    )


def with_claims(graph: InteractionGraph, factor: float) -> InteractionGraph:
    """Return the same, whose sources claim so many times as much."""
    claimed = graph.published.claimed * factor
    return replace(
        graph,
        followers=graph.followers * factor,
        published=graph.published._replace(claimed=claimed),
    )


def doubled(graph: InteractionGraph) -> InteractionGraph:
    """Return the same, where everything but following was done twice."""
    old = graph.amplifications
    return replace(
        graph,
        acts={kind: m * (1 if kind == "follow" else 2) for kind, m in graph.acts.items()},
        amplifications=old._replace(times=old.times * 2),
    )


def with_one_more_repost(graph: InteractionGraph, target: int) -> InteractionGraph:
    """Return the same, where an account that has not acted on the target passes on a post of it."""
    old, n = graph.amplifications, len(graph)
    taken = {*old.actor[old.target == target].tolist(), target}
    actor = np.array([next(each for each in range(n) if each not in taken)])
    post = np.flatnonzero(graph.published.author == target)[:1]
    one, at = np.ones(1), np.array([target])
    new = Amplifications(
        np.append(old.actor, actor),
        np.append(old.target, target),
        np.append(old.post, post),
        np.append(old.happened, graph.until),
        np.append(old.times, one),
    )
    more = pair_matrix(actor, at, one, n)
    acts = {**graph.acts, "repost": graph.acts.get("repost", csr_array((n, n))) + more}
    weeks = None if graph.weeks is None else graph.weeks + more
    return replace(graph, amplifications=in_order(new), acts=acts, weeks=weeks)


def _moved_acts(graph: InteractionGraph, place: IntArray, n: int) -> dict[str, csr_array]:
    found = {kind: moved(matrix, place, n) for kind, matrix in graph.acts.items()}
    return {kind: matrix for kind, matrix in found.items() if matrix is not None}
