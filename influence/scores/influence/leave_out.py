"""What an account's influence would be had one of its amplifiers never acted on it."""

from typing import NamedTuple

import numpy as np

from influence.graph import FloatArray, IntArray, InteractionGraph, exposure_pairs
from influence.scores.influence.constants import LADDER
from influence.scores.influence.evidence import gather
from influence.scores.influence.posterior import Observed, likelihood, posterior, posterior_mean
from influence.scores.influence.recency import halved, ladder


class Fitted(NamedTuple):
    """What the fit to all accounts gave one account: it stays when an amplifier is left out."""

    promise: float
    audience_size: float
    shape: FloatArray
    phi: float


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
    evidence = gather(graph, exposure_pairs(graph))
    candidate = int(np.flatnonzero(evidence.accounts == position)[0])
    own = evidence.acts.candidate == candidate
    actor = np.append(evidence.pairs.actor, -1)[evidence.acts.pair[own]]
    age, weight = evidence.acts.age[own], evidence.acts.weight[own]
    kept = weight * (actor != np.append(actors, -2)[:, None])
    k = actors.size + 1
    observed = Observed(
        kept.sum(axis=1),
        np.full(k, evidence.exposure[candidate]),
        np.full(k, fitted.promise),
        np.full(k, fitted.audience_size),
    )
    like = likelihood(observed, fitted.phi, np.inf)
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
