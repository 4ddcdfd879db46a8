"""Stages 2 to 4 in a row: promise, posterior, recency; once as observed, once under the guard."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from influence.graph import FloatArray, sum_by
from influence.scores.influence.cases import Cases, cases_of
from influence.scores.influence.constants import INTERVAL_LEVEL
from influence.scores.influence.evidence import Evidence, act_weights, recent
from influence.scores.influence.posterior import (
    Observed,
    blocks,
    likelihood,
    posterior,
    posterior_mean,
    quantiles,
)
from influence.scores.influence.promise import Promise, fit_promise
from influence.scores.influence.recency import ladder
from influence.scores.influence.shape import by_size, fit_shape
from influence.scores.influence.single_posts import PostNoise


class Estimate(NamedTuple):
    """Influence of each candidate, (c,), with the stages that led to it."""

    value: FloatArray
    steps: FloatArray
    mean: FloatArray
    promise: Promise
    shape: FloatArray
    observed: Observed
    cases: Cases


def estimate(
    evidence: Evidence,
    features: FloatArray,
    names: tuple[str, ...],
    noise: PostNoise,
    pair_weight: FloatArray | None = None,
) -> Estimate:
    """Estimate influence from the evidence, each pair's acts weighted if asked."""
    weights = act_weights(evidence, pair_weight)
    received = sum_by(evidence.acts.candidate, weights, evidence.accounts.size)
    decayed = recent(evidence, weights, received)
    del weights  # as many as acts, where the guard weighs them
    cases = cases_of(np.column_stack([received, evidence.exposure, features]), noise.posts)
    first, which, times = cases
    promise = fit_promise(
        received[first], evidence.exposure[first], features[first], noise.phi, times
    )
    promise = promise._replace(mean=promise.mean[which])
    sized = "followers" in names
    size = standardised(features[:, names.index("followers")]) if sized else np.zeros(received.size)
    observed = Observed(received, evidence.exposure, promise.mean, size, noise.posts)
    shape, mean = _fitted(observed.only(first), noise, times, sized=sized)
    mean = mean[which]
    steps = ladder(
        mean,
        decayed,
        evidence.shown,
        window=evidence.window,
        phi=noise.phi,
        timed=evidence.timed,
    )
    return Estimate(steps[-1], steps, mean, promise, shape, observed, cases)


def _fitted(
    observed: Observed, noise: PostNoise, times: FloatArray | None, *, sized: bool
) -> tuple[FloatArray, FloatArray]:
    """Return the shape of the prior and the posterior mean of influence, (c,)."""
    order = by_size(observed.size)
    ordered = observed.only(order)

    def known(rows: slice) -> FloatArray:
        return likelihood(ordered.only(rows), noise, np.inf)

    times = None if times is None else times[order]
    shape = fit_shape(known, ordered.size, times, sized=sized)
    mean = np.empty(order.size)
    for place, part in zip(blocks(order), ordered.blocks(), strict=True):
        weight = posterior(likelihood(part, noise, np.inf), part, shape)
        mean[place] = posterior_mean(weight, part.promise)
    return shape, mean


def interval(plain: Estimate, value: FloatArray, noise: PostNoise, psi: float) -> FloatArray:
    """Return the two ends (2, c) of the interval labelled 90 %, around the final value.

    Wider than the posterior by the drift of quality, ``psi``; one-sided where nothing was
    amplified. It is for the mean of many posts: a single post varies far more.
    """

    def ends(part: Observed) -> FloatArray:
        weight = posterior(likelihood(part, noise, psi), part, plain.shape)
        end = quantiles(weight, part.promise, INTERVAL_LEVEL)
        end /= posterior_mean(weight, part.promise)
        end[0, part.received == 0] = 0.0
        return end

    observed = plain.observed.only(plain.cases.first)
    order = by_size(observed.size)  # so that a block has few different priors
    found = np.empty((2, order.size))
    with ThreadPoolExecutor(2) as threads:
        found[:, order] = np.concatenate(
            list(threads.map(ends, observed.only(order).blocks())), axis=1
        )
    return found[:, plain.cases.which] * value


def standardised(values: FloatArray) -> FloatArray:
    """Return values with mean 0 and standard deviation 1; all 0 where they do not differ."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)
