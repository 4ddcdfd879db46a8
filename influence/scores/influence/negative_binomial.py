"""The negative binomial distribution, as the stages use it."""

from collections.abc import Callable

import numpy as np
import scipy
from scipy.special import gammaln

from influence.graph import FloatArray


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


def minimise_log(
    loss: Callable[[float], float], bounds: tuple[float, float], tolerance: float = 1e-6
) -> float:
    """Return the positive number within bounds whose logarithm minimises a loss, so closely."""
    found = scipy.optimize.minimize_scalar(
        loss, bounds=tuple(np.log(bounds)), method="bounded", options={"xatol": tolerance}
    )
    return float(np.exp(found.x))
