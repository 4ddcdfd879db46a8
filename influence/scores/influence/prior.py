"""The prior of stage 3, on a grid of log(influence / promise), and the fit of its shape."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
import scipy

from influence.graph import FloatArray, IntArray
from influence.scores.influence.constants import (
    GRID_HALF_WIDTH,
    GRID_STEP,
    MANY_ACCOUNTS,
    NEWTON_CLOSE,
    NEWTON_STEPS,
    SAMPLE_STEP,
    SHIFT_SCALE,
    SIMPLEX,
    SIZE_STEP,
    SLOPE_SCALE,
    SPREAD_BOUNDS,
)

BLOCK = 1024
"""Accounts of which grids are held at once, so that they stay in the processor's cache."""

GRID = np.linspace(-GRID_HALF_WIDTH, GRID_HALF_WIDTH, round(2 * GRID_HALF_WIDTH / GRID_STEP) + 1)

Known = Callable[[slice], FloatArray]
"""From accounts to the likelihood of what each got, (k, g), on the grid."""

Pieces = Iterable[tuple[int, FloatArray, FloatArray]]
"""The place of an audience size, the likelihood (k, g) of some cases of about that size, and how
many accounts each is (k,)."""

Loss = Callable[[FloatArray], tuple[float, FloatArray, FloatArray]]
"""From a shape to minus its penalised log likelihood, the gradient and the Hessian of that."""

LOW, HIGH = (float(np.log(each)) for each in SPREAD_BOUNDS)


def prior(shape: FloatArray, size: FloatArray) -> FloatArray:
    """Return the prior weights on the grid, (c, g), for t = (shift, log spread, slope over z)."""
    sizes, place = np.unique(size, return_inverse=True)  # followers are whole numbers: few
    density = -0.5 * _standing(shape, sizes)[0] ** 2
    weight = np.exp(density - density.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    return np.asarray(weight[place])


def by_size(size: FloatArray) -> IntArray:
    """Return the order (c,) in which :func:`fit_shape` wants accounts: it looks at slices."""
    return np.argsort(_level(size), kind="stable")


def _level(size: FloatArray) -> IntArray:
    return np.round(size / SIZE_STEP).astype(np.int64)


def fit_shape(
    known: Known, size: FloatArray, times: FloatArray | None = None, *, sized: bool
) -> FloatArray:
    """Fit t = (shift, log spread, slope over audience size) by penalised maximum likelihood.

    Parameters
    ----------
    known
        Likelihood without account-level dispersion.
    size
        (c,) standardised audience size, in an order of :func:`by_size`. For this fit alone it is
        rounded to a twentieth, so that accounts of one size share one prior and a step costs one
        pass over the likelihood.
    times
        (c,) how many accounts there are of each; one where None.
    sized
        False fixes the slope at 0.

    Notes
    -----
    The likelihood of many accounts is large. They are fitted from where every tenth of them has
    its optimum: from so near, two steps do, each of which works the likelihood out anew, so that
    none of it is kept.
    """
    free = 3 if sized else 2
    size = size if sized else np.zeros_like(size)
    sizes, rows = _rows(size)
    if times is None and size.size >= MANY_ACCOUNTS:
        some, few = _rows(size[::SAMPLE_STEP], SAMPLE_STEP)
        sample = partial(_loss, some, list(_Pieces(few, known)))
        near = _climbed(sample, size.size / SAMPLE_STEP, free)
        found = _settled(partial(_loss, sizes, _Pieces(rows, known)), sample, near, sizes)
        if found is not None:
            return found
    loss = partial(_loss, sizes, list(_Pieces(rows, known, times)))
    found = _climbed(loss, float(size.size if times is None else times.sum()), free)
    return _turned(loss, found, free) if _at_bound(sizes, found) else found


class _Pieces:
    """The likelihood of cases, a block at a time, worked out each time that it is asked for."""

    def __init__(
        self, rows: list[tuple[int, slice]], known: Known, times: FloatArray | None = None
    ) -> None:
        self._rows = rows
        self._known = known
        self._times = times

    def __iter__(self) -> Iterator[tuple[int, FloatArray, FloatArray]]:
        for place, rows in self._rows:
            like = self._known(rows)
            yield place, like, np.ones(len(like)) if self._times is None else self._times[rows]


def _rows(size: FloatArray, step: int = 1) -> tuple[FloatArray, list[tuple[int, slice]]]:
    """Return the sizes that there are, and blocks of every ``step``-th account of each."""
    levels, starts = np.unique(_level(size), return_index=True)
    ends = np.append(starts[1:], size.size)
    return levels.astype(np.float64) * SIZE_STEP, [
        (place, slice(first * step, min(first + BLOCK, end) * step, step))
        for place, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
        for first in range(start, end, BLOCK)
    ]


def _climbed(loss: Loss, accounts: float, free: int) -> FloatArray:
    """Return the shape that a search from 0 finds, within the bounds of the spread."""

    def cut(parameters: FloatArray) -> tuple[float, FloatArray]:
        value, slope, _ = loss(_whole(parameters))
        return value, slope[:free]

    found = scipy.optimize.minimize(
        cut,
        np.zeros(free),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-np.inf, np.inf), (LOW, HIGH), (-np.inf, np.inf)][:free],
        options={"ftol": 1e-14, "gtol": 1e-8 * accounts, "maxiter": 200},
    )
    return _whole(found.x)


