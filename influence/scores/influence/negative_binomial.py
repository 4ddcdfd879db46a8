"""The negative binomial distribution, as the stages use it."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from influence.graph import FloatArray


def log_likelihood(count: FloatArray, mean: FloatArray, inverse_size: FloatArray) -> FloatArray:
    """Return the log probability of counts, up to a term that depends on the count alone.

    ``inverse_size`` 0 is the Poisson limit. Shapes broadcast; counts may be weighted (not whole).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        size = 1.0 / inverse_size
        spread = gammaln(count + size) - gammaln(size) - count * np.log(size + mean)
        spread -= size * np.log1p(mean * inverse_size)
    spread = np.where(inverse_size == 0.0, -mean, spread)
    return np.asarray(spread + count * np.log(mean))


def log_kernel(count: FloatArray, mean: FloatArray, inverse_size: FloatArray) -> FloatArray:
    """Return the log probability up to terms that do not depend on the mean.

    Shapes (c, 1), (c, g), (c, 1) give (c, g). Cheaper than :func:`log_likelihood` on a grid.
    """
    if not np.any(inverse_size):
        return np.asarray(count * np.log(mean) - mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = 1.0 / inverse_size
        kernel = count * np.log(mean) - (count + size) * np.log1p(mean * inverse_size)
    return np.asarray(np.where(inverse_size == 0.0, count * np.log(mean) - mean, kernel))


def best_size(count: FloatArray, mean: FloatArray, bounds: tuple[float, float]) -> float:
    """Return the size κ that makes counts ~ NegBin(mean, κ) most likely, within bounds."""
    seen = mean > 0
    count, mean = count[seen], mean[seen]
    values, times = np.unique(count, return_counts=True)

    def loss(log_size: float) -> float:
        size = float(np.exp(log_size))
        gamma = times @ (gammaln(values + size) - gammaln(size))
        rest = size * np.log1p(mean / size).sum() + count @ np.log(size + mean)
        return float(rest - gamma)

    return minimise_log(loss, bounds)


def minimise_log(loss: Callable[[float], float], bounds: tuple[float, float]) -> float:
    """Return the positive number within bounds whose logarithm minimises a loss."""
    found = minimize_scalar(
        loss, bounds=tuple(np.log(bounds)), method="bounded", options={"xatol": 1e-6}
    )
    return float(np.exp(found.x))
