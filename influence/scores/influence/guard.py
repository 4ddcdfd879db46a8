"""The guard: what a score would be if no few or exclusive accounts could carry it."""

import numpy as np

from influence.graph import FloatArray, Numbers, sum_by
from influence.scores.influence.constants import GUARD_SHARE


def guard_weights(acted: FloatArray, made: FloatArray, exposure: FloatArray) -> FloatArray:
    """Return the weight of each pair's amplifications, shape (m,).

    An amplifier counts for at most what it did for others plus one, and for at most a tenth of the
    target's posts (or one post); all weights are rescaled so that the total stays.

    Parameters
    ----------
    acted
        S: posts of the target that the actor amplified.
    made
        M: all amplifications by the actor, of anybody.
    exposure
        Q: posts of the target.
    """
    kept = 1.0 + made
    kept -= acted
    np.minimum(kept, np.maximum(1.0, GUARD_SHARE * exposure), out=kept)
    np.minimum(kept, acted, out=kept)
    total = kept.sum()
    if not total:
        return np.ones_like(acted)
    kept /= acted
    kept *= acted.sum() / total
    return kept


def effective_number(account: Numbers, acted: FloatArray, n: int) -> FloatArray:
    """Return (ΣS)²/ΣS² of each account, (n,): how many equal amplifiers its own are worth."""
    total = sum_by(account, acted, n)
    squares = sum_by(account, acted**2, n)
    out: FloatArray = np.full(n, np.nan)
    return np.divide(total**2, squares, out=out, where=squares > 0)
