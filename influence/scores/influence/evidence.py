"""What the graph knows about each account that can be rated: posts, amplifications, ages, tier."""

from typing import NamedTuple

import numpy as np

from influence.graph import (
    TIER_A,
    TIER_B,
    TIER_C,
    BoolArray,
    ExposurePairs,
    FloatArray,
    IntArray,
    InteractionGraph,
    sum_by,
)
from influence.scores.influence.constants import KNOWN_SHARE
from influence.scores.influence.recency import Decayed, decayed_hours, decayed_sum

HOUR, DAY = 3600.0, 86400.0


class Acts(NamedTuple):
    """Amplifications of candidates: age, weight, and post and pair, both -1 where unknown."""

    candidate: IntArray
    post: IntArray
    age: FloatArray
    weight: FloatArray
    pair: IntArray


class ActedPairs(NamedTuple):
    """Pairs of a candidate and an amplifier (its position in the graph) with S, never above Q."""

    candidate: IntArray
    actor: IntArray
    acted: FloatArray
    made: FloatArray


class Posted(NamedTuple):
    """Posts of candidates: candidate and age (0 where unknown), and which of all posts they are."""

    candidate: IntArray
    age: FloatArray
    kept: BoolArray


class Evidence(NamedTuple):
    """Columns of shape (c,) over the candidates, ``accounts`` being their places in the graph.

    ``exposure`` is the number of posts Q, or of hours where no account's posts are known.
    """

    accounts: IntArray
    exposure: FloatArray
    tier: IntArray
    timed: BoolArray
    acts: Acts
    pairs: ActedPairs
    posted: Posted
    shown: Decayed
    window: float
    per_hour: bool


def gather(graph: InteractionGraph, pairs: ExposurePairs) -> Evidence:
    """Collect the evidence of every account with posts, or, where no posts are known, with acts."""
    per_hour = not np.any(graph.posts > 0)
    if per_hour:
        accounts = np.flatnonzero(graph.amplifiers > 0)
        span = max(np.nan_to_num(graph.until - graph.since) / HOUR, 1.0)
        exposure = np.full(accounts.size, np.ceil(span))
    else:
        accounts = np.flatnonzero(np.nan_to_num(graph.posts) > 0)
        exposure = graph.posts[accounts]
    place = np.full(len(graph), -1)
    place[accounts] = np.arange(accounts.size)
    acted = _acted_pairs(graph, pairs, place, exposure)
    unit = HOUR if per_hour else DAY
    held = _held_acts(graph, place, acted, unit)
    by_count, claimed = _claimed_acts(graph, place, held, unit)
    acts = held
    if claimed.post.size:
        acts = Acts(*(np.concatenate(column) for column in zip(held, claimed, strict=True)))
    tier = np.where(by_count, TIER_C, np.where(graph.listed[accounts], TIER_A, TIER_B))
    posted, shown, untimed = _shown(graph, place, exposure, per_hour=per_hour)
    unknown = ~np.isfinite(acts.age)
    timed = ~(untimed | _any(acts.candidate, unknown, accounts.size))
    window = (graph.until - graph.since) / unit
    # Where most acts have no time, an account without acts only looks as if it had been silent.
    timed &= window > 0 and acts.weight[unknown].sum() < KNOWN_SHARE * acts.weight.sum()
    acts = acts._replace(age=np.nan_to_num(acts.age))
    return Evidence(accounts, exposure, tier, timed, acts, acted, posted, shown, window, per_hour)


def amplifications(evidence: Evidence, pair_weight: FloatArray | None = None) -> FloatArray:
    """Return R, (c,): amplifications of each candidate, each pair's times a weight if given."""
    return sum_by(
        evidence.acts.candidate, act_weights(evidence, pair_weight), evidence.accounts.size
    )


def act_weights(evidence: Evidence, pair_weight: FloatArray | None = None) -> FloatArray:
    """Return the weight of each act, times its pair's weight; acts without a pair keep theirs."""
    weight = evidence.acts.weight
    if pair_weight is None:
        return weight
    return np.asarray(weight * np.append(pair_weight, 1.0)[evidence.acts.pair])


