"""Stage 3: what was observed, against what was promised, on a grid of log(influence / promise)."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.sparse import csr_array

from influence.graph import BoolArray, FloatArray, IntArray
from influence.scores.influence.constants import (
    GRID_HALF_WIDTH,
    GRID_STEP,
    SHIFT_SCALE,
    SIMPLEX,
    SIZE_STEP,
    SLOPE_SCALE,
    SPREAD_BOUNDS,
)
from influence.scores.influence.single_posts import PostNoise, posts_likelihood, widened

_Number = TypeVar("_Number", np.float64, np.int64)

BLOCK = 4096
"""Accounts of which grids are held at once, so that they stay in the processor's cache."""

GRID = np.linspace(-GRID_HALF_WIDTH, GRID_HALF_WIDTH, round(2 * GRID_HALF_WIDTH / GRID_STEP) + 1)


class Observed(NamedTuple):
    """Amplifications R, posts Q, promise m and standardised audience size z; all (c,).

    ``posts`` (c, v): how many posts of each account got each of v counts, empty rows where single
    posts are not known; None where they are not looked at.
    """

    received: FloatArray
    exposure: FloatArray
    promise: FloatArray
    size: FloatArray
    posts: csr_array | None = None

    def blocks(self) -> Iterator["Observed"]:
        """Yield the accounts a block at a time."""
        return map(self.only, _pieces(self.received.size))

    def only(self, rows: slice | BoolArray | IntArray) -> "Observed":
        """Return some of the accounts."""
        received, exposure, promise, size = (column[rows] for column in self[:4])
        posts = None if self.posts is None else self.posts[rows]
        return Observed(received, exposure, promise, size, posts)


def blocks(values: NDArray[_Number]) -> Iterator[NDArray[_Number]]:
    """Yield views of (c, ...) values, some thousand accounts each."""
    for rows in _pieces(values.shape[0]):
        yield values[rows]


def _pieces(size: int) -> Iterator[slice]:
    for start in range(0, max(size, 1), BLOCK):
        yield slice(start, start + BLOCK)


def likelihood(observed: Observed, noise: PostNoise, psi: float) -> FloatArray:
    """Return the likelihood of what each account got, on the grid, (c, g), its maximum scaled to 1.

    That of its single posts, where they are known and their noise is log-normal; else of their sum.
    ``psi`` is the size of Gamma noise of the account itself (infinite: none).
    """
    if observed.posts is None:
        return _of_sums(observed, noise.phi, psi)
    single = np.diff(observed.posts.indptr) > 0
    like = np.empty((single.size, GRID.size))
    like[~single] = _of_sums(observed.only(~single), noise.phi, psi)
    received, promise = observed.received[single], observed.promise[single]
    posts = posts_likelihood(observed.posts[single], noise, received, promise)
    like[single] = widened(posts, psi)
    return like


def _of_sums(observed: Observed, phi: float, psi: float) -> FloatArray:
    """Return the likelihood of each account's sum on the grid, (c, g), its maximum scaled to 1.

    NegBin(R; Q m e^u, size 1/(1/(φQ) + 1/ψ)): ``phi`` is the post-level dispersion, ``psi`` an
    account-level one (infinite: none). Both infinite is the Poisson limit.
    """
    count = observed.received[:, None]
    expected = (observed.exposure * observed.promise)[:, None]
    inverse_size = (1.0 / (phi * observed.exposure) + 1.0 / psi)[:, None]
    kernel = np.exp(GRID) * expected
    if inverse_size.any():
        kernel *= inverse_size
        np.log1p(kernel, out=kernel)
        kernel *= -(count + 1.0 / inverse_size)
    else:
        np.negative(kernel, out=kernel)
    kernel += count * GRID
    kernel -= kernel.max(axis=1, keepdims=True)
    return np.exp(kernel, out=kernel)


