"""Stage 0: how unevenly an account's amplifications fall on its posts (φ)."""

import numpy as np
from scipy.special import gammaln

from influence.graph import FloatArray, Numbers, ones, sum_by
from influence.scores.influence.constants import PHI_BOUNDS, PHI_DEFAULT, PHI_MIN_ACCOUNTS
from influence.scores.influence.negative_binomial import (
    distinct,
    distinct_rows,
    minimise_log,
)


def post_dispersion(
    author: Numbers, count: FloatArray, min_accounts: int = PHI_MIN_ACCOUNTS
) -> float:
    """Return φ of counts per post ~ NegBin(account's mean, φ), free of the accounts' means.

    Parameters
    ----------
    author, count
        (p,) account and distinct amplifiers of each post.
    min_accounts
        Fewer accounts with two posts and two amplifications give ``PHI_DEFAULT``.

    Notes
    -----
    Conditional maximum likelihood given each account's sum, which removes the mean exactly.
    """
    n = int(author.max(initial=-1)) + 1
    posts, total = sum_by(author, ones(author.size), n), sum_by(author, count, n)
    usable = (posts >= 2) & (total >= 2)
    if usable.sum() < min_accounts:
        return PHI_DEFAULT
    values, place = distinct(count[usable[author]])
    times = np.bincount(place)
    (posts, total), alike = distinct_rows(posts[usable], total[usable])

    def loss(log_phi: float) -> float:
        phi = float(np.exp(log_phi))
        accounts = (gammaln(phi * posts) - gammaln(total + phi * posts))[alike]
        return -float(accounts.sum() + times @ (gammaln(values + phi) - gammaln(phi)))

    return minimise_log(loss, PHI_BOUNDS)
