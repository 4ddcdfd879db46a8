"""Stage 3 where single posts are known: posts as unequal as a log-normal makes them.

An account's posts get n ~ Poisson(θ exp(sx - s²/2)), x normal. Their sum alone, which is all that
the negative binomial looks at, would let one lucky post speak for an account.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.sparse import csr_array
from scipy.special import exp1, gammainc, gammaln

from influence.graph import BoolArray, FloatArray, IntArray, Numbers, sum_by
from influence.scores.influence.constants import (
    GRID_HALF_WIDTH,
    GRID_STEP,
    PHI_MIN_ACCOUNTS,
    POST_SPREAD_BOUNDS,
    POST_SPREAD_SAMPLE,
)
from influence.scores.influence.negative_binomial import distinct, minimise_log

LOG_MEANS = GRID_STEP * np.arange(-80, 61)
"""Grid of log expected amplifications on which posts are looked at; steps as of the other grid."""

EDGES = np.append(LOG_MEANS, LOG_MEANS[-1] + GRID_STEP) - GRID_STEP / 2.0
TINY = 1e-300


class PostNoise(NamedTuple):
    """How a post's count varies around its account's mean.

    Negative binomial of size ``phi``; where ``posts`` are looked at, log-normal of that ``spread``.
    ``posts`` (c, v) is how many posts of each account got each of v different ``counts``, and
    ``table`` (v, t) the log likelihood of each count on ``LOG_MEANS``.
    """

    phi: float
    spread: float = np.nan
    counts: FloatArray = np.empty(0)
    table: FloatArray = np.empty((0, LOG_MEANS.size))
    posts: csr_array | None = None

    def log_likelihood(self, account: IntArray, count: FloatArray, n: int) -> FloatArray:
        """Return that of the means of n accounts with these posts, (n, t)."""
        place = np.searchsorted(self.counts, count)
        shape = (n, self.counts.size)
        posts = csr_array((np.ones(place.size), (account, place)), shape=shape)
        return np.asarray(posts @ self.table)


def post_noise(posts: csr_array, counts: FloatArray, phi: float) -> PostNoise:
    """Return the log-normal noise where it makes posts likelier than the negative binomial does.

    Parameters
    ----------
    posts
        (c, v) how many posts of each account got each of v different counts.
    counts
        (v,) the counts, ascending from 0.
    phi
        The negative binomial's size, fitted to the same posts.

    Notes
    -----
    The spread maximises the likelihood of at most ``POST_SPREAD_SAMPLE`` accounts with two posts
    and two amplifications, each account's log mean integrated out under a flat prior.
    """
    telling = np.flatnonzero((posts.sum(axis=1) >= 2) & (posts @ counts >= 2))
    if telling.size < PHI_MIN_ACCOUNTS:
        return PostNoise(phi)
    step = -(-telling.size // POST_SPREAD_SAMPLE)
    sample = posts[telling[::step]]
    used = np.flatnonzero(sample.sum(axis=0))
    sample, some = sample[:, used], counts[used]
    averages = _poisson_averages(some)

    def loss(log_spread: float) -> float:
        return -_flat(sample @ _log_normal(averages, float(np.exp(log_spread))))

    spread = minimise_log(loss, POST_SPREAD_BOUNDS, tolerance=1e-3)
    if loss(np.log(spread)) >= -_flat(sample @ _negative_binomial(some, phi)):
        return PostNoise(phi)
    return log_normal(posts, counts, phi, spread)


def log_normal(posts: csr_array, counts: FloatArray, phi: float, spread: float) -> PostNoise:
    """Return log-normal noise of a known spread for posts (c, v) with these counts (v,)."""
    return PostNoise(phi, spread, counts, _log_normal(_poisson_averages(counts), spread), posts)


def posts_likelihood(
    posts: csr_array, noise: PostNoise, received: FloatArray, promise: FloatArray
) -> FloatArray:
    """Return the likelihood of posts on the grid of log(influence / promise), (c, g).

    Its maximum is scaled to 1. Where ``received`` (c,) is not the sum of the counts, as under the
    guard, the mean that the posts speak for moves by as much, in logs.
    """
    total = posts @ noise.counts
    gone = (received <= 0) & (total > 0)
    moved = np.where(gone | (total <= 0), 1.0, received / np.maximum(total, TINY))
    start = (np.log(promise / np.maximum(moved, TINY)) - GRID_HALF_WIDTH - LOG_MEANS[0]) / GRID_STEP
    width = round(2 * GRID_HALF_WIDTH / GRID_STEP) + 2
    start = np.clip(start, -width, LOG_MEANS.size)  # beyond its ends the table goes on level
    cell = np.floor(start).astype(np.int64)
    columns = np.arange(cell.min(initial=0), cell.max(initial=0) + width)
    table = noise.table.take(columns, axis=1, mode="clip")
    log_like = posts @ table
    log_like[gone] = posts[gone].sum(axis=1)[:, None] * table[0]
    place = np.arange(cell.size) * columns.size + cell - columns[0]
    found = sliding_window_view(log_like.ravel(), width)[place]
    low, high = found[:, :-1], found[:, 1:]
    found = high - low
    found *= (start - cell)[:, None]
    found += low
    found -= found.max(axis=1, keepdims=True)
    like: FloatArray = np.exp(found, out=found)
    return like


def rows_of(posts: csr_array, rows: slice | BoolArray | IntArray) -> csr_array:
    """Return some rows; neighbours are cut out by hand, which takes a fifth of scipy's time."""
    if not isinstance(rows, slice) or rows.step not in {None, 1}:
        return posts[rows]
    first, last, _ = rows.indices(posts.shape[0])
    starts = posts.indptr[first : last + 1]
    held = slice(starts[0], starts[-1])
    parts = posts.data[held], posts.indices[held], starts - starts[0]
    return csr_array(parts, shape=(last - first, posts.shape[1]))


