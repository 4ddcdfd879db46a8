"""Ranks: best 1, ties share, and the places that overlapping intervals leave open."""

from typing import NamedTuple

import numpy as np
import scipy
from scipy.special import ndtr

from influence.graph import BoolArray, FloatArray, IntArray
from influence.scores import Values


class Places(NamedTuple):
    """Rank and the range of places of each account, (n,), nan for those without a rank."""

    rank: FloatArray
    low: FloatArray
    high: FloatArray
    tied: BoolArray
    in_top: FloatArray


TOP = 10
NORMAL_90 = 1.6448536269514722
"""Standard deviations from the middle to either end of 90 %."""


def places(values: Values, ranked: IntArray) -> Places:
    """Rank the accounts at the given positions (m,) among each other.

    ``low`` is 1 + how many have an interval entirely above this one's, ``high`` how many have one
    that is not entirely below it; without intervals they are the first and last place of a tie.
    Only exactly equal values are tied. ``in_top`` is the chance to be among the first ``TOP``.

    >>> found = places(Values(np.array([3.0, 1.0, 2.0, 2.0])), np.arange(4))
    >>> found.rank.tolist(), found.high.tolist()
    ([1.0, 4.0, 2.0, 2.0], [1.0, 4.0, 3.0, 3.0])
    """
    value = values.value[ranked]
    low = _end(values.low, value, ranked, np.minimum)
    high = _end(values.high, value, ranked, np.maximum)
    rank = 1 + _how_many_above(value, value)
    tied = _how_many_from(value, value) - rank > 0
    n = values.value.size
    return Places(
        _spread(rank, ranked, n),
        _spread(1 + _how_many_above(low, high), ranked, n),
        _spread(_how_many_from(high, low), ranked, n),
        _spread(tied, ranked, n) == 1.0,
        _spread(chance_of_top(value, low, high, TOP), ranked, n),
    )


def chance_of_top(value: FloatArray, low: FloatArray, high: FloatArray, k: int) -> FloatArray:
    """Return the chance of each account (m,) to be among the first k, nan without intervals.

    Each true value is taken as log-normal around the value (as normal, where a value is 0 or less),
    its 90 % as wide as the interval, and independent of the others. The k-th place lies where the
    chances to be above it sum to k.
    """
    if not value.size or not np.any(high > low):
        return np.full(value.size, np.nan)
    if value.size <= k:
        return np.ones(value.size)
    middle, half = (
        _in_logarithms(value, low, high) if value.min() > 0 else (value, (high - low) / 2)
    )
    spread = half / NORMAL_90

    def above(place: float) -> FloatArray:
        return np.asarray(ndtr((middle - place) / np.maximum(spread, 1e-9)))

    reach = 10.0 * max(1.0, float(spread.max()))
    bounds = middle.min() - reach, middle.max() + reach
    place = scipy.optimize.brentq(lambda each: float(above(each).sum()) - k, *bounds, xtol=1e-6)
    return above(float(place))


def _in_logarithms(
    value: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the logarithms of values and half of the width of their intervals, (m,) each."""
    upper = np.log(high / value)
    lower = np.log(np.divide(value, low, out=np.ones_like(value), where=low > 0))
    return np.log(value), np.where(low > 0, (upper + lower) / 2.0, upper)


def _end(
    end: FloatArray | None, value: FloatArray, ranked: IntArray, outer: np.ufunc
) -> FloatArray:
    """Return one end of the intervals; the value itself where there is none, or it is inside."""
    if end is None:
        return value
    return np.asarray(outer(np.where(np.isnan(end[ranked]), value, end[ranked]), value))


def _how_many_above(values: FloatArray, bounds: FloatArray) -> IntArray:
    """Return how many values lie above each bound."""
    return values.size - np.searchsorted(np.sort(values), bounds, side="right")


def _how_many_from(values: FloatArray, bounds: FloatArray) -> IntArray:
    """Return how many values are equal to each bound or above it."""
    return values.size - np.searchsorted(np.sort(values), bounds, side="left")


def _spread(column: IntArray | BoolArray | FloatArray, positions: IntArray, n: int) -> FloatArray:
    out = np.full(n, np.nan)
    out[positions] = column
    return out
