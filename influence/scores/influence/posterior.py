"""Stage 3: what was observed, against what was promised, on a grid of log(influence / promise)."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from influence.graph import FloatArray
from influence.scores.influence.constants import (
    GRID_HALF_WIDTH,
    GRID_STEP,
    SHIFT_SCALE,
    SIMPLEX,
    SLOPE_SCALE,
    SPREAD_BOUNDS,
)
from influence.scores.influence.negative_binomial import log_kernel

GRID = np.linspace(
    -GRID_HALF_WIDTH, GRID_HALF_WIDTH, round(2 * GRID_HALF_WIDTH / GRID_STEP) + 1
)
_Z_STEP = 0.05


class Observed(NamedTuple):
    """Counts R, exposure Q (posts), promise m and standardised audience size z; all (c,)."""

    count: FloatArray
    exposure: FloatArray
    promise: FloatArray
    size: FloatArray


def log_prior(shape: FloatArray, size: FloatArray) -> FloatArray:
    """Return the normalised log prior on the grid, (c, g), for t = (shift, log spread, slope)."""
    shift, log_spread, slope = shape
    spread = np.clip(np.exp(log_spread + slope * size), *SPREAD_BOUNDS)[:, None]
    density = -0.5 * ((GRID - shift + 0.5 * spread**2) / spread) ** 2
    return np.asarray(density - _log_sum(density))


def likelihood(observed: Observed, phi: float, psi: float) -> FloatArray:
    """Return the likelihood of each account's count on the grid, (c, g), its maximum scaled to 1.

    ``psi`` is the account-level dispersion (infinite: none), ``phi`` the post-level one.
    """
    mean = (observed.exposure * observed.promise)[:, None] * np.exp(GRID)
    inverse_size = (1.0 / (phi * observed.exposure) + 1.0 / psi)[:, None]
    kernel = log_kernel(observed.count[:, None], mean, inverse_size)
    return np.exp(kernel - kernel.max(axis=1, keepdims=True))


def posterior(
    observed: Observed, phi: float, psi: float, shape: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the posterior mean of influence (c,) and the posterior weights on the grid (c, g)."""
    weight = likelihood(observed, phi, psi) * np.exp(log_prior(shape, observed.size))
    weight /= weight.sum(axis=1, keepdims=True)
    return observed.promise * (weight @ np.exp(GRID)), weight


def quantiles(weight: FloatArray, promise: FloatArray, level: float) -> FloatArray:
    """Return the two ends (2, c) that hold a level, by linear interpolation of the grid's cdf.

    Each grid point stands for the cell around it, so the cdf is reached at the cell's upper edge.
    """
    cdf = np.cumsum(weight, axis=1)
    ends = []
    for share in ((1.0 - level) / 2.0, (1.0 + level) / 2.0):
        above = np.minimum((cdf < share).sum(axis=1), GRID.size - 1)
        rows = np.arange(cdf.shape[0])
        high = cdf[rows, above]
        low = np.where(above > 0, cdf[rows, above - 1], 0.0)
        part = np.clip((share - low) / np.maximum(high - low, 1e-300), 0.0, 1.0)
        place = GRID[above] + GRID_STEP * (part - 0.5)
        ends.append(promise * np.exp(place))
    return np.stack(ends)


def fit_shape(observed: Observed, phi: float, *, sized: bool) -> FloatArray:
    """Fit t = (shift, log spread, slope over audience size) by penalised maximum likelihood.

    For this fit alone z is rounded to a twentieth, so that accounts of one size share one prior
    and a step costs one pass over the likelihood. ``sized`` False fixes the slope at 0.
    """
    level = np.round(observed.size / _Z_STEP).astype(np.int64) if sized else np.zeros(
        observed.size.size, dtype=np.int64
    )
    order = np.argsort(level, kind="stable")
    levels, starts = np.unique(level[order], return_index=True)
    groups = np.split(likelihood(Observed(*(c[order] for c in observed)), phi, np.inf), starts[1:])
    sizes = levels * _Z_STEP

    def loss(parameters: FloatArray) -> float:
        shape = np.r_[parameters, np.zeros(3 - parameters.size)]
        prior = np.exp(log_prior(shape, sizes))
        fit = sum(float(np.log(rows @ row).sum()) for rows, row in zip(groups, prior, strict=True))
        return 0.5 * (shape[0] / SHIFT_SCALE) ** 2 + 0.5 * (shape[2] / SLOPE_SCALE) ** 2 - fit

    start = np.zeros(3 if sized else 2)
    simplex = np.vstack([start, start + SIMPLEX * np.eye(start.size)])
    options = {"initial_simplex": simplex, "xatol": 1e-7, "fatol": 1e-7, "maxiter": 2000}
    found = minimize(loss, start, method="Nelder-Mead", options=options)
    return np.r_[found.x, np.zeros(3 - start.size)]


def _log_sum(density: FloatArray) -> FloatArray:
    top = density.max(axis=1, keepdims=True)
    return np.asarray(top + np.log(np.exp(density - top).sum(axis=1, keepdims=True)))


def standardised(values: FloatArray) -> FloatArray:
    """Return values with mean 0 and standard deviation 1; all 0 where they do not differ."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)

