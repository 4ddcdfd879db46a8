"""How much quality drifts within the window: what intervals have to be widened by (ψ)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import betaln

from influence.graph import FloatArray, IntArray, Numbers, ones, stable_order, sum_by
from influence.scores.influence.constants import (
    INTERVAL_PSI,
    PHI_MIN_ACCOUNTS,
    POST_SPREAD_SAMPLE,
    PSI_BOUNDS,
    PSI_MIN_POSTS,
)
from influence.scores.influence.negative_binomial import distinct_rows, minimise_log
from influence.scores.influence.single_posts import LOG_MEANS, PostNoise


def account_drift(
    author: Numbers,
    published: FloatArray,
    count: FloatArray,
    noise: PostNoise,
    min_accounts: int = PHI_MIN_ACCOUNTS,
) -> float:
    """Return ψ: the size of the Gamma noise by which quality now differs from that of the window.

    Each account's posts are put in two halves by time. Given both together, the amplifications of
    one half are BetaBinomial(s, s) with 1/s = 2/(φQ) + 1/ψ₂: post-level virality, and a dispersion
    ψ₂ of halves that only a drift explains. Quality that moves by d over the window moves by d/2
    from half to half, and as much from the mean of the window to its end; the former shows as
    2/ψ₂, the latter is 1/ψ, so that ψ = ψ₂/2. Where posts are log-normal, the log means of both
    halves differ by a normal of variance 2/ψ₂ instead, and both are integrated out.

    Parameters
    ----------
    author, published, count
        (p,) account, time (nan: left out) and amplifications of each post.
    noise
        Of single posts.
    min_accounts
        Fewer accounts with ``PSI_MIN_POSTS`` posts and as many amplifications give
        ``INTERVAL_PSI``.
    """
    timed = np.isfinite(published)
    if not timed.all():
        author, published, count = author[timed], published[timed], count[timed]
    n = int(author.max(initial=-1)) + 1
    posts, total = sum_by(author, ones(author.size), n), sum_by(author, count, n)
    enough = (posts >= PSI_MIN_POSTS) & (total >= PSI_MIN_POSTS)
    if enough.sum() < min_accounts:
        return INTERVAL_PSI
    rows = np.flatnonzero(enough[author])
    rows = rows[_by_author_and_time(author[rows], published[rows])]
    found = _halves(author[rows], count[rows])
    usable = np.flatnonzero(found.early + found.late >= PSI_MIN_POSTS)
    if usable.size < min_accounts:
        return INTERVAL_PSI
    loss = (
        _of_sums(found, usable, noise.phi)
        if noise.posts is None
        else _of_posts(found, usable[:: -(-usable.size // POST_SPREAD_SAMPLE)], noise)
    )
    return minimise_log(loss, PSI_BOUNDS, tolerance=1e-3) / 2.0  # an interval needs no more


class _Halves(NamedTuple):
    """Accounts (a,) whose posts lie one after the other, in order of time, from ``first`` on.

    ``early`` and ``late`` are the amplifications of ``half`` of the posts each; of an odd number,
    that in the middle is in neither. ``counts`` (p,) are those of each post.
    """

    first: IntArray
    posts: IntArray
    half: IntArray
    early: FloatArray
    late: FloatArray
    counts: FloatArray


def _by_author_and_time(author: Numbers, published: FloatArray) -> IntArray:
    """Return the stable order (p,) by author, then time."""
    order = stable_order(author)
    # Times of one author after those of another on one axis: nearly sorted by now, which the
    # stable sort is quick with. It takes a fifth of the time of sorting all of the times.
    since = published - published.min()
    axis = author * (since.max() + 1.0) + since
    return order[np.argsort(axis[order], kind="stable")]


def _halves(author: Numbers, count: FloatArray) -> _Halves:
    """Return the halves of posts by author and time, (p,) each."""
    first = np.flatnonzero(np.diff(author, prepend=-1))
    posts = np.diff(first, append=author.size)
    half = posts // 2
    parts = np.column_stack([first, first + half, first + posts - half])
    sums = np.add.reduceat(count, parts.ravel()).reshape(parts.shape)
    return _Halves(first, posts, half, sums[:, 0], sums[:, 2], count)


def _of_sums(halves: _Halves, chosen: IntArray, phi: float) -> Callable[[float], float]:
    """Return the loss at log ψ₂ of the sums of both halves of the chosen accounts."""
    columns = halves.early[chosen], halves.late[chosen], halves.half[chosen].astype(np.float64)
    (early, late, half), alike = distinct_rows(*columns)
    size, times = phi * half, np.bincount(alike)

    def loss(log_psi: float) -> float:
        s = 1.0 / (1.0 / size + 1.0 / np.exp(log_psi))
        return -float(times @ (betaln(early + s, late + s) - betaln(s, s)))

    return loss


def _of_posts(halves: _Halves, chosen: IntArray, noise: PostNoise) -> Callable[[float], float]:
    """Return the loss at log ψ₂ of the single posts of both halves of the chosen accounts."""
    first, posts, half = halves.first[chosen], halves.posts[chosen], halves.half[chosen]
    account = np.repeat(np.arange(chosen.size), half)
    place = np.arange(account.size) - (np.cumsum(half) - half)[account]
    early, late = (
        _scaled(noise.log_likelihood(account, halves.counts[begin[account] + place], chosen.size))
        for begin in (first, first + posts - half)
    )
    apart = (LOG_MEANS[:, None] - LOG_MEANS) ** 2

    def loss(log_psi: float) -> float:
        variance = 2.0 / np.exp(log_psi)
        moved = np.exp(-0.5 * apart / variance)
        moved /= moved.sum(axis=1, keepdims=True)
        return -float(np.log(((early @ moved) * late).sum(axis=1)).sum())

    return loss


def _scaled(log_like: FloatArray) -> FloatArray:
    """Return the likelihood (m, t) of each account, its maximum 1."""
    return np.asarray(np.exp(log_like - log_like.max(axis=1, keepdims=True)))
