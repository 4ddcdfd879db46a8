"""Pairs that a score puts in the right order, counted for each account in O(n log² n)."""

from typing import NamedTuple

import numpy as np

from influence.graph import FloatArray, IntArray


class PairCounts(NamedTuple):
    """For each account, (n,): its pairs of different outcome, and how many of them are right.

    Equal values count one half. Sums over accounts count every pair twice.
    """

    right: FloatArray
    different: FloatArray


def pair_counts(values: FloatArray, outcomes: FloatArray) -> PairCounts:
    """Count the pairs of each account.

    Parameters
    ----------
    values
        (n,) score; nan is lowest.
    outcomes
        (n,) what came out, finite.
    """
    x, y = _dense(np.where(np.isnan(values), -np.inf, values)), _dense(outcomes)
    below = _dominated(x, y)
    above = _dominated(x.max(initial=0) - x, y.max(initial=0) - y)
    same_value, same_outcome = np.bincount(x)[x], np.bincount(y)[y]
    both = _dense(x * (int(y.max(initial=0)) + 1) + y)
    tied = same_value - np.bincount(both)[both]
    return PairCounts(below + above + 0.5 * tied, (values.size - same_outcome).astype(np.float64))


def _dense(values: FloatArray | IntArray) -> IntArray:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _dominated(x: IntArray, y: IntArray) -> IntArray:
    """Return for each point how many points are lower in both ranks, (n,)."""
    order = np.lexsort((-y, x))  # of equal x the higher y comes first, so that it never counts
    counts = np.empty(x.size, dtype=np.int64)
    counts[order] = _smaller_before(y[order])
    return counts


def _smaller_before(ranks: IntArray) -> IntArray:
    """Return for each place how many earlier places hold a smaller rank, (n,).

    Bottom up, as in merge sort: at each level every right half looks into the left half beside it.
    """
    n = ranks.size
    counts = np.zeros(n, dtype=np.int64)
    place = np.arange(n)
    width = int(ranks.max(initial=0)) + 1
    half = 1
    while half < n:
        block = place // half
        ordered = np.sort(block * width + ranks)
        right = np.flatnonzero(block % 2)
        left = block[right] - 1
        counts[right] += np.searchsorted(ordered, left * width + ranks[right]) - left * half
        half *= 2
    return counts
