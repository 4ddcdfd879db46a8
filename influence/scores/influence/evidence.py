"""What the graph knows about each account that can be rated: posts, amplifications, ages, tier."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from influence.graph import (
    TIER_A,
    TIER_B,
    TIER_C,
    BoolArray,
    FloatArray,
    IntArray,
    InteractionGraph,
    Numbers,
    PostTable,
    looked_up,
    ones,
    sum_by,
)
from influence.scores.influence.constants import KNOWN_SHARE
from influence.scores.influence.recency import Decayed, decayed_hours, decayed_sum

HOUR, DAY = 3600.0, 86400.0


class Acts(NamedTuple):
    """Amplifications of candidates: time, weight, and post and pair, both -1 where unknown."""

    candidate: Numbers
    post: Numbers
    happened: FloatArray
    weight: FloatArray
    pair: Numbers


class ActedPairs(NamedTuple):
    """Pairs of a candidate and an amplifier (its position in the graph) with S, never above Q."""

    candidate: Numbers
    actor: Numbers
    acted: FloatArray


class Posted(NamedTuple):
    """Posts of candidates: candidate and age (0 where unknown), and which of all posts they are."""

    candidate: Numbers
    age: FloatArray
    kept: BoolArray


class Evidence(NamedTuple):
    """Columns of shape (c,) over the candidates, ``accounts`` being their places in the graph.

    ``exposure`` is the number of posts Q, or of hours where no account's posts are known. ``ages``
    gives those of some of the acts: of their posts, where these have a time, and 0 where unknown.
    """

    accounts: IntArray
    exposure: FloatArray
    tier: IntArray
    timed: BoolArray
    acts: Acts
    ages: Callable[[slice | BoolArray], FloatArray]
    pairs: ActedPairs
    posted: Posted
    shown: Decayed
    window: float
    per_hour: bool


def gather(graph: InteractionGraph) -> Evidence:
    """Collect the evidence of every account with posts, or, where no posts are known, with acts."""
    per_hour = not np.any(graph.posts > 0)
    if per_hour:
        accounts = np.flatnonzero(graph.amplifiers > 0)
        span = max(np.nan_to_num(graph.until - graph.since) / HOUR, 1.0)
        exposure = np.full(accounts.size, np.ceil(span))
    else:
        accounts = np.flatnonzero(np.nan_to_num(graph.posts) > 0)
        exposure = graph.posts[accounts]
    place = np.full(len(graph), -1, dtype=np.int32)
    place[accounts] = np.arange(accounts.size)
    unit = HOUR if per_hour else DAY
    held, acted = _held_acts(graph, place, exposure)
    by_count, claimed = _claimed_acts(graph, place, held)
    acts = held
    if claimed.post.size:
        acts = Acts(*(np.concatenate(column) for column in zip(held, claimed, strict=True)))
    tier = np.where(by_count, TIER_C, np.where(graph.listed[accounts], TIER_A, TIER_B))
    posted, shown, timed = _shown(graph, place, exposure, per_hour=per_hour)
    window = (graph.until - graph.since) / unit
    untimed = _untimed(graph.published, acts)
    timed &= ~_any(acts.candidate[untimed], accounts.size)
    # Where most acts have no time, an account without acts only looks as if it had been silent.
    timed &= window > 0 and acts.weight[untimed].sum() < KNOWN_SHARE * acts.weight.sum()
    ages = _ages(graph, acts, unit)
    return Evidence(
        accounts, exposure, tier, timed, acts, ages, acted, posted, shown, window, per_hour
    )


def amplifications(evidence: Evidence, pair_weight: FloatArray | None = None) -> FloatArray:
    """Return R, (c,): amplifications of each candidate, each pair's times a weight if given."""
    return sum_by(
        evidence.acts.candidate, act_weights(evidence, pair_weight), evidence.accounts.size
    )


def act_weights(evidence: Evidence, pair_weight: FloatArray | None = None) -> FloatArray:
    """Return the weight of each act, times its pair's weight; acts without a pair keep theirs."""
    pair, weight = evidence.acts.pair, evidence.acts.weight
    if pair_weight is None:
        return weight
    if pair.min(initial=0) < 0:
        pair_weight = np.append(pair_weight, 1.0)
    weights = looked_up(pair_weight, pair)
    weights *= weight
    return weights


def recent(evidence: Evidence, weights: FloatArray, received: FloatArray) -> Decayed:
    """Return decayed amplifications of candidates from the weight of each act, and their sums (c,).

    Acts on a post have its age, so where all acts name one, fewer terms are summed: one a post.
    """
    acts, posted, n = evidence.acts, evidence.posted, evidence.accounts.size
    if posted.kept.size and acts.post.min(initial=0) >= 0:
        by_post = sum_by(acts.post, weights, posted.kept.size)[posted.kept]
        if np.allclose(sum_by(posted.candidate, by_post, n), received):
            return decayed_sum(posted.candidate, posted.age, by_post, n)
    return decayed_sum(acts.candidate, evidence.ages(slice(None)), weights, n)


