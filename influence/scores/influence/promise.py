"""Stage 2: what an audience of that size and receptivity usually gives a post (m)."""

from typing import NamedTuple

import numpy as np
import scipy
from scipy.special import digamma, gammaln

from influence.graph import FloatArray
from influence.scores.influence.constants import PRIOR_KAPPA_BOUNDS, RIDGE


class Promise(NamedTuple):
    """m_i = exp(β·x_i): ``mean`` (c,), ``beta`` (f,) and the dispersion κ of accounts around it."""

    mean: FloatArray
    beta: FloatArray
    kappa: float


def promised(features: FloatArray, beta: FloatArray) -> FloatArray:
    """Return exp(features @ beta), shape (c,)."""
    return np.exp(features @ beta)


def fit_promise(
    count: FloatArray, exposure: FloatArray, features: FloatArray, phi: float
) -> Promise:
    """Fit β and κ by maximum likelihood of R_i ~ NegBin(Q_i m_i, k_i).

    Parameters
    ----------
    count, exposure
        (c,) amplifications R and posts Q.
    features
        (c, f); the first column is constant.
    phi
        Post-level dispersion: 1/k_i = 1/κ + (1 + 1/κ)/(φ Q_i).
    """
    x, centre, scale = _standardised(features)
    post_noise = 1.0 / (phi * exposure)
    log_exposure = np.log(exposure)
    seen = np.flatnonzero(count)
    times = count[seen]

    def loss(parameters: FloatArray) -> tuple[float, FloatArray]:
        beta, kappa = parameters[:-1], float(np.exp(parameters[-1]))
        log_mean = log_exposure + x @ beta
        mean = np.exp(log_mean)
        size = 1.0 / (1.0 / kappa + (1.0 + 1.0 / kappa) * post_noise)
        share = np.log1p(mean / size)
        known = size[seen]
        likelihood = (times * (log_mean[seen] - share[seen] - np.log(known))).sum() - size @ share
        likelihood += (gammaln(times + known) - gammaln(known)).sum()
        d_mean = (count - mean) * size / (size + mean)
        d_size = -d_mean / size - share
        d_size[seen] += digamma(times + known) - digamma(known)
        slopes = np.r_[0.0, beta[1:]]
        d_kappa = d_size @ (size**2 * (1.0 + post_noise)) / kappa
        value = RIDGE * (slopes @ slopes) - likelihood
        return float(value), np.r_[-(d_mean @ x) + 2.0 * RIDGE * slopes, -d_kappa]

    start = np.r_[np.log(count.sum() / exposure.sum()), np.zeros(x.shape[1])]
    low, high = np.log(PRIOR_KAPPA_BOUNDS)
    found = scipy.optimize.minimize(
        loss,
        start,
        jac=True,
        bounds=[(-np.inf, np.inf)] * x.shape[1] + [(float(low), float(high))],
        method="L-BFGS-B",
        options={"maxiter": 500, "ftol": 1e-15, "gtol": 1e-7 * max(1.0, float(count.sum()))},
    )
    slopes = found.x[1:-1] / scale
    beta = np.r_[found.x[0] - slopes @ centre, slopes]
    return Promise(promised(features, beta), beta, float(np.exp(found.x[-1])))


def _standardised(features: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the features with all but the constant standardised, and their centres and scales."""
    centre = features[:, 1:].mean(axis=0)
    scale = np.maximum(features[:, 1:].std(axis=0), 1e-12)
    return np.column_stack([features[:, :1], (features[:, 1:] - centre) / scale]), centre, scale
