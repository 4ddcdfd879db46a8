"""Stage 3: what was observed, against what was promised, on a grid of log(influence / promise)."""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dger
from scipy.sparse import csr_array

from influence.graph import BoolArray, FloatArray, IntArray
from influence.scores.influence.constants import GRID_STEP
from influence.scores.influence.prior import BLOCK, GRID, prior
from influence.scores.influence.single_posts import PostNoise, posts_likelihood, rows_of, widened

_Number = TypeVar("_Number", np.float64, np.int64)


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
        posts = None if self.posts is None else rows_of(self.posts, rows)
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
    if single.all():
        received, promise = observed.received, observed.promise
        return widened(posts_likelihood(observed.posts, noise, received, promise), psi)
    like = np.empty((single.size, GRID.size))
    like[~single] = _of_sums(observed.only(~single), noise.phi, psi)
    if single.any():
        like[single] = likelihood(observed.only(single), noise, psi)
    return like


def _of_sums(observed: Observed, phi: float, psi: float) -> FloatArray:
    """Return the likelihood of each account's sum on the grid, (c, g), its maximum scaled to 1.

    NegBin(R; Q m e^u, size 1/(1/(φQ) + 1/ψ)): ``phi`` is the post-level dispersion, ``psi`` an
    account-level one (infinite: none). Both infinite is the Poisson limit.
    """
    count = observed.received[:, None]
    expected = (observed.exposure * observed.promise)[:, None]
    inverse_size = (1.0 / (phi * observed.exposure) + 1.0 / psi)[:, None]
    if inverse_size.any():
        kernel = np.exp(GRID) * (expected * inverse_size)
        np.log1p(kernel, out=kernel)
        kernel *= -(count + 1.0 / inverse_size)
    else:
        kernel = np.exp(GRID) * -expected
    # An outer product of BLAS is added in place: a sixth less time for all of this.
    dger(1.0, GRID, observed.received, a=kernel.T, overwrite_a=True)
    dger(-1.0, np.ones(GRID.size), kernel.max(axis=1), a=kernel.T, overwrite_a=True)
    np.maximum(kernel, -700.0, out=kernel)  # where exp ends, it takes five to fifty times as long
    return np.exp(kernel, out=kernel)


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
        above = (cdf < share).argmin(axis=1)  # the last is 1: one at least is not below
        low = np.where(above > 0, cdf[rows, above - 1], 0.0)
        part = np.clip((share - low) / np.maximum(cdf[rows, above] - low, 1e-300), 0.0, 1.0)
        ends.append(promise * np.exp(GRID[above] + GRID_STEP * (part - 0.5)))
    return np.stack(ends)