def _settled(loss: Loss, sample: Loss, near: FloatArray, sizes: FloatArray) -> FloatArray | None:
    """Return the optimum for all accounts from that of a sample, near it; None if that fails.

    These are steps of Newton, but how the curve changes on the way is taken from the sample, as
    Jordan, Lee and Yang (2019) do: two passes over all accounts are enough, not three.
    """
    shape = near
    for _ in range(NEWTON_STEPS):
        if _at_bound(sizes, shape):
            return None
        _, slope, curve = loss(shape)
        if np.linalg.eigvalsh(curve)[0] <= 0.0:
            return None
        _, sample_slope, sample_curve = sample(shape)
        moved = -np.linalg.solve(curve, slope)
        for _ in range(2):
            _, slope_ahead, curve_ahead = sample(shape + moved)
            change = slope_ahead - sample_slope - sample_curve @ moved
            ahead = slope + curve @ moved + SAMPLE_STEP * change
            moved -= np.linalg.solve(curve + SAMPLE_STEP * (curve_ahead - sample_curve), ahead)
        shape = shape + moved
        if np.abs(moved).max() < NEWTON_CLOSE:
            return None if _at_bound(sizes, shape) else shape
    return None


def _at_bound(sizes: FloatArray, shape: FloatArray) -> bool:
    """Return whether the spread of any size is at its bound, which makes a corner."""
    return not np.all(np.abs(shape[1] + shape[2] * sizes) < min(-LOW, HIGH))


def _turned(loss: Loss, found: FloatArray, free: int) -> FloatArray:
    """Return the better end of two simplex searches, which turn corners: from found and from 0."""

    def value(parameters: FloatArray) -> float:
        return loss(_whole(parameters))[0]

    simplex = np.vstack([np.zeros(free), SIMPLEX * np.eye(free)])
    ends = [
        scipy.optimize.minimize(
            value,
            start,
            method="Nelder-Mead",
            options={"initial_simplex": start + simplex},
        )
        for start in (found[:free], np.zeros(free))
    ]
    return _whole(min(ends, key=lambda each: float(each.fun)).x)


def _whole(parameters: FloatArray) -> FloatArray:
    return np.append(parameters, np.zeros(3 - parameters.size))


def _loss(
    sizes: FloatArray, pieces: Pieces, shape: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Return minus the penalised log likelihood of all accounts, its gradient and its Hessian."""
    columns = _derivatives(shape, sizes)
    fit, accounts = 0.0, np.zeros(sizes.size)
    total, squares = np.zeros((sizes.size, 6)), np.zeros((sizes.size, 2, 2))
    for place, like, times in pieces:
        moments = columns[place].T @ like.T
        fit += float(times @ np.log(moments[0]))
        found = moments[1:] / moments[0]
        accounts[place] += times.sum()
        total[place] += found @ times
        squares[place] += (found[:2] * times) @ found[:2].T
    own = columns.sum(axis=1)[:, 1:]
    moved, second = np.split(total - accounts[:, None] * own, [2], axis=1)
    squares -= np.einsum("l,lj,lk->ljk", accounts, own[:, :2], own[:, :2])
    bent = second.reshape(-1, 2, 2) - squares
    along = np.zeros((sizes.size, 3, 2))
    along[:, 0, 0], along[:, 1, 1], along[:, 2, 1] = 1.0, 1.0, sizes
    pull = np.array([1.0 / SHIFT_SCALE**2, 0.0, 1.0 / SLOPE_SCALE**2])
    slope = pull * shape - np.einsum("lij,lj->i", along, moved)
    curve = np.diag(pull) - np.einsum("lij,ljk,lmk->im", along, bent, along)
    return 0.5 * float(pull @ shape**2) - fit, slope, curve


def _derivatives(shape: FloatArray, sizes: FloatArray) -> FloatArray:
    """Return the prior weights (l, g, 7) of each size, and what they change by.

    In order: themselves; the first derivatives over shift and log spread; the four second ones.
    """
    standing, spread = _standing(shape, sizes)
    low, high = SPREAD_BOUNDS
    free = (spread > low) & (spread < high)
    shift, wider = standing / spread, (standing - spread) * standing * free
    both = shift * wider + (1.0 - 2.0 * shift) * free
    twice = shift**2 - spread**-2.0
    wider_twice = wider**2 - 2.0 * wider - spread**2 * free
    factors = np.ones_like(shift), shift, wider, twice, both, both, wider_twice
    return prior(shape, sizes)[..., None] * np.stack(factors, axis=-1)


def _standing(shape: FloatArray, size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the grid in standard deviations of each prior, (c, g), and its deviation, (c, 1)."""
    shift, log_spread, slope = shape
    spread: FloatArray = np.clip(np.exp(log_spread + slope * size), *SPREAD_BOUNDS)[:, None]
    standing: FloatArray = (GRID - shift) / spread + 0.5 * spread
    return standing, spread
