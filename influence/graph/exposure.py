"""Who could see whose posts, and on how many of them they acted: the pairs that passivity needs."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array, csr_array

from influence.graph.arrays import FloatArray, Numbers, looked_up, stable_order
from influence.graph.interaction_graph import AmplifiedPairs, InteractionGraph
from influence.graph.pairs import ends_of

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
    target, actor, exposures = _followers_of_listed(graph)
    acted, pairs = _merged(graph, target, actor)
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
    target, actor, exposures = _followers_of_listed(graph)
    acted, pairs = _merged(graph, target, actor)
    could_see, did = pairs.data & FOLLOWS > 0, pairs.data & ACTED > 0
    count = np.zeros(actor.size)
    count[did[could_see]] = acted.acted[could_see[did]]
    np.maximum(exposures, count, out=exposures)
    tier = np.broadcast_to(np.int8(TIER_A), actor.shape)
    return ExposurePairs(target, actor, exposures, count, tier)


def _merged(
    graph: InteractionGraph, target: Numbers, actor: Numbers
) -> tuple[AmplifiedPairs, csr_array]:
    """Return the pairs that acted, and a matrix of codes of these and of those that follow."""
    acted, n = graph.amplified_pairs, len(graph)

    def coded(code: np.int8, target: Numbers, actor: Numbers) -> csr_array:
        return csr_array((np.full(actor.size, code), actor, ends_of(target, n)), shape=(n, n))

    # Both in order: adding matrices merges them in one pass, and their codes tell who is in which.
    both = coded(FOLLOWS, target, actor) + coded(ACTED, acted.target, acted.actor)
    return acted, csr_array(both)


def _followers_of_listed(graph: InteractionGraph) -> tuple[Numbers, Numbers, FloatArray]:
    """Return listed accounts with posts, who follows each, and how many posts these could see."""
    n = len(graph)
    follow = graph.by_target("follow") if "follow" in graph.acts else csc_array((n, n))
    wanted = graph.listed & (np.nan_to_num(graph.posts) > 0)
    target, actor, began = _rows(follow.T), follow.indices, _began(graph)
    kept = np.repeat(wanted, np.diff(follow.indptr))
    kept &= target != actor
    if not kept.all():
        target, actor = target.compress(kept), actor.compress(kept)
        began = None if began is None else began.compress(kept)
    exposures = looked_up(graph.posts, target)
    if began is not None:
        exposures -= _posts_before(graph, target, began)
    return target, actor, exposures


def _began(graph: InteractionGraph) -> FloatArray | None:
    """Return when each follow began, by target; None where no start is known."""
    if graph.follow_began is None or "follow" not in graph.acts:
        return None
    follow = graph.acts["follow"]
    carried = csr_array((graph.follow_began, follow.indices, follow.indptr), follow.shape)
    return np.asarray(carried.tocsc().data)


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
