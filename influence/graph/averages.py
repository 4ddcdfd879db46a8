"""Averages of what is known, account by account: nan is left out, and stands where all is nan."""

import numpy as np

from influence.graph.arrays import FloatArray, Numbers, sum_by


def mean_by(positions: Numbers, values: FloatArray, n: int) -> FloatArray:
    """Return the mean of the known values (m,) at each of n positions (m,), as (n,)."""
    known = np.isfinite(values)
    count = np.bincount(positions[known], minlength=n)
    mean = np.full(n, np.nan)
    np.divide(sum_by(positions[known], values[known], n), count, out=mean, where=count > 0)
    return mean


def median_by(positions: Numbers, values: FloatArray, n: int) -> FloatArray:
    """Return the median of the known values (m,) at each of n positions (m,), as (n,)."""
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.lexsort((values[known], positions[known]))]
    count = np.bincount(positions[order], minlength=n)
    held = np.flatnonzero(count)
    begin, size = (np.cumsum(count) - count)[held], count[held]
    median = np.full(n, np.nan)
    lower, upper = order[begin + (size - 1) // 2], order[begin + size // 2]
    median[held] = (values[lower] + values[upper]) / 2.0
    return median
