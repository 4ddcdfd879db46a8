"""How good a score is where the truth is known: pure measures of values against outcomes.

A value of nan is *not rated* and counts as lower than every number, tied with the other nan. Ties
are never decided by the order of the accounts: each measure is its mean over all ways to break
them.
"""

import numpy as np
import scipy

from influence.graph import BoolArray, FloatArray, IntArray


def concordance(values: FloatArray, outcomes: FloatArray) -> float:
    """Return the probability that a score puts two accounts of different outcome in their order.

    Parameters
    ----------
    values
        (n,) score of each account; nan is lowest.
    outcomes
        (n,) what came out, finite.

    Returns
    -------
    float
        Between 0 and 1; pairs with equal values count one half. nan where all outcomes are equal.

    Notes
    -----
    One half of one plus Somers' D. Pairs are counted by Kendall's tau in O(n log n).
    """
    if values.size < 2:
        return float("nan")
    ranks = _ranks(values)
    pairs = values.size * (values.size - 1) / 2
    different_outcome = pairs - _tied_pairs(scipy.stats.rankdata(outcomes, method="dense"))
    different_value = pairs - _tied_pairs(ranks)
    if different_outcome == 0:
        return float("nan")
    if different_value == 0:
        return 0.5
    tau = float(scipy.stats.kendalltau(ranks, outcomes).statistic)
    return float(0.5 + 0.5 * tau * np.sqrt(different_value / different_outcome))


def capture_at(k: int, values: FloatArray, outcomes: FloatArray) -> float:
    """Return the outcomes of a score's first k accounts, as share of the best k there are.

    Parameters
    ----------
    k
        How many accounts one picks; all of them where there are fewer.
    values
        (n,) score of each account; nan is lowest.
    outcomes
        (n,) what came out, finite and at least 0.

    Returns
    -------
    float
        Between 0 and 1; nan where there is nothing to capture.
    """
    best = float(np.sort(outcomes)[::-1][:k].sum())
    return float(_share_chosen(k, values) @ outcomes) / best if best > 0 else float("nan")


def share_in_top(k: int, values: FloatArray, label: BoolArray) -> float:
    """Return the share of a score's first k accounts that carry a label, (n,) booleans."""
    chosen = _share_chosen(k, values)
    total = float(chosen.sum())
    return float(chosen @ label) / total if total else float("nan")


def interval_coverage(low: FloatArray, high: FloatArray, truth: FloatArray) -> float:
    """Return the share of the intervals (n,) that hold the truth; those with a nan do not count."""
    given = np.isfinite(low) & np.isfinite(high)
    if not given.any():
        return float("nan")
    return float(np.mean((low <= truth)[given] & (truth <= high)[given]))


def in_top(k: int, values: FloatArray) -> BoolArray:
    """Return (n,) which accounts are among a score's first k, those tied with the last included."""
    finite = np.sort(values[np.isfinite(values)])[::-1]
    if not finite.size or k < 1:
        return np.zeros(values.size, dtype=np.bool_)
    return np.asarray(values >= finite[min(k, finite.size) - 1])


def _ranks(values: FloatArray) -> IntArray:
    """Return dense ranks (n,), 1 for the lowest; nan is below everything."""
    lowered = np.where(np.isnan(values), -np.inf, values)
    return np.asarray(scipy.stats.rankdata(lowered, method="dense"), dtype=np.int64)


def _tied_pairs(ranks: IntArray | FloatArray) -> float:
    sizes = np.bincount(np.asarray(ranks, dtype=np.int64)).astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())


def _share_chosen(k: int, values: FloatArray) -> FloatArray:
    """Return (n,) in which share of the ways to break ties each is among the first k."""
    if not values.size or k < 1:
        return np.zeros(values.size)
    ranks = _ranks(values)
    sizes = np.bincount(ranks)
    above = sizes[::-1].cumsum()[::-1] - sizes
    share = np.clip((k - above) / np.maximum(sizes, 1), 0.0, 1.0)
    return np.asarray(share[ranks])
