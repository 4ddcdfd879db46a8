"""Stage 4: the recency ladder. Recent windows take over where they hold enough to say so."""

from collections.abc import Callable

import numpy as np

from influence.graph import BoolArray, FloatArray, Numbers, sum_by
from influence.scores.influence.constants import KAPPA_RECENT, LADDER

Decayed = Callable[[float], FloatArray]
"""From a half-life to a sum for each account, (c,), in which an age of one half-life counts ½."""


def ladder(
    start: FloatArray,
    received: Decayed,
    shown: Decayed,
    *,
    window: float,
    phi: float,
    timed: BoolArray | None = None,
) -> FloatArray:
    """Return influence after each half-life, shape (3, c): T ← (R_h + K T)/(Q_h + K).

    Parameters
    ----------
    start
        (c,) influence without recency.
    received, shown
        Decayed amplifications R_h and posts Q_h.
    window
        Length of the window; the half-lives are fixed parts of it.
    phi
        Post-level dispersion: K = κ_r (1/T + 1/φ) posts weigh as much as the longer memory.
    timed
        (c,) False where an act or post of the account has no time: it keeps its value.
    """
    steps = []
    value = start
    for part in LADDER:
        k = KAPPA_RECENT * (1.0 / value + 1.0 / phi)
        moved = (received(window / part) + k * value) / (shown(window / part) + k)
        value = moved if timed is None else np.where(timed, moved, value)
        steps.append(value)
    return np.stack(steps)


def decayed_sum(account: Numbers, age: FloatArray, weight: FloatArray | float, n: int) -> Decayed:
    """Return the function half-life → Σ weight · 2^(-age / half-life) of each of n accounts."""

    def summed(half_life: float) -> FloatArray:
        part = halved(age, half_life)
        part *= weight
        return sum_by(account, part, n)

    return summed


def halved(age: FloatArray, half_life: float) -> FloatArray:
    """Return 2^(-age / half-life), the shape of the ages.

    Where all of the data is of one moment, half-lives are 0 and so are ages: each counts whole.
    """
    halvings = np.divide(age, -max(half_life, np.finfo(np.float64).tiny))
    return np.asarray(np.exp2(halvings, out=halvings))


def decayed_hours(hours: int, n: int) -> Decayed:
    """Return the function half-life → decayed hours of a window, the same for all n accounts."""
    ages: FloatArray = np.arange(hours, dtype=np.float64) + 0.5
    return lambda half_life: np.full(n, halved(ages, half_life).sum())
