"""The amplification rate, pulled towards what accounts of that size usually get."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from influence.graph import FloatArray, InteractionGraph
from influence.scores.registry import Values, score

LOG_KAPPA_BOUNDS = (-4.0, 4.0)


@score(
    question="How often is a post passed on, allowing for few posts?",
    unit="amplifications per post",
    reference="Efron and Morris (1975), empirical Bayes shrinkage; Gamma-Poisson with a regression",
    needs=("posts",),
    why_no_invariance="shrinkage depends on the size of counts and on claimed followers",
)
def shrunk_reposts_per_post(graph: InteractionGraph) -> Values:
    """Shrink the raw rate to the rate of accounts with as many followers: the strong simple peer.

    R_i ~ NegBin(Q_i m_i, κ) with m_i = exp(b0 + b1 log(1 + followers)), fitted by maximum
    likelihood, with b1 held off extremes by a weak Normal prior; the value is
    (R_i + κ)/(Q_i + κ/m_i).

    Parameters
    ----------
    graph
        Posts, amplifications and claimed followers of a window.

    Returns
    -------
    Values
        (n,) amplifications per post; nan for accounts without known posts. Facts: b0, b1, κ.

    Cannot tell
    -----------
    Who the followers are: two audiences of one size promise the same, the passive and the eager.
    """
    value = np.full(len(graph), np.nan)
    chosen = np.flatnonzero(graph.posts > 0)
    if not chosen.size:
        return Values(value, facts={"why_nothing": "posts per account are not known"})
    received, posts = graph.amplifications_received[chosen], graph.posts[chosen]
    if not received.sum():
        return Values(value, facts={"why_nothing": "nobody passed anything on in this window"})
    size = _size(graph.followers[chosen])
    b0, b1, kappa = _fit(received, posts, size)
    usual = np.exp(b0 + b1 * size)
    value[chosen] = (received + kappa) / (posts + kappa / usual)
    return Values(value, facts={"b0": b0, "b1": b1, "kappa": kappa})


def _size(followers: FloatArray) -> FloatArray:
    """Return log(1 + followers), the mean where unknown; all 0 where most are unknown."""
    known = np.isfinite(followers)
    if known.mean() < 0.5:
        return np.zeros_like(followers)
    size = np.log1p(followers)
    return np.where(known, size, size[known].mean())


def _fit(received: FloatArray, posts: FloatArray, size: FloatArray) -> tuple[float, float, float]:
    spread = float(size.std()) or 1.0
    z = (size - size.mean()) / spread

    def loss(parameters: FloatArray) -> tuple[float, FloatArray]:
        b0, b1, log_kappa = parameters
        kappa = np.exp(log_kappa)
        mean = posts * np.exp(b0 + b1 * z)
        fit = gammaln(received + kappa) - gammaln(kappa) - kappa * np.log1p(mean / kappa)
        fit += received * (np.log(mean) - np.log(kappa + mean))
        slope = (received - mean) * kappa / (kappa + mean)
        d_kappa = digamma(received + kappa) - digamma(kappa) - np.log1p(mean / kappa)
        d_kappa += 1.0 - (received + kappa) / (kappa + mean)
        gradient = [-slope.sum(), 0.02 * b1 - slope @ z, -kappa * d_kappa.sum()]
        return float(0.01 * b1**2 - fit.sum()), np.array(gradient)

    start = np.array([np.log(received.sum() / posts.sum()), 0.0, 0.0])
    bounds = [(-np.inf, np.inf), (-np.inf, np.inf), LOG_KAPPA_BOUNDS]
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-15, "gtol": 1e-9 * float(received.sum())},
    )
    b0, b1, log_kappa = (float(each) for each in found.x)
    return b0 - b1 * float(size.mean()) / spread, b1 / spread, float(np.exp(log_kappa))
