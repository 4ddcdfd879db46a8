"""Stage 2: what an audience of that size and receptivity usually gives a post (m)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy
from scipy.special import digamma, gammaln

from influence.graph import FloatArray
from influence.scores.influence.constants import (
    MANY_ACCOUNTS,
    PRIOR_KAPPA_BOUNDS,
    RIDGE,
    SAMPLE_STEP,
)

BLOCK = 16384
"""Accounts that are looked at together, so that what is made of them stays in the cache."""

LOG_KAPPA_BOUNDS = (float(np.log(PRIOR_KAPPA_BOUNDS[0])), float(np.log(PRIOR_KAPPA_BOUNDS[1])))


class Promise(NamedTuple):
    """m_i = exp(β·x_i): ``mean`` (c,), ``beta`` (f,) and the dispersion κ of accounts around it."""

    mean: FloatArray
    beta: FloatArray
    kappa: float


class _Accounts(NamedTuple):
    """R, Q, 1/(φQ), standardised features (b, f) and number of some cases; else (b,)."""

    received: FloatArray
    exposure: FloatArray
    post_noise: FloatArray
    x: FloatArray
    times: FloatArray

    def only(self, rows: slice) -> "_Accounts":
        return _Accounts(*(column[rows] for column in self))


def promised(features: FloatArray, beta: FloatArray) -> FloatArray:
    """Return exp(features @ beta), shape (c,)."""
    return np.exp(features @ beta)


def fit_promise(
    count: FloatArray,
    exposure: FloatArray,
    features: FloatArray,
    phi: float,
    times: FloatArray | None = None,
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
    times
        (c,) how many accounts there are of each; one where None.
    """
    alone = times is None
    times = np.ones(count.size) if times is None else times
    x, centre, scale = _standardised(features, times)
    accounts = _Accounts(count, exposure, 1.0 / (phi * exposure), x, times)
    found = _found(accounts, MANY_ACCOUNTS) if alone else _searched(accounts)
    slopes = found[1:-1] / scale
    beta = np.r_[found[0] - slopes @ centre, slopes]
    return Promise(promised(features, beta), beta, float(np.exp(found[-1])))


def _found(accounts: _Accounts, many: float) -> FloatArray:
    """Return what :func:`_searched` finds; so ``many`` accounts are settled from a sample."""
    settled = _settled(accounts) if accounts.received.size >= many else None
    return _searched(accounts) if settled is None else settled


def _searched(accounts: _Accounts) -> FloatArray:
    """Return β of standardised features and log κ, from a start where accounts are all alike."""
    times, features = accounts.times, accounts.x.shape[1]
    total = float((times * accounts.received).sum())
    found = scipy.optimize.minimize(
        _loss(accounts),
        np.r_[np.log(total / (times * accounts.exposure).sum()), np.zeros(features)],
        jac=True,
        bounds=[(-np.inf, np.inf)] * features + [LOG_KAPPA_BOUNDS],
        method="L-BFGS-B",
        options={"maxiter": 500, "ftol": 1e-15, "gtol": 1e-7 * max(1.0, total)},
    )
    return np.asarray(found.x)


def _settled(accounts: _Accounts) -> FloatArray | None:
    """Return the same of many accounts from where every tenth of them has it; None if that fails.

    The sample tells how the loss is curved, too, so that about four passes over all accounts do.
    """
    sample = accounts.only(slice(None, None, SAMPLE_STEP))
    if not sample.received.any():
        return None
    near, loss = _found(sample, MANY_ACCOUNTS / SAMPLE_STEP), _loss(sample)
    slope, steps = loss(near)[1], 1e-5 * np.eye(near.size)
    curve = SAMPLE_STEP * np.stack([loss(near + step)[1] - slope for step in steps]) / 1e-5
    curve = (curve + curve.T) / 2.0
    if not _inside(near) or np.linalg.eigvalsh(curve)[0] <= 0.0:
        return None
    inverse = np.linalg.inv(curve)
    total = float(accounts.received.sum())
    found = scipy.optimize.minimize(
        _loss(accounts),
        near,
        jac=True,
        method="BFGS",
        options={"gtol": 1e-9 * total, "hess_inv0": (inverse + inverse.T) / 2.0},
    )
    close = np.abs(found.jac).max() <= 1e-7 * total
    return np.asarray(found.x) if close and _inside(found.x) else None


def _inside(found: FloatArray) -> bool:
    low, high = LOG_KAPPA_BOUNDS
    return bool(low < found[-1] < high)


def _loss(accounts: _Accounts) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    """Return the penalised loss of β and log κ, with its gradient."""
    starts = range(0, accounts.received.size, BLOCK)
    parts = [accounts.only(slice(start, start + BLOCK)) for start in starts]

    def loss(parameters: FloatArray) -> tuple[float, FloatArray]:
        slopes = np.r_[0.0, parameters[1:-1], 0.0]
        value, slope = RIDGE * float(slopes @ slopes), 2.0 * RIDGE * slopes
        for part in parts:
            likelihood, moved = _likelihood(part, parameters)
            value, slope = value - likelihood, slope - moved
        return value, slope

    return loss


def _likelihood(accounts: _Accounts, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood of some accounts at β and log κ, and its gradient."""
    received, exposure, post_noise, x, times = accounts
    kappa = float(np.exp(parameters[-1]))
    log_mean = np.log(exposure) + x @ parameters[:-1]
    mean = np.exp(log_mean)
    size = 1.0 / (1.0 / kappa + (1.0 + 1.0 / kappa) * post_noise)
    share = np.log1p(mean / size)
    seen = np.flatnonzero(received)
    count, known = received[seen], size[seen]
    found = count * (log_mean[seen] - share[seen] - np.log(known))
    found += gammaln(count + known) - gammaln(known)
    likelihood = (times[seen] * found).sum() - size @ (times * share)
    d_mean = (received - mean) * size / (size + mean)
    d_size = -d_mean / size - share
    d_size[seen] += digamma(count + known) - digamma(known)
    d_mean *= times
    d_size *= times
    d_kappa = d_size @ (size**2 * (1.0 + post_noise)) / kappa
    return float(likelihood), np.append(d_mean @ x, d_kappa)


def _standardised(
    features: FloatArray, times: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the features with all but the constant standardised, and their centres and scales."""
    varied, times, total = features[:, 1:], times[:, None], times.sum()
    centre = (times * varied).sum(axis=0) / total
    varied = varied - centre
    scale = np.maximum(np.sqrt((times * varied**2).sum(axis=0) / total), 1e-12)
    return np.column_stack([features[:, :1], varied / scale]), centre, scale
