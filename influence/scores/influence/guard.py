"""The guard: what a score would be if no few or exclusive accounts could carry it."""

import numpy as np

from influence.graph import FloatArray, Numbers, sum_by
from influence.scores.influence.constants import GUARD_SHARE, PAIRS_AT_ONCE
from influence.scores.influence.evidence import ActedPairs


def guard_weights(pairs: ActedPairs, made: FloatArray, exposure: FloatArray) -> FloatArray:
    """Return the weight of each pair's amplifications, shape (m,).

    An amplifier counts for at most what it did for others plus one, and for at most a tenth of the
    target's posts (or one post); all weights are rescaled so that the total stays.

    Parameters
    ----------
    pairs
        Candidates, actors, and S: posts of the candidate that the actor amplified.
    made
        (n,) M: all amplifications by each account, of anybody.
    exposure
        (c,) Q: posts of each candidate.
    """
    most = np.maximum(1.0, GUARD_SHARE * exposure)
    kept = np.empty(pairs.acted.size)
    for start in range(0, kept.size, PAIRS_AT_ONCE):
        rows = slice(start, start + PAIRS_AT_ONCE)
        candidate, actor, acted = (column[rows] for column in pairs)
        allowed = np.minimum(1.0 + made[actor] - acted, most[candidate])
        kept[rows] = np.minimum(acted, allowed)
    total = kept.sum()
    if not total:
        return np.ones_like(kept)
    kept /= pairs.acted
    kept *= pairs.acted.sum() / total
    return kept


def effective_number(account: Numbers, acted: FloatArray, n: int) -> FloatArray:
    """Return (ΣS)²/ΣS² of each account, (n,): how many equal amplifiers its own are worth."""
    total = sum_by(account, acted, n)
    many = np.flatnonzero(acted != 1)  # of millions of pairs hardly any
    squares = total + sum_by(account[many], acted[many] ** 2 - acted[many], n)
    out: FloatArray = np.full(n, np.nan)
    return np.divide(total**2, squares, out=out, where=squares > 0)