def widened(like: FloatArray, psi: float) -> FloatArray:
    """Return the likelihood (c, g) when quality has Gamma noise of size ψ beside that of posts."""
    if not np.isfinite(psi):
        return like
    wide = like @ _widening(psi, like.shape[1])
    return np.asarray(wide / wide.max(axis=1, keepdims=True))


@cache
def _widening(psi: float, g: int) -> FloatArray:
    """Return how much each point of the grid (g, g) gives to each other."""
    edges = GRID_STEP * (np.arange(-g, g + 1) + 0.5)
    weight = np.diff(gammainc(psi, psi * np.exp(edges)), prepend=0.0)
    place = np.clip(np.arange(g)[:, None] + np.arange(-g, g + 1), 0, g - 1)
    kernel = np.zeros((g, g))
    np.add.at(kernel, (np.repeat(np.arange(g), 2 * g + 1), place.ravel()), np.tile(weight, g))
    return kernel.T


def _poisson_averages(counts: FloatArray) -> FloatArray:
    """Return Poisson(n; λ) averaged over each cell of log λ, (v, t): a peak falls in no gap."""
    some = np.where(counts > 0, counts, 1.0)[:, None]
    averages = np.diff(gammainc(some, np.exp(EDGES)), axis=1) / some / GRID_STEP
    averages[counts == 0] = -np.diff(exp1(np.exp(EDGES))) / GRID_STEP
    return np.asarray(averages)


def _log_normal(averages: FloatArray, spread: float) -> FloatArray:
    """Return the log likelihood of counts (v,) on ``LOG_MEANS``, (v, t)."""
    centre = LOG_MEANS[:, None] - spread**2 / 2.0
    width = np.sqrt(spread**2 - GRID_STEP**2 / 12.0)  # the averages have the rest of it already
    kernel = np.exp(-0.5 * ((LOG_MEANS - centre) / width) ** 2)
    kernel /= kernel.sum(axis=1, keepdims=True)
    return np.asarray(np.log(np.maximum(averages @ kernel.T, TINY)))


def _negative_binomial(counts: FloatArray, phi: float) -> FloatArray:
    n, log_size = counts[:, None], np.log(phi)
    log_sum = np.logaddexp(log_size, LOG_MEANS)
    ways = gammaln(n + phi) - gammaln(phi) - gammaln(n + 1.0)
    return np.asarray(ways + phi * (log_size - log_sum) + n * (LOG_MEANS - log_sum))


def _flat(log_like: FloatArray) -> float:
    """Return the log likelihood of all accounts (c, t), each one's mean integrated out."""
    top = log_like.max(axis=1)
    return float((top + np.log(np.exp(log_like - top[:, None]).sum(axis=1))).sum())


def posts_by_count(
    account: Numbers, count: FloatArray, exposure: FloatArray, received: FloatArray
) -> tuple[csr_array, FloatArray]:
    """Return (c, v) how many posts of each account got each count, and the counts (v,) from 0.

    The row of an account is empty where its posts (p,) are not all ``exposure`` (c,) of them, or
    not all that was ``received`` (c,) is told by post.
    """
    n = exposure.size
    told = sum_by(account, count, n)
    known = (np.bincount(account, minlength=n) == exposure) & (np.abs(told - received) < 0.5)
    kept = known[account]
    counts, place = distinct(np.append(count, 0.0))
    where = account[kept], place[:-1][kept]
    return csr_array((np.ones(where[0].size), where), shape=(n, counts.size)), counts
