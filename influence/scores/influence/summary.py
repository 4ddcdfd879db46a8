"""What stands beside the default score: companions of each account, and facts of the whole run."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from influence.graph import (
    TIER_A,
    TIER_B,
    BoolArray,
    FloatArray,
    IntArray,
    InteractionGraph,
    laid_out,
)
from influence.scores.influence.constants import (
    EVIDENCE_GRADES,
    GUARD_RATIO,
    MIN_AMPLIFIERS,
    MIN_EXPOSURES,
    MIN_POSTS,
)
from influence.scores.influence.estimate import Estimate
from influence.scores.influence.evidence import Evidence
from influence.scores.influence.guard import effective_number
from influence.scores.influence.receptivity import Receptivity
from influence.scores.influence.single_posts import PostNoise

UNKNOWN = {
    "A": "Exposures are an upper bound: only a source knows which posts were really shown.",
    "B": "Who saw a post and stayed silent is not in the data, so the passivity of an audience "
    "cannot be told.",
    "C": "Who passed a post on is not in the data, only how many did, so neither a pod nor a "
    "bought audience can be seen.",
}
PER_HOUR = (
    "How many posts an account wrote is not in the data: numbers are per hour of the window, not "
    "per post, and an account that posts more often gets more."
)


IN_ALL = (
    "Neither how many posts an account wrote nor when it was passed on is in the data: numbers are "
    "in all, and an account that posts more often gets more."
)


class _Candidates(NamedTuple):
    """What the evidence grades are made of; columns of shape (c,)."""

    amplifications: FloatArray
    posts: FloatArray
    amplifiers: FloatArray


def companions(
    graph: InteractionGraph,
    evidence: Evidence,
    receptivity: Receptivity | None,
    plain: Estimate,
    guarded: Estimate,
) -> dict[str, FloatArray]:
    """Return the named columns, each (n,), nan where unknown.

    quality: times what such an audience usually gives; receptive_audience: followers, weighted by
    how much each passes on; audience_passivity: share of the exposures that went to followers who
    passed nothing on; passivity: the account's own, as follower; amplifiers_effective: how many
    equal amplifiers its own are worth; evidence: 1 (A) to 4 (D, not rated); tier: 1 (A) to 3 (C).
    """
    c = evidence.accounts.size
    pairs = evidence.pairs
    distinct = np.bincount(pairs.candidate, minlength=c).astype(np.float64)
    counts = _Candidates(
        plain.observed.received, evidence.exposure, np.maximum(distinct, _at_once(evidence))
    )
    rated = counts.amplifiers >= MIN_AMPLIFIERS
    if not evidence.per_hour:
        rated &= counts.posts >= MIN_POSTS
    flagged = plain.value > GUARD_RATIO * guarded.value
    columns = {
        "rated": rated,
        "flagged": flagged,
        "unguarded": plain.value,
        "guarded": guarded.value,
        "quality": np.where(flagged, guarded.value, plain.value) / plain.observed.promise,
        "evidence": _grades(counts, rated, evidence),
        "tier": evidence.tier,
        "posts": np.full(c, np.nan) if evidence.per_hour else evidence.exposure,
        "amplifications": counts.amplifications,
        "amplifiers": counts.amplifiers,
        "amplifiers_effective": effective_number(pairs.candidate, pairs.acted, c),
    }
    return _spread(columns, evidence, len(graph)) | _passivity(graph, receptivity)


def stages(evidence: Evidence, plain: Estimate, n: int) -> dict[str, FloatArray]:
    """Return how the number came about, each (n,), nan where unknown.

    promised: what such an audience usually gives; audience_size: standardised log followers;
    observed_mean: the posterior mean; recent_1 to recent_3: after each step of the ladder.
    """
    columns = {
        "promised": plain.observed.promise,
        "audience_size": plain.observed.size,
        "observed_mean": plain.mean,
        "recent_1": plain.steps[0],
        "recent_2": plain.steps[1],
        "recent_3": plain.steps[2],
    }
    return _spread(columns, evidence, n)


def _spread(
    columns: Mapping[str, FloatArray | IntArray | BoolArray], evidence: Evidence, n: int
) -> dict[str, FloatArray]:
    """Lay columns of the candidates out over all accounts, nan elsewhere."""
    return {name: laid_out(column, evidence.accounts, n) for name, column in columns.items()}


def _passivity(graph: InteractionGraph, receptivity: Receptivity | None) -> dict[str, FloatArray]:
    """Return the columns that only complete follower lists can fill."""
    nothing = np.full(len(graph), np.nan)
    if receptivity is None:
        return dict.fromkeys(("receptive_audience", "audience_passivity", "passivity"), nothing)
    follow = graph.by_target("follow")
    silent = graph.amplifications_made == 0
    followers = np.diff(follow.indptr)
    unmoved = follow.T @ silent.astype(np.int32)
    heard = np.isfinite(receptivity.audience) & (followers > 0)
    judged = receptivity.exposures >= MIN_EXPOSURES
    own = nothing.copy()
    own[judged] = _share_above(receptivity.receptivity[judged])
    return {
        "receptive_audience": receptivity.audience,
        "audience_passivity": np.divide(unmoved, followers, out=nothing.copy(), where=heard),
        "passivity": own,
    }


def _share_above(values: FloatArray) -> FloatArray:
    """Return which share of the values lies above each, itself and its equals as a half."""
    _, place, equal = np.unique(values, return_inverse=True, return_counts=True)
    share = 1.0 - (np.cumsum(equal) - equal / 2.0) / max(values.size, 1)
    return np.asarray(share[place])


def _at_once(evidence: Evidence) -> FloatArray:
    """Return the most amplifiers that one post has: so many are different, even if unnamed."""
    unnamed = evidence.acts.pair < 0
    most = np.zeros(evidence.accounts.size)
    np.maximum.at(most, evidence.acts.candidate[unnamed], evidence.acts.weight[unnamed])
    return most


def _grades(counts: _Candidates, rated: BoolArray, evidence: Evidence) -> FloatArray:
    """Return 1 (A) to 4 (D); at best 3 where nobody knows who the amplifiers are."""
    grade = np.where(rated, 3.0, 4.0)
    named = evidence.tier <= TIER_B
    for place, (enough, posts, amplifiers) in reversed(list(enumerate(EVIDENCE_GRADES, 1))):
        good = (counts.amplifications >= enough) & (counts.amplifiers >= amplifiers)
        good &= evidence.per_hour | (counts.posts >= posts)
        grade[good & rated & named] = place
    return grade


def facts(
    evidence: Evidence,
    receptivity: Receptivity | None,
    estimates: tuple[Estimate, Estimate],
    names: tuple[str, ...],
    spreads: tuple[PostNoise, float],
) -> dict[str, float | int | str]:
    """Return tier, unit, what cannot be known, and every fitted constant; of posts and ψ."""
    noise, psi = spreads
    lists = evidence.tier == TIER_A
    used = "receptive audience" in names
    tier = "A" if used else "B" if np.any(evidence.tier <= TIER_B) else "C"
    out: dict[str, float | int | str] = {
        "tier": tier,
        "tier_a_accounts": int(lists.sum()),
        "tier_b_accounts": int((evidence.tier == TIER_B).sum()),
        "tier_c_accounts": int((evidence.tier > TIER_B).sum()),
        "what_cannot_be_known": UNKNOWN[tier],
        "phi": noise.phi if np.isfinite(noise.phi) else "infinite",
        "psi": psi,
    }
    if noise.posts is not None:
        out["post_spread"] = noise.spread
    for which, fitted in zip(("unguarded", "guarded"), estimates, strict=True):
        out[f"{which}_kappa"] = fitted.promise.kappa
        out[f"{which}_shape"] = " ".join(map(repr, fitted.shape.tolist()))
        for name, slope in zip(names, fitted.promise.beta.tolist(), strict=True):
            out[f"{which}_beta {name}"] = slope
    if evidence.per_hour:
        timed = evidence.window > 0
        out["unit"] = f"expected amplifications {'per hour' if timed else 'in all'}"
        out["what_cannot_be_known"] = f"{UNKNOWN[tier]} {PER_HOUR if timed else IN_ALL}"
    if receptivity is not None:
        out["rounds"] = receptivity.rounds
        out["kappa_quality"] = receptivity.kappa_quality
        out["kappa_receptivity"] = receptivity.kappa_receptivity
        out["typical_quality"] = receptivity.typical_quality
    return out