def recent(evidence: Evidence, weights: FloatArray, received: FloatArray) -> Decayed:
    """Return decayed amplifications of candidates from the weight of each act, and their sums (c,).

    Acts on a post have its age, so where all acts name one, fewer terms are summed: one a post.
    """
    acts, posted, n = evidence.acts, evidence.posted, evidence.accounts.size
    if posted.kept.size and acts.post.min(initial=0) >= 0:
        by_post = sum_by(acts.post, weights, posted.kept.size)[posted.kept]
        if np.allclose(sum_by(posted.candidate, by_post, n), received):
            return decayed_sum(posted.candidate, posted.age, by_post, n)
    return decayed_sum(acts.candidate, acts.age, weights, n)


def post_counts(graph: InteractionGraph, evidence: Evidence) -> tuple[IntArray, FloatArray]:
    """Return author (its place in the graph) and distinct amplifiers of each post, (p,).

    Empty where no act names its post.
    """
    acts = evidence.acts
    linked = acts.post >= 0
    if not linked.any():
        return np.empty(0, np.int64), np.empty(0)
    received = sum_by(acts.post[linked], acts.weight[linked], graph.published.ids.size)
    return graph.published.author, received


def _acted_pairs(
    graph: InteractionGraph, pairs: ExposurePairs, place: IntArray, exposure: FloatArray
) -> ActedPairs:
    """Keep the pairs with acts on candidates; an actor cannot pass on more posts than there are."""
    kept = (pairs.acted > 0) & (place[pairs.target] >= 0)
    candidate, actor = place[pairs.target[kept]], pairs.actor[kept]
    acted = np.minimum(pairs.acted[kept], exposure[candidate])
    made = graph.amplifications_made[actor]
    return ActedPairs(candidate, actor, acted, np.maximum(made, acted))


def _held_acts(graph: InteractionGraph, place: IntArray, pairs: ActedPairs, unit: float) -> Acts:
    """Return the single acts on candidates, scaled down where a pair has more acts than posts."""
    acts = graph.amplifications
    candidate = place[acts.target]
    if candidate.min(initial=0) < 0:
        acts, candidate = acts.only(candidate >= 0), candidate[candidate >= 0]
    # Acts are by target and actor, as the pairs are, and so are their candidates.
    same = (candidate[1:] == candidate[:-1]) & (acts.actor[1:] == acts.actor[:-1])
    pair = np.cumsum(np.append(np.zeros(min(candidate.size, 1), np.bool_), ~same), dtype=np.int64)
    total = sum_by(pair, acts.times, pairs.acted.size)
    weight = acts.times * (pairs.acted / np.maximum(total, 1e-300))[pair]
    moment, post = acts.happened, acts.post
    if graph.published.ids.size:
        published = graph.published.published[post]
        moment = np.where((post >= 0) & np.isfinite(published), published, moment)
    return Acts(candidate, post, (graph.until - moment) / unit, weight, pair)


def _claimed_acts(
    graph: InteractionGraph, place: IntArray, held: Acts, unit: float
) -> tuple[BoolArray, Acts]:
    """Return who is known by counts alone, and those counts as acts without an actor."""
    posts = graph.published
    n = int(place.max(initial=-1)) + 1
    candidate = place[posts.author]
    claim = np.nan_to_num(posts.claimed) * (candidate >= 0)
    claims = sum_by(np.maximum(candidate, 0), claim, n)[:n] > 0
    by_count = claims & ~_any(held.candidate, np.ones(held.candidate.size, bool), n)
    kept = np.flatnonzero((claim > 0) & by_count[candidate]) if n else np.empty(0, np.int64)
    age = (graph.until - posts.published[kept]) / unit
    return by_count, Acts(candidate[kept], kept, age, claim[kept], np.full(kept.size, -1))


def _shown(
    graph: InteractionGraph, place: IntArray, exposure: FloatArray, *, per_hour: bool
) -> tuple[Posted, Decayed, BoolArray]:
    """Return posts, decayed posts (or hours), and which candidates have a post without a time."""
    n = exposure.size
    candidate = place[graph.published.author]
    kept = candidate >= 0
    candidate, age = candidate[kept], (graph.until - graph.published.published[kept]) / DAY
    posted = Posted(candidate, np.nan_to_num(age), kept)
    if per_hour:
        return posted, decayed_hours(int(exposure.max(initial=0.0)), n), np.zeros(n, bool)
    listed = np.bincount(candidate, minlength=n)
    untimed = _any(candidate, ~np.isfinite(age), n) | (listed < exposure)
    return posted, decayed_sum(*posted[:2], np.ones(age.size), n), untimed


def _any(candidate: IntArray, condition: BoolArray, n: int) -> BoolArray:
    return np.bincount(candidate[condition], minlength=n) > 0
