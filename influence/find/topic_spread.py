"""How much topics matter in this data: what the shrinkage within a topic is made of."""

from typing import NamedTuple

import numpy as np

from influence.find.topic_counts import TopicCounts, post_amplifications
from influence.graph import BoolArray, FloatArray, InteractionGraph, sum_by

KAPPA_DEFAULT = 2.0
"""Where too few accounts tell: the middle of what worlds gave whose topics halve or double."""

KAPPA_BOUNDS = (0.5, 50.0)
"""From topics of which one moves people six times as readily as another to such as are alike."""

MIN_ACCOUNTS = 20
"""Accounts with posts on the topic and others that a fit needs."""

ROUNDS = 100


class TopicSpread(NamedTuple):
    """What was fitted, and by how many accounts.

    ``phi``: how alike one account's posts on the topic are, infinite where only chance differs.
    ``kappa``: the Gamma shape of what the topic gains or loses.
    """

    phi: float
    kappa: float
    accounts: int


def topic_spread(
    graph: InteractionGraph, on_topic: BoolArray, counts: TopicCounts, influence: FloatArray
) -> TopicSpread:
    """Fit how much posts on the topic differ, within an account and from its other posts.

    (R_t - E_t)² has the mean d m + m² / κ, where m = E_t (1 - Q_t / Q) and d = 1 + T / φ; κ solves
    that over all accounts, each weighted by the inverse of its variance (quasi-likelihood). Single
    posts are compared within one account and topic, so that the topic's own effect is not in φ.
    """
    phi = _phi(graph, on_topic)
    expected, share = expected_on_topic(counts), topic_share(counts)
    told = (expected > 0) & (share < 1) & np.isfinite(influence)
    many = int(told.sum())
    if many < MIN_ACCOUNTS:
        return TopicSpread(phi, KAPPA_DEFAULT, many)
    mean = (expected * (1.0 - share))[told]
    chance = mean * (1.0 + influence[told] / phi)
    excess = (counts.topic_received - expected)[told] ** 2 - chance
    low, high = (1.0 / each for each in reversed(KAPPA_BOUNDS))
    variance = 1.0 / KAPPA_DEFAULT
    for _ in range(ROUNDS):
        weight = (mean / (chance + variance * mean**2)) ** 2
        variance = float(np.clip((weight @ excess) / (weight @ mean**2), low, high))
    return TopicSpread(phi, 1.0 / variance, many)


def _phi(graph: InteractionGraph, on_topic: BoolArray) -> float:
    """Return φ of single posts on the topic around the mean of their account; by moments."""
    author = graph.published.author[on_topic]
    received = post_amplifications(graph)[on_topic]
    posts = np.bincount(author, minlength=len(graph)).astype(np.float64)
    mean = sum_by(author, received, len(graph)) / np.maximum(posts, 1.0)
    several = posts[author] > 1
    freedom = (1.0 - 1.0 / posts[author])[several]
    around = mean[author][several]
    excess = float(((received[several] - around) ** 2).sum() - (around * freedom).sum())
    square = float((around**2 * freedom).sum())
    return square / excess if excess > 0 else np.inf


def topic_share(counts: TopicCounts) -> FloatArray:
    """Return the share of the posts that are on the topic, (n,); 0 where there are none."""
    out = np.zeros_like(counts.posts)
    return np.divide(counts.topic_posts, counts.posts, out=out, where=counts.posts > 0)


def expected_on_topic(counts: TopicCounts) -> FloatArray:
    """Return how often the posts on the topic would be passed on, were they like all posts (n,)."""
    return counts.received * topic_share(counts)
