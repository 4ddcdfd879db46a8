"""Who could see whose posts, and on how many of them they acted: the pairs that passivity needs."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array

from influence.graph.interaction_graph import (
    FloatArray,
    IntArray,
    InteractionGraph,
    stable_order,
)

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
    tier: IntArray


def exposure_pairs(graph: InteractionGraph) -> ExposurePairs:
    """Return every (target, actor, E, S) of the window with its tier.

    Tier A: followers of targets whose follower list was read to its end; E is the number of the
    target's posts since the follow began. Tier B: everybody else who acted; E is unknown. Targets
    without known posts give no tier A pairs.
    """
    n = len(graph)
    acted = csc_array(graph.amplified)
    acted.sort_indices()
    acted_target = np.repeat(np.arange(n), np.diff(acted.indptr))
    acted_key = acted_target * n + acted.indices
    target, actor, exposures = _followers_of_listed(graph)
    follow_key = target * n + actor
    place = np.minimum(np.searchsorted(follow_key, acted_key), max(follow_key.size - 1, 0))
    follows = follow_key[place] == acted_key if follow_key.size else np.zeros(acted_key.size, bool)
    count = np.zeros(follow_key.size)
    count[place[follows]] = acted.data[follows]
    others = ~follows
    target = np.concatenate([target, acted_target[others]])
    actor = np.concatenate([actor, acted.indices[others].astype(np.int64)])
    order = np.argsort(target * n + actor, kind="stable")
    return ExposurePairs(
        target[order],
        actor[order],
        np.concatenate([np.maximum(exposures, count), np.full(others.sum(), np.nan)])[order],
        np.concatenate([count, acted.data[others]])[order],
        np.repeat([TIER_A, TIER_B], [follow_key.size, others.sum()])[order],
    )


def _followers_of_listed(graph: InteractionGraph) -> tuple[IntArray, IntArray, FloatArray]:
    """Return target, actor and posts to be seen of the followers of listed accounts with posts."""
    if "follow" not in graph.acts:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    follow = graph.acts["follow"].tocoo()
    usable = graph.listed & (np.nan_to_num(graph.posts) > 0)
    keep = np.flatnonzero(usable[follow.col] & (follow.row != follow.col))
    keep = keep[stable_order(follow.col[keep])]  # rows ascend, so actors ascend within a target
    actor, target = follow.row[keep].astype(np.int64), follow.col[keep].astype(np.int64)
    exposures = graph.posts[target]
    if graph.follow_began is not None:
        exposures = exposures - _posts_before(graph, target, graph.follow_began[keep])
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
