"""The fit of the prior's shape to accounts, few or many."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import scipy

from influence.graph import FloatArray, IntArray
from influence.scores.influence.constants import (
    MANY_ACCOUNTS,
    NEWTON_CLOSE,
    NEWTON_STEPS,
    SAMPLE_STEP,
    SIZE_STEP,
)
from influence.scores.influence.corners import (
    HIGH,
    LOW,
    at_bound,
    turned,
    turned_from_sample,
    whole,
)
from influence.scores.influence.prior import BLOCK, Accounts, Loss, loss_of

Known = Callable[[slice], FloatArray]
"""From accounts to the likelihood of what each got, (k, g), on the grid."""


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
    none of it is kept. Nor is it where the loss has a corner, but where many are at a bound.
    """
    free = 3 if sized else 2
    size = size if sized else np.zeros_like(size)
    sizes, rows = _rows(size)
    if times is None and size.size >= MANY_ACCOUNTS:
        some, few = _rows(size[::SAMPLE_STEP], SAMPLE_STEP)
        sample = Accounts(some, list(_Pieces(few, known)))
        near = _climbed(partial(loss_of, sample), size.size / SAMPLE_STEP, free)
        everyone = Accounts(sizes, _Pieces(rows, known))
        found = _settled(everyone, sample, near)
        if found is None:
            found = turned_from_sample(everyone, sample, near, free)
        if found is not None:
            return found
    loss = partial(loss_of, Accounts(sizes, list(_Pieces(rows, known, times))))
    found = _climbed(loss, float(size.size if times is None else times.sum()), free)
    return turned(loss, found, free) if at_bound(sizes, found) else found


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
        value, slope, _ = loss(whole(parameters))
        return value, slope[:free]

    found = scipy.optimize.minimize(
        cut,
        np.zeros(free),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-np.inf, np.inf), (LOW, HIGH), (-np.inf, np.inf)][:free],
        options={"ftol": 1e-14, "gtol": 1e-8 * accounts, "maxiter": 200},
    )
    return whole(found.x)


def _settled(everyone: Accounts, sample: Accounts, near: FloatArray) -> FloatArray | None:
    """Return the optimum for all accounts from that of a sample, near it; None if that fails.

    These are steps of Newton, but how the curve changes on the way is taken from the sample, as
    Jordan, Lee and Yang (2019) do: two passes over all accounts are enough, not three.
    """
    shape = near
    for _ in range(NEWTON_STEPS):
        if at_bound(everyone.sizes, shape):
            return None
        _, slope, curve = loss_of(everyone, shape)
        if np.linalg.eigvalsh(curve)[0] <= 0.0:
            return None
        _, sample_slope, sample_curve = loss_of(sample, shape)
        moved = -np.linalg.solve(curve, slope)
        for _ in range(2):
            _, slope_ahead, curve_ahead = loss_of(sample, shape + moved)
            change = slope_ahead - sample_slope - sample_curve @ moved
            ahead = slope + curve @ moved + SAMPLE_STEP * change
            moved -= np.linalg.solve(curve + SAMPLE_STEP * (curve_ahead - sample_curve), ahead)
        shape = shape + moved
        if np.abs(moved).max() < NEWTON_CLOSE:
            return None if at_bound(everyone.sizes, shape) else shape
    return None
