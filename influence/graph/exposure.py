"""Who could see whose posts, and on how many of them they acted: the pairs that passivity needs."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from influence.graph.interaction_graph import FloatArray, IntArray, InteractionGraph, Numbers

TIER_A, TIER_B, TIER_C = 1, 2, 3


class ExposurePairs(NamedTuple):
    """Pairs of a target and an actor, ordered by target, then actor. Arrays of shape (m,).

    ``exposures`` (E) is an upper bound: nobody but a source knows what was really shown. It is nan
    in tier B, where the actor is known only because it acted. ``acted`` (S) counts distinct posts.
    In tier A pairs with ``acted == 0`` are kept: they are what passivity is made of.
    """

    target: IntArray
    actor: IntArray
    exposures: FloatArray
    acted: FloatArray
    tier: Numbers


def exposure_pairs(graph: InteractionGraph) -> ExposurePairs:
    """Return every (target, actor, E, S) of the window with its tier.

    Tier A: followers of targets whose follower list was read to its end; E is the number of the
    target's posts since the follow began. Tier B: everybody else who acted; E is unknown. Targets
    without known posts give no tier A pairs.
    """
    n = len(graph)
    acted = graph.amplified_pairs()
    target, actor, exposures = _followers_of_listed(graph)
    if not target.size:
        tier = np.full(acted.target.size, TIER_B, dtype=np.int8)
        return ExposurePairs(*acted[:2], np.full(tier.size, np.nan), acted.acted, tier)
    acted_key, follow_key = acted.target * n + acted.actor, target * n + actor
    place = np.minimum(np.searchsorted(follow_key, acted_key), follow_key.size - 1)
    others = follow_key[place] != acted_key
    count = np.zeros(follow_key.size)
    count[place[~others]] = acted.acted[~others]
    np.maximum(exposures, count, out=exposures)
    # Two runs in order: the stable sort only merges them.
    order = np.argsort(np.concatenate([follow_key, acted_key[others]]), kind="stable")
    return ExposurePairs(
        np.concatenate([target, acted.target[others]])[order],
        np.concatenate([actor, acted.actor[others]])[order],
        np.concatenate([exposures, np.full(others.sum(), np.nan)])[order],
        np.concatenate([count, acted.acted[others]])[order],
        np.repeat(np.array([TIER_A, TIER_B], np.int8), [follow_key.size, others.sum()])[order],
    )


def _followers_of_listed(graph: InteractionGraph) -> tuple[IntArray, IntArray, FloatArray]:
    """Return target, actor and posts to be seen of the followers of listed accounts with posts."""
    if "follow" not in graph.acts:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    follow = graph.acts["follow"]
    # By target, actors ascending: where each stood before is what it carries.
    places = csr_array((np.arange(follow.nnz), follow.indices, follow.indptr), shape=follow.shape)
    by_target = places.tocsc()
    target = np.repeat(np.arange(len(graph)), np.diff(by_target.indptr))
    actor = by_target.indices.astype(np.int64)
    keep = (graph.listed & (np.nan_to_num(graph.posts) > 0))[target] & (actor != target)
    target, actor = target[keep], actor[keep]
    exposures = graph.posts[target]
    if graph.follow_began is not None:
        began = graph.follow_began[by_target.data[keep]]
        exposures = exposures - _posts_before(graph, target, began)
    return target, actor, exposures


def _posts_before(graph: InteractionGraph, target: IntArray, began: FloatArray) -> FloatArray:
    """Return how many listed posts of each target lie before its follow began; unknown: none."""
    author, published = graph.published.author, graph.published.published
    order = np.lexsort((published, author))
    # One sorted axis for all accounts: each account's times are shifted into a span of their own.
    times = published[order]
    finite = times[np.isfinite(times)]
    if not finite.size:
        return np.zeros(target.size)
    span = finite.max() - finite.min() + 2.0
    axis = author[order] * span + np.nan_to_num(times - finite.min(), nan=span - 1.0)
    started = np.clip(began - finite.min(), 0.0, span - 1.0)
    before = np.searchsorted(axis, target * span + started) - np.searchsorted(axis, target * span)
    return np.where(np.isfinite(began), before, 0).astype(np.float64)
