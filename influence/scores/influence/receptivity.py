"""Stage 1: how much each follower passes on, and what each account's audience is worth.

S_ij ~ Poisson(E_ij q_i a_j): quality q of the target i, receptivity a of the actor j, Gamma priors
on both. Solved by alternating closed forms; the fixed point is reached faster by Anderson mixing.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from influence.errors import NotConverged
from influence.graph import FloatArray, IntArray, sum_by
from influence.scores.influence.constants import (
    KAPPA_BOUNDS,
    KAPPA_ROUNDS,
    MAX_ROUNDS,
    TOLERANCE,
)
from influence.scores.influence.negative_binomial import best_size

MEMORY = 6


class Receptivity(NamedTuple):
    """The fixed point; arrays of shape (n,), nan where there is no pair.

    ``quality`` of targets; ``receptivity`` of actors, 1 on average over exposures; ``audience``,
    the sum of the followers' receptivities, each learned without the target's own posts;
    ``exposures`` of each actor.
    """

    quality: FloatArray
    receptivity: FloatArray
    audience: FloatArray
    exposures: FloatArray
    typical_quality: float
    kappa_quality: float
    kappa_receptivity: float
    rounds: int


class _Pairs(NamedTuple):
    """Exposures both ways round and their sums, and the sums of acts, for one pass a half step."""

    by_target: csr_array
    by_actor: csr_array
    exposed: FloatArray
    received: FloatArray
    made: FloatArray
    typical: float


def fit_receptivity(  # noqa: PLR0913 - four aligned columns and two optional constants
    target: IntArray,
    actor: IntArray,
    exposures: FloatArray,
    acted: FloatArray,
    n: int,
    *,
    kappas: tuple[float, float] | None = None,
    tolerance: float = TOLERANCE,
) -> Receptivity:
    """Solve stage 1 for pairs (m,) among n accounts.

    Parameters
    ----------
    kappas
        Gamma shapes of quality and receptivity; fitted by maximum likelihood where None.

    Raises
    ------
    NotConverged
        Where the fixed point is not reached within ``MAX_ROUNDS``.
    """
    pairs = _prepare(target, actor, exposures, acted, n)
    log_a = np.zeros(n)
    kappa_q, kappa_a = kappas or (1.0, 1.0)
    done = 0
    if kappas is None:
        for until in KAPPA_ROUNDS:
            while done < until:
                log_a = _round(pairs, log_a, kappa_q, kappa_a)[0]
                done += 1
            kappa_q, kappa_a = _fit_kappas(pairs, log_a)
    log_a, rounds = _settle(pairs, log_a, (kappa_q, kappa_a), tolerance)
    _, quality, shown = _round(pairs, log_a, kappa_q, kappa_a)
    audience = _audience(pairs, (target, actor, exposures, acted), quality, shown, kappa_a)
    exposed = pairs.exposed
    empty = sum_by(target, exposures, n) == 0
    return Receptivity(
        np.where(empty, np.nan, quality),
        np.where(exposed == 0, np.nan, np.exp(log_a)),
        np.where(empty, np.nan, audience),
        exposed,
        pairs.typical,
        kappa_q,
        kappa_a,
        done + rounds,
    )


def _prepare(
    target: IntArray, actor: IntArray, exposures: FloatArray, acted: FloatArray, n: int
) -> _Pairs:
    by_target = csr_array(coo_array((exposures, (target, actor)), shape=(n, n)))
    return _Pairs(
        by_target,
        csr_array(by_target.T),
        sum_by(actor, exposures, n),
        sum_by(target, acted, n),
        sum_by(actor, acted, n),
        float(acted.sum() / exposures.sum()),
    )


def _round(
    pairs: _Pairs, log_a: FloatArray, kappa_q: float, kappa_a: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the next log receptivity, and the quality and Σ E q that go with it."""
    receptive = pairs.by_target @ np.exp(log_a)
    quality = (pairs.received + kappa_q) / (receptive + kappa_q / pairs.typical)
    shown = pairs.by_actor @ quality
    a = (pairs.made + kappa_a) / (shown + kappa_a)
    scale = float(pairs.exposed @ a / pairs.exposed.sum())
    return np.log(a / scale), quality * scale, shown * scale


def _fit_kappas(pairs: _Pairs, log_a: FloatArray) -> tuple[float, float]:
    receptive = pairs.by_target @ np.exp(log_a)
    kappa_q = best_size(pairs.received, receptive * pairs.typical, KAPPA_BOUNDS)
    quality = (pairs.received + kappa_q) / (receptive + kappa_q / pairs.typical)
    return kappa_q, best_size(pairs.made, pairs.by_actor @ quality, KAPPA_BOUNDS)


def _settle(
    pairs: _Pairs, log_a: FloatArray, kappas: tuple[float, float], tolerance: float
) -> tuple[FloatArray, int]:
    """Iterate to the fixed point with Anderson mixing of the last few rounds."""
    points: list[FloatArray] = []
    steps: list[FloatArray] = []
    for rounds in range(1, MAX_ROUNDS + 1):
        image = _round(pairs, log_a, *kappas)[0]
        step = image - log_a
        if np.abs(step).max(initial=0.0) <= tolerance:
            return image, rounds
        points, steps = [*points, image][-MEMORY:], [*steps, step][-MEMORY:]
        log_a = _mix(points, steps)
    raise NotConverged(
        f"Receptivity did not settle within {MAX_ROUNDS} rounds; a shorter window may help."
    )


def _mix(points: list[FloatArray], steps: list[FloatArray]) -> FloatArray:
    """Return the affine mix of the last images whose mixed step is shortest."""
    if len(steps) == 1:
        return points[-1]
    last_point, last_step = points[-1], steps[-1]
    change = np.stack([last_step - step for step in steps[:-1]])
    gram = change @ change.T
    gram[np.diag_indices_from(gram)] *= 1 + 1e-10
    weight = np.linalg.lstsq(gram, change @ last_step, rcond=None)[0]
    return np.asarray(last_point - weight @ np.stack([last_point - point for point in points[:-1]]))


def _audience(
    pairs: _Pairs,
    columns: tuple[IntArray, IntArray, FloatArray, FloatArray],
    quality: FloatArray,
    shown: FloatArray,
    kappa_a: float,
) -> FloatArray:
    """Return the sum of the followers' receptivities, each learned without this target's posts."""
    target, actor, exposures, acted = columns
    elsewhere = np.maximum(shown[actor] - exposures * quality[target], 0.0)
    receptivity = (pairs.made[actor] - acted + kappa_a) / (elsewhere + kappa_a)
    return sum_by(target, receptivity, pairs.received.size)
