"""What settles where everybody passes on a share of what it has: one sparse linear system."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.sparse.linalg import LinearOperator, gmres

from influence.errors import NotConverged
from influence.graph.arrays import FloatArray

TOLERANCE = 1e-12
MAX_CYCLES = 100
ROUNDS_A_CYCLE = 20


class Settled(NamedTuple):
    """Values (n,), how often they were passed on, and how far the last round moved them."""

    value: FloatArray
    rounds: int
    residual: float


def fixed_point(flow: Callable[[FloatArray], FloatArray], gain: FloatArray, mend: str) -> Settled:
    """Return the x of x = flow(x) + gain.

    GMRES of Saad and Schultz (1986), which needs far fewer rounds than repeating the equation
    where little leaks; then the equation once, so that no value is below its gain.

    Parameters
    ----------
    flow
        Linear in its argument (n,), without negative weights, and passing on less than it gets.
    gain
        (n,) what each has of its own, never negative.
    mend
        What a person can do where it does not settle, for the message.

    Raises
    ------
    NotConverged
        Where the last round still moves the values by more than ``TOLERANCE`` of their sum.
    """
    rounds = 0

    def left(value: FloatArray) -> FloatArray:
        nonlocal rounds
        rounds += 1
        return np.asarray(value - flow(value))

    system = LinearOperator((gain.size, gain.size), matvec=left, dtype=np.float64)
    found, _ = gmres(system, gain, rtol=TOLERANCE / 10, restart=ROUNDS_A_CYCLE, maxiter=MAX_CYCLES)
    value = flow(np.maximum(found, gain)) + gain
    residual = float(np.abs(flow(value) + gain - value).sum() / max(value.sum(), 1e-300))
    if not residual <= TOLERANCE:
        raise NotConverged(f"The values did not settle within {rounds} rounds; {mend}.")
    return Settled(value, rounds + 2, residual)
