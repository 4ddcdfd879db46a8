"""What a score is measured by: each a function of how often every account is drawn.

Weights are rows of whole numbers, one row a draw; a row of ones gives the measure itself. So one
set of draws serves all scores, and differences between scores are paired.
"""

from collections.abc import Callable, Mapping

import numpy as np

from influence.graph import FloatArray, IntArray
from influence.ranking.validation.pairs import pair_counts

Measured = Callable[[FloatArray], FloatArray]
"""From weights (d, n) to the measure in each draw, (d,)."""


def concordance(values: FloatArray, outcomes: FloatArray) -> Measured:
    """Probability that two accounts of different outcome stand in their order; ties count half.

    Under draws to first order: the Hájek projection of a statistic of pairs (Hoeffding 1948).
    """
    right, different = pair_counts(values, outcomes)
    total = different.sum()
    if total == 0:
        return lambda weights: np.full(weights.shape[0], np.nan)
    whole = right.sum() / total
    pull = 2.0 * (right - whole * different) / total
    return lambda weights: np.clip(whole + (weights - 1.0) @ pull, 0.0, 1.0)


def capture_at(k: int) -> Callable[[FloatArray, FloatArray], Measured]:
    """Outcomes of the first k accounts, as share of what the best k had."""
    return lambda values, outcomes: _share_of_best(values, outcomes, _first(k))


def ndcg_at(k: int) -> Callable[[FloatArray, FloatArray], Measured]:
    """Normalised discounted cumulative gain of the first k (Järvelin and Kekäläinen 2002)."""

    def discounted(place: FloatArray) -> FloatArray:
        sums = np.append(0.0, np.cumsum(1.0 / np.log2(np.arange(k) + 2.0)))
        return np.asarray(sums[np.minimum(place, k).astype(np.int64)])

    return lambda values, outcomes: _share_of_best(values, outcomes, discounted)


def log_r2(values: FloatArray, outcomes: FloatArray) -> Measured:
    """R² of log(1 + outcome) on log(1 + value); values that are not known count as 0."""
    x, y = np.log1p(np.nan_to_num(values)), np.log1p(outcomes)
    return lambda weights: _r2(weights, y, [x])


def added_r2(values: FloatArray, outcomes: FloatArray, counted: FloatArray) -> Measured:
    """R² that the value adds to log(1 + amplifications counted before), (n,)."""
    x, y, base = np.log1p(np.nan_to_num(values)), np.log1p(outcomes), np.log1p(counted)
    return lambda weights: _r2(weights, y, [base, x]) - _r2(weights, y, [base])


MEASURES: Mapping[str, str] = {
    "concordance": "share of pairs in the right order; a coin gives .5",
    "capture": "what the first k got, as share of what the best k got",
    "ndcg": "the same, with the first places weighing most",
    "log_r2": "how much of the differences a straight line explains, on logarithms",
    "added_r2": "what is added to that by the score, once the count of amplifications is known",
}


def _first(k: int) -> Callable[[FloatArray], FloatArray]:
    return lambda place: np.minimum(place, k)


def _share_of_best(
    values: FloatArray, outcomes: FloatArray, gain: Callable[[FloatArray], FloatArray]
) -> Measured:
    """Return the sum of outcomes by place, each place worth its step of ``gain``, over the best."""
    lowered = np.where(np.isnan(values), -np.inf, values)
    order = np.lexsort((outcomes, -lowered))
    falling = lowered[order]
    starts = np.append(0, np.flatnonzero(falling[1:] != falling[:-1]) + 1)
    best = np.argsort(-outcomes, kind="stable")

    def measured(weights: FloatArray) -> FloatArray:
        reached = _gained(weights[:, order], outcomes[order], gain, starts)
        ideal = _gained(weights[:, best], outcomes[best], gain, np.arange(best.size))
        return _ratio(reached, ideal)

    return measured


def _gained(
    weights: FloatArray,
    outcomes: FloatArray,
    gain: Callable[[FloatArray], FloatArray],
    starts: IntArray,
) -> FloatArray:
    """Return the gain of each draw: accounts of one group share its places evenly."""
    heads = np.add.reduceat(weights, starts, axis=1)
    sums = np.add.reduceat(weights * outcomes, starts, axis=1)
    upto = np.cumsum(heads, axis=1)
    worth = gain(upto) - gain(upto - heads)
    mean = np.divide(sums, heads, out=np.zeros_like(sums), where=heads > 0)
    return np.asarray((mean * worth).sum(axis=1))


def _r2(weights: FloatArray, y: FloatArray, columns: list[FloatArray]) -> FloatArray:
    """Return R² of a weighted least squares line in each draw, (d,)."""
    x = np.column_stack([np.ones_like(y), *columns])
    n = weights.sum(axis=1)
    squares = np.einsum("dn,ni,nj->dij", weights, x, x, optimize=True)
    moments = weights @ (x * y[:, None])
    total = weights @ y**2 - (weights @ y) ** 2 / n
    slopes = np.einsum("dij,dj->di", np.linalg.pinv(squares), moments)
    explained = (slopes * moments).sum(axis=1) - (weights @ y) ** 2 / n
    return _ratio(explained, np.where(total > 1e-12, total, 0.0))


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    unknown: FloatArray = np.full(whole.size, np.nan)
    return np.divide(part, whole, out=unknown, where=whole > 0)
