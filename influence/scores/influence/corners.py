"""Corners in the loss of a prior's shape, where the spread of some size reaches its bound."""

from functools import partial

import numpy as np
import scipy

from influence.graph import FloatArray
from influence.scores.influence.constants import (
    CORNER_EXACT,
    CORNER_GAIN,
    CORNER_ROUGH,
    CORNER_SHARE,
    CORNER_SIMPLEX,
    NEWTON_CLOSE,
    NEWTON_STEPS,
    SIMPLEX,
    SPREAD_BOUNDS,
)
from influence.scores.influence.prior import PULL, Accounts, Loss, Told, loss_of, told_by

LOW, HIGH = (float(np.log(each)) for each in SPREAD_BOUNDS)


def at_bound(sizes: FloatArray, shape: FloatArray) -> bool:
    """Return whether the spread of any size is at its bound, which makes a corner."""
    return not np.all(np.abs(shape[1] + shape[2] * sizes) < min(-LOW, HIGH))


def whole(parameters: FloatArray) -> FloatArray:
    """Return a shape (3,), its slope 0 where that is not among the parameters."""
    return np.append(parameters, np.zeros(3 - parameters.size))


def turned(loss: Loss, found: FloatArray, free: int) -> FloatArray:
    """Return the better end of two simplex searches, which turn corners: from found and from 0."""
    return min(_searched(loss, found, free), key=lambda each: each[0])[1]


def turned_from_sample(
    everyone: Accounts, sample: Accounts, near: FloatArray, free: int
) -> FloatArray | None:
    """Return the optimum for all accounts, from those of a sample; None if that fails.

    The sample, of which ``near`` is an optimum or a corner, is searched as in :func:`turned`,
    which takes hundreds of passes. All accounts are passed over only for the last steps to each
    optimum that it has, and the lowest of theirs counts.
    """
    searched = _searched(partial(loss_of, sample), near, free, xatol=CORNER_ROUGH, fatol=np.inf)
    starts: list[FloatArray] = []
    for end in (near, *(end for _, end in searched)):
        found = _stepped(sample, end, free)
        if found is None:
            return None
        if all(np.abs(found[1] - start).max() > NEWTON_CLOSE for start in starts):
            starts.append(found[1])
    ends = [_stepped(everyone, start, free) for start in starts]
    reached = [end for end in ends if end is not None]
    return min(reached, key=lambda each: each[0])[1] if len(reached) == len(ends) else None


def _searched(
    loss: Loss, found: FloatArray, free: int, *, xatol: float = 1e-4, fatol: float = 1e-4
) -> list[tuple[float, FloatArray]]:
    """Return the ends of two simplex searches, from found and from 0, and the loss at each."""

    def value(parameters: FloatArray) -> float:
        return loss(whole(parameters))[0]

    simplex = np.vstack([np.zeros(free), SIMPLEX * np.eye(free)])
    ends = [
        scipy.optimize.minimize(
            value,
            start,
            method="Nelder-Mead",
            options={"initial_simplex": start + simplex, "xatol": xatol, "fatol": fatol},
        )
        for start in (found[:free], np.zeros(free))
    ]
    return [(float(end.fun), whole(end.x)) for end in ends]


def _stepped(accounts: Accounts, shape: FloatArray, free: int) -> tuple[float, FloatArray] | None:
    """Return the loss and the shape where Newton's steps with corners end.

    None if they climb, or end where so many accounts are at a bound that there may be more optima.
    """
    before = np.inf
    for _ in range(NEWTON_STEPS):
        told = told_by(accounts, shape)
        if told.loss >= before:
            return None
        gain, shape = _bottom(told, accounts.sizes, shape, free)
        if gain < CORNER_GAIN:
            log_spread = shape[1] + shape[2] * accounts.sizes
            held = told.number[(log_spread <= LOW) | (log_spread >= HIGH)].sum()
            return (told.loss - gain, shape) if held < CORNER_SHARE * told.number.sum() else None
        before = told.loss
    return None


def _bottom(
    told: Told, sizes: FloatArray, shape: FloatArray, free: int
) -> tuple[float, FloatArray]:
    """Return by how much the loss falls to the bottom of its curve around a shape, and that shape.

    The curve of each size is a parabola over its own log spread, level beyond the bounds of that.
    Their sum has the loss's own corners, and one pass over the accounts tells all of it.
    """
    held = np.clip(shape[1] + shape[2] * sizes, LOW, HIGH)
    slope, curve = told.slope, told.curve
    shift_slope, shift_curve = slope[:, 0].sum(), curve[:, 0, 0].sum()

    def rise(step: FloatArray) -> float:
        ahead = shape + whole(step)
        shift, wider = step[0], np.clip(ahead[1] + ahead[2] * sizes, LOW, HIGH) - held
        bend = slope[:, 1] + shift * curve[:, 0, 1] + 0.5 * curve[:, 1, 1] * wider
        gained = shift * (shift_slope + 0.5 * shift * shift_curve) + bend @ wider
        return float(0.5 * PULL @ (ahead**2 - shape**2) - gained)

    found = scipy.optimize.minimize(
        rise,
        np.zeros(free),
        method="Nelder-Mead",
        options={
            "initial_simplex": CORNER_SIMPLEX * np.vstack([np.zeros(free), np.eye(free)]),
            "xatol": CORNER_EXACT,
            "fatol": CORNER_EXACT,
        },
    )
    return -float(found.fun), shape + whole(found.x)