def prior(shape: FloatArray, size: FloatArray) -> FloatArray:
    """Return the prior weights on the grid, (c, g), for t = (shift, log spread, slope over z)."""
    density = -0.5 * _standing(shape, size)[0] ** 2
    weight = np.exp(density - density.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def posterior(like: FloatArray, observed: Observed, shape: FloatArray) -> FloatArray:
    """Return the posterior weights on the grid, (c, g)."""
    weight = prior(shape, observed.size)
    weight *= like
    weight /= weight.sum(axis=1, keepdims=True)
    return weight


def posterior_mean(weight: FloatArray, promise: FloatArray) -> FloatArray:
    """Return the posterior mean of influence, (c,)."""
    return promise * (weight @ np.exp(GRID))


def quantiles(weight: FloatArray, promise: FloatArray, level: float) -> FloatArray:
    """Return the two ends (2, c) that hold a level, by linear interpolation of the grid's cdf.

    Each grid point stands for the cell around it, so the cdf is reached at the cell's upper edge.
    """
    cdf = np.cumsum(weight, axis=1)
    rows = np.arange(cdf.shape[0])
    ends = []
    for share in ((1.0 - level) / 2.0, (1.0 + level) / 2.0):
        above = np.minimum((cdf < share).sum(axis=1), GRID.size - 1)
        low = np.where(above > 0, cdf[rows, above - 1], 0.0)
        part = np.clip((share - low) / np.maximum(cdf[rows, above] - low, 1e-300), 0.0, 1.0)
        ends.append(promise * np.exp(GRID[above] + GRID_STEP * (part - 0.5)))
    return np.stack(ends)


def by_size(size: FloatArray) -> IntArray:
    """Return the order (c,) in which :func:`fit_shape` wants accounts: it copies no likelihood."""
    return np.argsort(_level(size), kind="stable")


def _level(size: FloatArray) -> IntArray:
    return np.round(size / SIZE_STEP).astype(np.int64)


def fit_shape(like: FloatArray, size: FloatArray, *, sized: bool) -> FloatArray:
    """Fit t = (shift, log spread, slope over audience size) by penalised maximum likelihood.

    Parameters
    ----------
    like
        (c, g) likelihood on the grid, without account-level dispersion.
    size
        (c,) standardised audience size, in an order of :func:`by_size`. For this fit alone it is
        rounded to a twentieth, so that accounts of one size share one prior and a step costs one
        pass over the likelihood.
    sized
        False fixes the slope at 0.
    """
    levels, starts = np.unique(_level(size), return_index=True)
    groups = np.split(like, starts[1:])
    sizes = levels.astype(np.float64) * SIZE_STEP

    def loss(parameters: FloatArray) -> tuple[float, FloatArray]:
        shape = np.r_[parameters, np.zeros(3 - parameters.size)]
        fit, slope = _fit_and_slope(groups, shape, sizes)
        pull = np.array([shape[0] / SHIFT_SCALE**2, 0.0, shape[2] / SLOPE_SCALE**2])
        return 0.5 * float(pull @ shape) - fit, (pull - slope)[: parameters.size]

    low, high = (float(np.log(each)) for each in SPREAD_BOUNDS)
    bounds = [(-np.inf, np.inf), (low, high), (-np.inf, np.inf)]
    found = scipy.optimize.minimize(
        loss,
        np.zeros(3 if sized else 2),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds[: 3 if sized else 2],
        options={"ftol": 1e-14, "gtol": 1e-8 * size.size, "maxiter": 200},
    ).x
    held = np.abs(found[1] + (found[2] * sizes if sized else 0.0))
    if np.any(held >= min(-low, high)):
        # A spread at its bound makes a corner, which only a simplex can turn.
        found = _turn_corners(lambda parameters: loss(parameters)[0], found)
    shape: FloatArray = np.zeros(3)
    shape[: found.size] = found
    return shape


def _turn_corners(loss: Callable[[FloatArray], float], found: FloatArray) -> FloatArray:
    """Return the better end of two simplex searches: from what was found, and from 0."""
    simplex = np.vstack([np.zeros(found.size), SIMPLEX * np.eye(found.size)])
    ends = [
        scipy.optimize.minimize(
            loss, start, method="Nelder-Mead", options={"initial_simplex": start + simplex}
        )
        for start in (found, np.zeros(found.size))
    ]
    return np.asarray(min(ends, key=lambda each: float(each.fun)).x)


def _standing(shape: FloatArray, size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the grid in standard deviations of each prior, (c, g), and its deviation, (c, 1)."""
    shift, log_spread, slope = shape
    low, high = SPREAD_BOUNDS
    spread: FloatArray = np.clip(np.exp(log_spread + slope * size), low, high)[:, None]
    standing: FloatArray = (GRID - shift) / spread + 0.5 * spread
    return standing, spread


def _fit_and_slope(
    groups: list[FloatArray], shape: FloatArray, sizes: FloatArray
) -> tuple[float, FloatArray]:
    """Return the log likelihood of all groups and its gradient over t."""
    standing, spread = _standing(shape, sizes)
    weight = prior(shape, sizes)
    d_shift = standing / spread
    low, high = SPREAD_BOUNDS
    d_spread = (standing**2 - standing * spread) * ((spread > low) & (spread < high))
    fit, slope = 0.0, np.zeros(3)
    for place, rows in enumerate(groups):
        columns = weight[place] * np.stack([np.ones(GRID.size), d_shift[place], d_spread[place]])
        evidence, *moved = (rows @ columns.T).T
        fit += float(np.log(evidence).sum())
        before = columns[1:].sum(axis=1)
        step = np.array([(m / evidence).sum() for m in moved]) - rows.shape[0] * before
        slope += [step[0], step[1], step[1] * sizes[place]]
    return fit, slope