def post_counts(graph: InteractionGraph, evidence: Evidence) -> tuple[Numbers, FloatArray]:
    """Return author (its place in the graph) and distinct amplifiers of each post, (p,).

    Empty where no act names its post.
    """
    post, weight = evidence.acts.post, evidence.acts.weight
    linked = post >= 0
    if not linked.any():
        return np.empty(0, np.int64), np.empty(0)
    if not linked.all():
        post, weight = post[linked], weight[linked]
    return graph.published.author, sum_by(post, weight, graph.published.ids.size)


def _held_acts(
    graph: InteractionGraph, place: Numbers, exposure: FloatArray
) -> tuple[Acts, ActedPairs]:
    """Return the single acts on candidates, and their pairs.

    An actor cannot pass on more posts than there are: acts of pairs that have more are scaled down.
    """
    acts = graph.amplifications
    target, actor, acted, pair = graph.amplified_pairs
    candidate, of_pair = looked_up(place, acts.target), looked_up(place, target)
    if of_pair.min(initial=0) < 0:
        ours = of_pair >= 0
        of_pair, actor, acted = of_pair[ours], actor[ours], acted[ours]
        pair = (np.cumsum(ours, dtype=np.int32) - 1)[pair]
        ours = candidate >= 0
        acts, candidate, pair = acts.only(ours), candidate[ours], pair[ours]
    weight = acts.times
    many = np.flatnonzero(acted > exposure.min(initial=np.inf))  # of millions of pairs hardly any
    fewer = np.minimum(acted[many], exposure[of_pair[many]])
    if (fewer < acted[many]).any():
        share = np.ones(acted.size)
        share[many] = fewer / acted[many]
        weight, acted = weight * share[pair], acted.copy()
        acted[many] = fewer
    held = Acts(candidate, acts.post, acts.happened, weight, pair)
    return held, ActedPairs(of_pair, actor, acted)


def _untimed(posts: PostTable, acts: Acts) -> IntArray:
    """Return the acts that have no time, nor have their posts."""
    dated = np.isfinite(posts.published)
    untimed = acts.post < 0
    if not dated.all():
        untimed |= ~dated[acts.post]
    rows = np.flatnonzero(untimed)
    return rows[~np.isfinite(acts.happened[rows])]


def _ages(
    graph: InteractionGraph, acts: Acts, unit: float
) -> Callable[[slice | BoolArray], FloatArray]:
    """Return the function rows → ages of these acts, in units before the end of the window."""

    def ages(rows: slice | BoolArray) -> FloatArray:
        moment = np.append(graph.published.published, np.nan)[acts.post[rows]]
        unknown = np.flatnonzero(~np.isfinite(moment))
        moment[unknown] = acts.happened[rows][unknown]
        return np.nan_to_num((graph.until - moment) / unit)

    return ages


def _claimed_acts(graph: InteractionGraph, place: Numbers, held: Acts) -> tuple[BoolArray, Acts]:
    """Return who is known by counts alone, and those counts as acts without an actor."""
    posts = graph.published
    claiming = np.flatnonzero(posts.claimed > 0)
    candidate = place[posts.author[claiming]]
    by_count = _any(candidate[candidate >= 0], int(place.max(initial=-1)) + 1)
    if by_count.any():
        by_count[held.candidate] = False
    ours = (candidate >= 0) & np.append(by_count, False)[candidate]
    kept, candidate = claiming[ours], candidate[ours]
    unknown = np.full(kept.size, np.nan)
    return by_count, Acts(candidate, kept, unknown, posts.claimed[kept], np.full(kept.size, -1))


def _shown(
    graph: InteractionGraph, place: Numbers, exposure: FloatArray, *, per_hour: bool
) -> tuple[Posted, Decayed, BoolArray]:
    """Return posts, decayed posts (or hours), and which candidates have no post without a time."""
    n = exposure.size
    candidate = looked_up(place, graph.published.author)
    age = (graph.until - graph.published.published) / DAY
    kept = candidate >= 0
    if not kept.all():
        candidate, age = candidate[kept], age[kept]
    unknown = np.flatnonzero(~np.isfinite(age))
    age[unknown] = 0.0
    posted = Posted(candidate, age, kept)
    if per_hour:
        return posted, decayed_hours(int(exposure.max(initial=0.0)), n), np.ones(n, np.bool_)
    timed = sum_by(candidate, ones(candidate.size), n) >= exposure
    timed[candidate[unknown]] = False
    return posted, decayed_sum(candidate, age, 1.0, n), timed


def _any(candidate: Numbers, n: int) -> BoolArray:
    """Return which of n candidates are among these."""
    found = np.zeros(n, dtype=np.bool_)
    found[candidate] = True
    return found
