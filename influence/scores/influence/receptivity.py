"""Stage 1: how much each follower passes on, and what each account's audience is worth.

S_ij ~ Poisson(E_ij q_i a_j): quality q of the target i, receptivity a of the actor j, Gamma priors
on both. Solved by alternating closed forms; the fixed point is reached faster by Anderson mixing.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from influence.errors import NotConverged
from influence.graph import FloatArray, IntArray, laid_out, sum_by
from influence.scores.influence.constants import (
    KAPPA_BOUNDS,
    KAPPA_ROUNDS,
    MAX_ROUNDS,
    TOLERANCE,
)
from influence.scores.influence.negative_binomial import best_size

MEMORY = 8


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
    # Whoever is in no pair would only be carried along, round by round.
    targets, target = _numbered(target, n)
    actors, actor = _numbered(actor, n)
    pairs = _prepare(target, actor, exposures, acted)
    log_a, done = np.zeros(actors.size), 0
    if kappas is None:
        log_a, kappas, done = _warmed_up(pairs, log_a)
    kappa_q, kappa_a = kappas
    log_a, rounds = _settle(pairs, log_a, kappas, tolerance)
    _, quality, shown = _round(pairs, log_a, kappa_q, kappa_a)
    audience = _audience(pairs, (target, actor, exposures, acted), quality, shown, kappa_a)
    exposed = pairs.exposed
    empty = sum_by(target, exposures, targets.size) == 0
    everybody = np.zeros(n)
    everybody[actors] = exposed
    return Receptivity(
        laid_out(np.where(empty, np.nan, quality), targets, n),
        laid_out(np.where(exposed == 0, np.nan, np.exp(log_a)), actors, n),
        laid_out(np.where(empty, np.nan, audience), targets, n),
        everybody,
        pairs.typical,
        kappa_q,
        kappa_a,
        done + rounds,
    )


def _numbered(account: IntArray, n: int) -> tuple[IntArray, IntArray]:
    """Return which of n accounts occur, ascending, and the place (m,) of each row among them."""
    occurs = np.zeros(n, dtype=np.bool_)
    occurs[account] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[account]


def _prepare(target: IntArray, actor: IntArray, exposures: FloatArray, acted: FloatArray) -> _Pairs:
    t, a = (int(places.max(initial=-1)) + 1 for places in (target, actor))
    by_target = csr_array(coo_array((exposures, (target, actor)), shape=(t, a)))
    return _Pairs(
        by_target,
        csr_array(by_target.T),
        sum_by(actor, exposures, a),
        sum_by(target, acted, t),
        sum_by(actor, acted, a),
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


def _warmed_up(pairs: _Pairs, log_a: FloatArray) -> tuple[FloatArray, tuple[float, float], int]:
    """Return log receptivity and the fitted Gamma shapes after the first rounds, and how many."""
    kappas, done = (1.0, 1.0), 0
    for until in KAPPA_ROUNDS:
        while done < until:
            log_a = _round(pairs, log_a, *kappas)[0]
            done += 1
        kappas = _fit_kappas(pairs, log_a)
    return log_a, kappas, done


def _fit_kappas(pairs: _Pairs, log_a: FloatArray) -> tuple[float, float]:
    receptive = pairs.by_target @ np.exp(log_a)
    kappa_q = best_size(pairs.received, receptive * pairs.typical, KAPPA_BOUNDS)
    quality = (pairs.received + kappa_q) / (receptive + kappa_q / pairs.typical)
    return kappa_q, best_size(pairs.made, pairs.by_actor @ quality, KAPPA_BOUNDS)


def _settle(
    pairs: _Pairs, log_a: FloatArray, kappas: tuple[float, float], tolerance: float
) -> tuple[FloatArray, int]:
    """Iterate to the fixed point with Anderson mixing of the last few rounds."""
    mixing = _Mixing(log_a.size)
    for rounds in range(1, MAX_ROUNDS + 1):
        image = _round(pairs, log_a, *kappas)[0]
        step = image - log_a
        if np.abs(step).max(initial=0.0) <= tolerance:
            return image, rounds
        log_a = mixing.next(image, step)
    raise NotConverged(
        f"Receptivity did not settle within {MAX_ROUNDS} rounds; a shorter window may help."
    )


class _Mixing:
    """Anderson mixing of a fixed-point iteration over n values.

    Holds by how much images and steps changed from round to round, in the form of Walker and Ni
    (2011), so that a round adds one row to each and reads them once.
    """

    def __init__(self, n: int) -> None:
        self._images, self._steps = np.zeros((MEMORY, n)), np.zeros((MEMORY, n))
        self._gram = np.zeros((MEMORY, MEMORY))
        self._last: tuple[FloatArray, FloatArray] | None = None
        self._rounds = 0

    def next(self, image: FloatArray, step: FloatArray) -> FloatArray:
        """Return the affine mix of the last images whose mixed step is shortest."""
        if self._last is None:
            self._last = image, step
            return image
        row = self._rounds % MEMORY
        np.subtract(image, self._last[0], out=self._images[row])
        np.subtract(step, self._last[1], out=self._steps[row])
        self._last, self._rounds = (image, step), self._rounds + 1
        held = slice(min(self._rounds, MEMORY))
        steps = self._steps[held]
        self._gram[row, held] = self._gram[held, row] = steps @ steps[row]
        gram = self._gram[held, held].copy()
        gram[np.diag_indices_from(gram)] *= 1 + 1e-10
        weight = np.linalg.lstsq(gram, steps @ step, rcond=None)[0]
        return np.asarray(image - weight @ self._images[held])


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
