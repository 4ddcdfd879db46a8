"""Stage 1: how much each follower passes on, and what each account's audience is worth.

S_ij ~ Poisson(E_ij q_i a_j): quality q of the target i, receptivity a of the actor j, Gamma priors
on both. Solved by alternating closed forms; the fixed point is reached faster by Anderson mixing.
"""

from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, NamedTuple, cast

import numpy as np
from scipy.sparse import csr_array

from influence.errors import NotConverged
from influence.graph import FloatArray, Numbers, laid_out, numbered, sum_by
from influence.scores.influence.constants import (
    KAPPA_BOUNDS,
    KAPPA_ROUNDS,
    MAX_ROUNDS,
    PAIRS_AT_ONCE,
    TOLERANCE,
)
from influence.scores.influence.negative_binomial import best_size

MEMORY = 8

NEAR = 0.1
"""No log quality moves by more than this: from here on the iteration is as good as linear."""


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
    """Exposures of targets (rows) to actors, how many each actor had, and the sums of acts.

    ``halves`` are the exposures of the first targets, and of the others.
    """

    halves: tuple[csr_array, csr_array]
    threads: Executor
    exposed: FloatArray
    received: FloatArray
    made: FloatArray
    typical: float


def fit_receptivity(  # noqa: PLR0913 - four aligned columns and two optional constants
    target: Numbers,
    actor: Numbers,
    exposures: FloatArray,
    acted: FloatArray,
    n: int,
    *,
    kappas: tuple[float, float] | None = None,
    tolerance: float = TOLERANCE,
) -> Receptivity:
    """Solve stage 1 for pairs (m,), ordered by target, among n accounts.

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
    targets, target = numbered(target, n)
    actors, actor = numbered(actor, n)
    with ThreadPoolExecutor(2) as threads:
        pairs = _prepare(target, actor, exposures, acted, threads)
        quality, (kappa_q, kappa_a), done = _begun(pairs, kappas)
        receptivity, rounds = _settle(pairs, quality, (kappa_q, kappa_a), tolerance)
        quality = _quality(pairs, _heard(pairs, receptivity), kappa_q)
        shown = _shown(pairs, quality)
        scale = _receptivity(pairs, shown, kappa_a)[1]
        quality, shown = quality * scale, shown * scale
        audience = _audience(pairs, (target, actor, exposures, acted), quality, shown, kappa_a)
    exposed = pairs.exposed
    empty = sum_by(target, exposures, targets.size) == 0
    everybody = np.zeros(n)
    everybody[actors] = exposed
    return Receptivity(
        laid_out(np.where(empty, np.nan, quality), targets, n),
        laid_out(np.where(exposed == 0, np.nan, receptivity), actors, n),
        laid_out(np.where(empty, np.nan, audience), targets, n),
        everybody,
        pairs.typical,
        kappa_q,
        kappa_a,
        done + rounds,
    )


def _prepare(
    target: Numbers, actor: Numbers, exposures: FloatArray, acted: FloatArray, threads: Executor
) -> _Pairs:
    t, a = (int(places.max(initial=-1)) + 1 for places in (target, actor))
    ends = np.searchsorted(target, np.arange(t + 1, dtype=target.dtype))

    def of_targets(first: int, last: int) -> csr_array:
        rows = slice(ends[first], ends[last])
        part: csr_array = csr_array((last - first, a))
        # Set by hand: scipy would copy what is less than half of an array.
        indices, indptr = actor[rows], (ends[first : last + 1] - ends[first]).astype(actor.dtype)
        part.data, part.indices, part.indptr = (
            exposures[rows],
            cast("Any", indices),
            cast("Any", indptr),
        )
        return part

    half = int(np.searchsorted(ends, ends[-1] // 2))
    return _Pairs(
        (of_targets(0, half), of_targets(half, t)),
        threads,
        sum_by(actor, exposures, a),
        sum_by(target, acted, t),
        sum_by(actor, acted, a),
        float(acted.sum() / exposures.sum()),
    )


def _heard(pairs: _Pairs, receptivity: FloatArray) -> FloatArray:
    """Return Σ E a of each target, a half in each of two threads."""
    return np.concatenate(list(pairs.threads.map(lambda half: half @ receptivity, pairs.halves)))


def _shown(pairs: _Pairs, quality: FloatArray) -> FloatArray:
    """Return Σ E q of each actor, over a half of the targets in each of two threads."""
    first, second = pairs.halves
    of_first, of_second = np.split(quality, [first.shape[0]])
    ahead = pairs.threads.submit(lambda: first.T @ of_first)
    shown: FloatArray = second.T @ of_second
    shown += ahead.result()
    return shown


def _quality(pairs: _Pairs, receptive: FloatArray, kappa: float) -> FloatArray:
    """Return the quality of each target that goes with Σ E a."""
    return (pairs.received + kappa) / (receptive + kappa / pairs.typical)


def _receptivity(pairs: _Pairs, shown: FloatArray, kappa: float) -> tuple[FloatArray, float]:
    """Return the receptivity of each actor that goes with Σ E q, 1 on average, and its scale."""
    receptivity = (pairs.made + kappa) / (shown + kappa)
    scale = float(pairs.exposed @ receptivity / pairs.exposed.sum())
    return receptivity / scale, scale


def _begun(
    pairs: _Pairs, kappas: tuple[float, float] | None
) -> tuple[FloatArray, tuple[float, float], int]:
    """Return the first quality, the Gamma shapes, fitted where None, and after how many rounds."""
    if kappas is None:
        return _warmed_up(pairs)
    return _quality(pairs, _heard(pairs, np.ones(pairs.made.size)), kappas[0]), kappas, 0


def _warmed_up(pairs: _Pairs) -> tuple[FloatArray, tuple[float, float], int]:
    """Return quality and the fitted Gamma shapes after the first rounds, and how many."""
    log_a, kappa_q, kappa_a = np.zeros(pairs.made.size), 1.0, 1.0
    last = KAPPA_ROUNDS[-1]
    for done in range(last + 1):
        receptive = _heard(pairs, np.exp(log_a))
        if done in KAPPA_ROUNDS:
            kappa_q = best_size(pairs.received, receptive * pairs.typical, KAPPA_BOUNDS)
        quality = _quality(pairs, receptive, kappa_q)
        shown = _shown(pairs, quality)
        if done in KAPPA_ROUNDS:
            kappa_a = best_size(pairs.made, shown, KAPPA_BOUNDS)
        log_a = np.log(_receptivity(pairs, shown, kappa_a)[0])
    return quality, (kappa_q, kappa_a), last


def _settle(
    pairs: _Pairs, quality: FloatArray, kappas: tuple[float, float], tolerance: float
) -> tuple[FloatArray, int]:
    """Iterate quality to the fixed point with Anderson mixing of the last few rounds.

    Where followers hear of little else, most of a change of quality comes back to the target, and
    it creeps to its end. Once the end is near, each step is made as long as it would be when all of
    that had come back, which halves the rounds; far from it, such steps lead astray.
    """
    kappa_q, kappa_a = kappas
    log_q, mixing = np.log(quality), _Mixing(quality.size)
    moving: FloatArray | None = None
    for rounds in range(1, MAX_ROUNDS + 1):
        quality = np.exp(log_q)
        shown = _shown(pairs, quality)
        receptivity, _ = _receptivity(pairs, shown, kappa_a)
        heard = _heard(pairs, receptivity)
        step = np.log(_quality(pairs, heard, kappa_q)) - log_q
        longest = np.abs(step).max(initial=0.0)
        if longest <= tolerance:
            return receptivity, rounds
        if moving is None and longest <= NEAR:
            answer = receptivity / (shown + kappa_a)
            moving = 1.0 - quality / (heard + kappa_q / pairs.typical) * _squared(pairs, answer)
            mixing = _Mixing(quality.size)
        if moving is not None:
            step /= moving
        log_q = mixing.next(log_q + step, step)
    raise NotConverged(
        f"Receptivity did not settle within {MAX_ROUNDS} rounds; a shorter window may help."
    )


def _squared(pairs: _Pairs, values: FloatArray) -> FloatArray:
    """Return Σ E² v of each target, for values (a,) of actors."""
    return np.concatenate([half.power(2) @ values for half in pairs.halves])


class _Mixing:
    """Anderson mixing of a fixed-point iteration over n values.

    Holds by how much images and steps changed from round to round, in the form of Walker and Ni
    (2011), so that a round adds one row to each and reads them once.
    """

    def __init__(self, n: int) -> None:
        self._images, self._steps = (np.zeros((MEMORY, n), np.float32) for _ in range(2))
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
    columns: tuple[Numbers, Numbers, FloatArray, FloatArray],
    quality: FloatArray,
    shown: FloatArray,
    kappa_a: float,
) -> FloatArray:
    """Return the sum of the followers' receptivities, each learned without this target's posts."""

    def part(start: int) -> tuple[int, FloatArray]:
        rows = slice(start, start + PAIRS_AT_ONCE)
        target, actor, exposures, acted = (column[rows] for column in columns)
        elsewhere = np.maximum(shown[actor] - exposures * quality[target], 0.0)
        receptivity = (pairs.made[actor] - acted + kappa_a) / (elsewhere + kappa_a)
        place = target - target[0]
        return int(target[0]), sum_by(place, receptivity, int(place[-1]) + 1)

    audience = np.zeros(pairs.received.size)
    for first, sums in pairs.threads.map(part, range(0, columns[0].size, PAIRS_AT_ONCE)):
        audience[first : first + sums.size] += sums
    return audience
