"""The prior of stage 3, on a grid of log(influence / promise), and how likely it makes accounts."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from influence.graph import FloatArray
from influence.scores.influence.constants import (
    GRID_HALF_WIDTH,
    GRID_STEP,
    SHIFT_SCALE,
    SLOPE_SCALE,
    SPREAD_BOUNDS,
)

BLOCK = 1024
"""Accounts of which grids are held at once, so that they stay in the processor's cache."""

GRID = np.linspace(-GRID_HALF_WIDTH, GRID_HALF_WIDTH, round(2 * GRID_HALF_WIDTH / GRID_STEP) + 1)

Pieces = Iterable[tuple[int, FloatArray, FloatArray]]
"""The place of an audience size, the likelihood (k, g) of some cases of about that size, and how
many accounts each is (k,)."""

Loss = Callable[[FloatArray], tuple[float, FloatArray, FloatArray]]
"""From a shape to minus its penalised log likelihood, the gradient and the Hessian of that."""

PULL = np.array([1.0 / SHIFT_SCALE**2, 0.0, 1.0 / SLOPE_SCALE**2])
"""Precision of the weak penalties on a shape."""


class Told(NamedTuple):
    """What accounts say of a shape: its loss, and how their log likelihood bends, for each size.

    ``slope`` (l, 2) and ``curve`` (l, 2, 2) are over the shift and that size's own log spread;
    ``number`` (l,) is of accounts.
    """

    loss: float
    number: FloatArray
    slope: FloatArray
    curve: FloatArray


class Accounts(NamedTuple):
    """Accounts by audience size: the sizes that there are, (l,), and what each account got."""

    sizes: FloatArray
    pieces: Pieces


def prior(shape: FloatArray, size: FloatArray) -> FloatArray:
    """Return the prior weights on the grid, (c, g), for t = (shift, log spread, slope over z)."""
    sizes, place = np.unique(size, return_inverse=True)  # followers are whole numbers: few
    density = -0.5 * _standing(shape, sizes)[0] ** 2
    weight = np.exp(density - density.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    return np.asarray(weight[place])


def told_by(accounts: Accounts, shape: FloatArray) -> Told:
    """Return what accounts of each size say of a shape, as if no spread had bounds."""
    sizes, pieces = accounts
    columns = _derivatives(shape, sizes)
    fit, number = 0.0, np.zeros(sizes.size)
    total, squares = np.zeros((sizes.size, 6)), np.zeros((sizes.size, 2, 2))
    for place, like, times in pieces:
        moments = columns[place].T @ like.T
        fit += float(times @ np.log(moments[0]))
        found = moments[1:] / moments[0]
        number[place] += times.sum()
        total[place] += found @ times
        squares[place] += (found[:2] * times) @ found[:2].T
    own = columns.sum(axis=1)[:, 1:]
    slope, second = np.split(total - number[:, None] * own, [2], axis=1)
    squares -= np.einsum("l,lj,lk->ljk", number, own[:, :2], own[:, :2])
    loss = 0.5 * float(PULL @ shape**2) - fit
    return Told(loss, number, slope, second.reshape(-1, 2, 2) - squares)


def loss_of(accounts: Accounts, shape: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Return minus the penalised log likelihood of all accounts, its gradient and its Hessian."""
    loss, _, slope, curve = told_by(accounts, shape)
    sizes = accounts.sizes
    spread = _standing(shape, sizes)[1][:, 0]
    free = (spread > SPREAD_BOUNDS[0]) & (spread < SPREAD_BOUNDS[1])
    along = np.zeros((sizes.size, 3, 2))
    along[:, 0, 0], along[:, 1, 1], along[:, 2, 1] = 1.0, free, sizes * free
    gradient = PULL * shape - np.einsum("lij,lj->i", along, slope)
    return loss, gradient, np.diag(PULL) - np.einsum("lij,ljk,lmk->im", along, curve, along)


def _derivatives(shape: FloatArray, sizes: FloatArray) -> FloatArray:
    """Return the prior weights (l, g, 7) of each size, and what they change by.

    In order: themselves; the first derivatives over shift and their own log spread, taken as free
    to pass its bounds; the four second ones.
    """
    standing, spread = _standing(shape, sizes)
    shift, wider = standing / spread, (standing - spread) * standing
    both = shift * wider + (1.0 - 2.0 * shift)
    twice = shift**2 - spread**-2.0
    wider_twice = wider**2 - 2.0 * wider - spread**2
    factors = np.ones_like(shift), shift, wider, twice, both, both, wider_twice
    return prior(shape, sizes)[..., None] * np.stack(factors, axis=-1)


def _standing(shape: FloatArray, size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the grid in standard deviations of each prior, (c, g), and its deviation, (c, 1)."""
    shift, log_spread, slope = shape
    spread: FloatArray = np.clip(np.exp(log_spread + slope * size), *SPREAD_BOUNDS)[:, None]
    standing: FloatArray = (GRID - shift) / spread + 0.5 * spread
    return standing, spread
