"""What an account's influence would be had one of its amplifiers never acted on it."""

from typing import NamedTuple

import numpy as np

from influence.graph import FloatArray, IntArray, InteractionGraph
from influence.scores.influence.constants import LADDER
from influence.scores.influence.evidence import gather
from influence.scores.influence.posterior import Observed, likelihood, posterior, posterior_mean
from influence.scores.influence.recency import halved, ladder
from influence.scores.influence.single_posts import PostNoise, log_normal, posts_by_count


class Fitted(NamedTuple):
    """What the fit to all accounts gave one account: it stays when an amplifier is left out."""

    promise: float
    audience_size: float
    shape: FloatArray
    phi: float
    post_spread: float = np.nan


def without_each(
    graph: InteractionGraph, position: int, actors: IntArray, fitted: Fitted
) -> FloatArray:
    """Return influence before the guard without each of k amplifiers, and last with all: (k + 1,).

    Parameters
    ----------
    graph
        The account's neighbourhood or the whole graph.
    position, actors
        The account, and the positions of amplifiers (k,).
    """
    evidence = gather(graph)
    candidate = int(np.flatnonzero(evidence.accounts == position)[0])
    own = evidence.acts.candidate == candidate
    actor = np.append(evidence.pairs.actor, -1)[evidence.acts.pair[own]]
    age, weight = evidence.ages(own), evidence.acts.weight[own]
    kept = weight * (actor != np.append(actors, -2)[:, None])
    k = actors.size + 1
    shown = evidence.exposure[candidate]
    noise = _noise(evidence.acts.post[own], kept, shown, fitted)
    observed = Observed(
        kept.sum(axis=1),
        np.full(k, shown),
        np.full(k, fitted.promise),
        np.full(k, fitted.audience_size),
        noise.posts,
    )
    like = likelihood(observed, noise, np.inf)
    mean = posterior_mean(posterior(like, observed, fitted.shape), observed.promise)
    steps = ladder(
        mean,
        lambda half_life: np.asarray(kept @ halved(age, half_life)),
        lambda half_life: np.full(k, evidence.shown(half_life)[candidate]),
        window=evidence.window,
        phi=fitted.phi,
        timed=np.full(k, evidence.timed[candidate]),
    )
    return np.asarray(steps[len(LADDER) - 1])


def _noise(post: IntArray, kept: FloatArray, shown: float, fitted: Fitted) -> PostNoise:
    """Return how the account's posts vary, in each of k cases with acts (k, acts) on them."""
    if np.isnan(fitted.post_spread):
        return PostNoise(fitted.phi)
    k = kept.shape[0]
    place = np.unique(post, return_inverse=True)[1]
    counts = np.zeros((k, round(shown)))
    np.add.at(counts, (np.arange(k)[:, None], place), kept)
    cases = np.repeat(np.arange(k), counts.shape[1])
    found = posts_by_count(cases, counts.ravel(), np.full(k, shown), kept.sum(axis=1))
    return log_normal(*found, fitted.phi, fitted.post_spread)
