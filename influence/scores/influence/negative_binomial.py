"""The negative binomial distribution, as the stages use it."""

from collections.abc import Callable

import numpy as np
import scipy
from scipy.special import gammaln

from influence.graph import FloatArray, IntArray, Numbers, numbered


def distinct(count: FloatArray) -> tuple[FloatArray, Numbers]:
    """Return the different counts, ascending, and the place (m,) of each among them."""
    whole = count.astype(np.int64)
    most = int(whole.max(initial=0))
    if most <= count.size and whole.min(initial=0) >= 0 and np.array_equal(whole, count):
        # Counts of events are small whole numbers: no sort, a tenth of the time of np.unique.
        values, place = numbered(whole, most + 1)
        return values.astype(np.float64), place
    return np.unique(count, return_inverse=True)


def distinct_rows(*columns: FloatArray) -> tuple[list[FloatArray], IntArray]:
    """Return the different rows of some columns (m,), and the place (m,) of each among them."""
    order = np.lexsort(columns)
    ordered = [column[order] for column in columns]
    begins = np.any([np.diff(column, prepend=np.nan) != 0 for column in ordered], axis=0)
    place = np.empty_like(order)
    place[order] = np.cumsum(begins) - 1
    return [column[begins] for column in ordered], place


def best_size(count: FloatArray, mean: FloatArray, bounds: tuple[float, float]) -> float:
    """Return the size κ that makes counts ~ NegBin(mean, κ) most likely, within bounds."""
    seen = mean > 0
    count, mean = count[seen], mean[seen]
    values, place = distinct(count)
    times = np.bincount(place)
    held = np.empty_like(mean)

    def loss(log_size: float) -> float:
        size = float(np.exp(log_size))
        gamma = times @ (gammaln(values + size) - gammaln(size))
        np.log1p(np.divide(mean, size, out=held), out=held)
        rest = size * held.sum()
        np.log(np.add(size, mean, out=held), out=held)
        return float(rest + count @ held - gamma)

    return minimise_log(loss, bounds)


def minimise_log(
    loss: Callable[[float], float], bounds: tuple[float, float], tolerance: float = 1e-6
) -> float:
    """Return the positive number within bounds whose logarithm minimises a loss, so closely."""
    found = scipy.optimize.minimize_scalar(
        loss, bounds=tuple(np.log(bounds)), method="bounded", options={"xatol": tolerance}
    )
    return float(np.exp(found.x))
