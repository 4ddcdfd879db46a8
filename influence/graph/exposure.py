"""Who could see whose posts, and on how many of them they acted: the pairs that passivity needs."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from influence.graph.arrays import (
    FloatArray,
    Numbers,
    stable_order,
)
from influence.graph.interaction_graph import (
    AmplifiedPairs,
    InteractionGraph,
    ends_of,
)

TIER_A, TIER_B, TIER_C = 1, 2, 3
FOLLOWS, ACTED = np.int8(1), np.int8(2)
"""What is known of a pair, bit by bit."""


class ExposurePairs(NamedTuple):
    """Pairs of a target and an actor, ordered by target, then actor. Arrays of shape (m,).

    ``exposures`` (E) is an upper bound: nobody but a source knows what was really shown. It is nan
    in tier B, where the actor is known only because it acted. ``acted`` (S) counts distinct posts.
    In tier A pairs with ``acted == 0`` are kept: they are what passivity is made of.
    """

    target: Numbers
    actor: Numbers
    exposures: FloatArray
    acted: FloatArray
    tier: Numbers


def exposure_pairs(graph: InteractionGraph) -> ExposurePairs:
    """Return every (target, actor, E, S) of the window with its tier.

    Tier A: followers of targets whose follower list was read to its end; E is the number of the
    target's posts since the follow began. Tier B: everybody else who acted; E is unknown. Targets
    without known posts give no tier A pairs.
    """
    followed, exposures = _followers_of_listed(graph)
    acted, pairs = _merged(graph, followed)
    could_see, did = pairs.data & FOLLOWS > 0, pairs.data & ACTED > 0
    count, shown = np.zeros(pairs.nnz), np.full(pairs.nnz, np.nan)
    count[did], shown[could_see] = acted.acted, exposures
    return ExposurePairs(
        _rows(pairs),
        pairs.indices,
        np.maximum(shown, count, out=shown),
        count,
        np.where(could_see, np.int8(TIER_A), np.int8(TIER_B)),
    )


def known_exposures(graph: InteractionGraph) -> ExposurePairs:
    """Return the pairs of tier A alone, which takes half the memory of all of them."""
    followed, exposures = _followers_of_listed(graph)
    acted, pairs = _merged(graph, followed)
    could_see, did = pairs.data & FOLLOWS > 0, pairs.data & ACTED > 0
    count = np.zeros(followed.nnz)
    count[did[could_see]] = acted.acted[could_see[did]]
    return ExposurePairs(
        _rows(followed),
        followed.indices,
        np.maximum(exposures, count, out=exposures),
        count,
        np.full(followed.nnz, np.int8(TIER_A)),
    )


def _merged(graph: InteractionGraph, followed: csr_array) -> tuple[AmplifiedPairs, csr_array]:
    """Return the pairs that acted, and a matrix of codes of these and of those that follow."""
    n = len(graph)
    acted = graph.amplified_pairs()
    ones = np.full(acted.actor.size, ACTED)
    passed_on = csr_array((ones, acted.actor, ends_of(acted.target, n)), shape=(n, n))
    # Both in order: adding matrices merges them in one pass, and their codes tell who is in which.
    return acted, csr_array(followed + passed_on)


def _followers_of_listed(graph: InteractionGraph) -> tuple[csr_array, FloatArray]:
    """Return who follows (column) listed accounts with posts (row), and how many they could see."""
    n = len(graph)
    follow = graph.acts.get("follow", csr_array((n, n), dtype=np.float64)).tocoo(copy=False)
    wanted = graph.listed & (np.nan_to_num(graph.posts) > 0)
    places = np.flatnonzero(wanted[follow.col] & (follow.row != follow.col))
    # By target, actors ascending: where each stood before is what it carries, if that is asked for.
    carried = np.full(places.size, FOLLOWS) if graph.follow_began is None else places
    pairs = follow.col[places], follow.row[places]
    by_target = csr_array(coo_array((carried, pairs), shape=(n, n)))
    exposures = np.repeat(graph.posts, np.diff(by_target.indptr))
    if graph.follow_began is not None:
        began = graph.follow_began[by_target.data]
        exposures -= _posts_before(graph, _rows(by_target), began)
        by_target.data = np.full(began.size, FOLLOWS)
    return csr_array(by_target), exposures


def _rows(matrix: csr_array) -> Numbers:
    """Return the row of each entry."""
    return np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))


def _posts_before(graph: InteractionGraph, target: Numbers, began: FloatArray) -> FloatArray:
    """Return how many listed posts of each target lie before its follow began; unknown: none."""
    author, published = graph.published.author, graph.published.published
    finite = published[np.isfinite(published)]
    if not finite.size:
        return np.zeros(target.size)
    # One sorted axis for all accounts: each account's times are shifted into a span of their own.
    first, span = finite.min(), np.ptp(finite) + 2.0
    axis = author * span + np.nan_to_num(published - first, nan=span - 1.0)
    axis = np.sort(axis[stable_order(author)], kind="stable")  # quick with what is nearly sorted
    started = np.clip(began - first, 0.0, span - 1.0)
    before = np.searchsorted(axis, target * span + started) - np.searchsorted(axis, target * span)
    return np.where(np.isfinite(began), before, 0).astype(np.float64)
