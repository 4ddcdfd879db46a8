"""How much quality drifts within the window: what intervals have to be widened by (ψ)."""

from collections.abc import Callable

import numpy as np
from scipy.special import betaln

from influence.graph import FloatArray, IntArray, stable_order, sum_by
from influence.scores.influence.constants import (
    INTERVAL_PSI,
    PHI_MIN_ACCOUNTS,
    POST_SPREAD_SAMPLE,
    PSI_BOUNDS,
    PSI_MIN_POSTS,
)
from influence.scores.influence.negative_binomial import minimise_log
from influence.scores.influence.single_posts import LOG_MEANS, PostNoise


def account_drift(
    author: IntArray,
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
    order = np.flatnonzero(timed)[np.argsort(published[timed], kind="stable")]
    order = order[stable_order(author[order])]
    author, count = author[order], count[order]
    n = int(author.max(initial=-1)) + 1
    posts = np.bincount(author, minlength=n)
    place = np.arange(author.size) - (np.cumsum(posts) - posts)[author]
    half = posts[author] // 2
    is_early, is_late = place < half, place >= posts[author] - half
    early, late = (sum_by(author, count * part, n) for part in (is_early, is_late))
    usable = (posts >= PSI_MIN_POSTS) & (early + late >= PSI_MIN_POSTS)
    if usable.sum() < min_accounts:
        return INTERVAL_PSI
    if noise.posts is None:
        size = noise.phi * (posts[usable] // 2).astype(np.float64)
        loss = _of_sums(early[usable], late[usable], size)
    else:
        chosen = np.flatnonzero(usable)
        telling = chosen[:: -(-chosen.size // POST_SPREAD_SAMPLE)]
        loss = _of_posts(
            *(
                noise.log_likelihood(author[part], count[part], n, telling)
                for part in (is_early, is_late)
            )
        )
    return minimise_log(loss, PSI_BOUNDS, tolerance=1e-3) / 2.0  # an interval needs no more


def _of_sums(early: FloatArray, late: FloatArray, size: FloatArray) -> Callable[[float], float]:
    """Return the loss at log ψ₂ of sums of both halves, (m,) each, of posts of this ``size``."""

    def loss(log_psi: float) -> float:
        s = 1.0 / (1.0 / size + 1.0 / np.exp(log_psi))
        return -float((betaln(early + s, late + s) - betaln(s, s)).sum())

    return loss


def _of_posts(early: FloatArray, late: FloatArray) -> Callable[[float], float]:
    """Return the loss at log ψ₂ of the posts of both halves: log likelihoods (m, t) of its mean."""
    early, late = (np.exp(part - part.max(axis=1, keepdims=True)) for part in (early, late))
    apart = (LOG_MEANS[:, None] - LOG_MEANS) ** 2

    def loss(log_psi: float) -> float:
        variance = 2.0 / np.exp(log_psi)
        moved = np.exp(-0.5 * apart / variance)
        moved /= moved.sum(axis=1, keepdims=True)
        return -float(np.log(((early @ moved) * late).sum(axis=1)).sum())

    return loss
