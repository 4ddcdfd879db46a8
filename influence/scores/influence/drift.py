"""How much quality drifts within the window: what intervals have to be widened by (ψ)."""

import numpy as np
from scipy.special import betaln

from influence.graph import FloatArray, IntArray, stable_order, sum_by
from influence.scores.influence.constants import (
    INTERVAL_PSI,
    PHI_MIN_ACCOUNTS,
    PSI_BOUNDS,
    PSI_MIN_POSTS,
)
from influence.scores.influence.negative_binomial import minimise_log


def account_drift(
    author: IntArray,
    published: FloatArray,
    count: FloatArray,
    phi: float,
    min_accounts: int = PHI_MIN_ACCOUNTS,
) -> float:
    """Return ψ: the size of the Gamma noise by which quality now differs from that of the window.

    Each account's posts are put in two halves by time. Given both together, the amplifications of
    one half are BetaBinomial(s, s) with 1/s = 2/(φQ) + 1/ψ₂: post-level virality, and a dispersion
    ψ₂ of halves that only a drift explains. Quality that moves by d over the window moves by d/2
    from half to half, and as much from the mean of the window to its end; the former shows as
    2/ψ₂, the latter is 1/ψ, so that ψ = ψ₂/2.

    Parameters
    ----------
    author, published, count
        (p,) account, time (nan: left out) and amplifications of each post.
    phi
        Post-level dispersion.
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
    early = sum_by(author, count * (place < half), n)
    late = sum_by(author, count * (place >= posts[author] - half), n)
    usable = (posts >= PSI_MIN_POSTS) & (early + late >= PSI_MIN_POSTS)
    if usable.sum() < min_accounts:
        return INTERVAL_PSI
    early, late = early[usable], late[usable]
    post_noise = 1.0 / (phi * (posts[usable] // 2))

    def loss(log_psi: float) -> float:
        size = 1.0 / (post_noise + 1.0 / np.exp(log_psi))
        return -float((betaln(early + size, late + size) - betaln(size, size)).sum())

    return minimise_log(loss, PSI_BOUNDS, tolerance=1e-3) / 2.0  # an interval needs no more
