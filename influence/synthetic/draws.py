"""Random draws that are the same on every machine and with every numpy.

numpy promises the bit stream of PCG64, not what its distributions make of it, so everything here is
a transformation of uniform numbers. Each stage of a world has a stream of its own: a change in one
leaves the others as they were.
"""

from enum import IntEnum

import numpy as np
from scipy.special import ndtri, pdtrik

from influence.graph import FloatArray, IntArray

SMALLEST = 2.0**-54


class Stage(IntEnum):
    """The streams of one world."""

    PEOPLE = 1
    ROLES = 2
    FOLLOWS = 3
    PLANTED_FOLLOWS = 4
    POSTS = 5
    PAIRS = 6
    AMPLIFICATIONS = 7
    CASCADES = 8
    LIKES = 9
    REPLIES = 10
    LISTS = 11
    TEXTS = 12
    QUOTES = 13
    ATTACKS = 14
    TOPICS = 15
    GAINS = 16


def stream(seed: int, stage: Stage) -> np.random.Generator:
    """Return the generator of one stage of a world."""
    return np.random.Generator(np.random.PCG64([seed, stage]))


def normal(rng: np.random.Generator, size: int) -> FloatArray:
    """Return standard normal numbers (size,)."""
    return np.asarray(ndtri(np.maximum(rng.random(size), SMALLEST)), dtype=np.float64)


def lognormal(rng: np.random.Generator, size: int, spread: float) -> FloatArray:
    """Return numbers (size,) with mean 1 whose logarithms have the given standard deviation."""
    return np.asarray(np.exp(spread * normal(rng, size) - spread**2 / 2))


def below(rng: np.random.Generator, limit: IntArray | int, size: int) -> IntArray:
    """Return whole numbers (size,) from 0 up to, not including, the limit."""
    return np.asarray(np.floor(rng.random(size) * limit), dtype=np.int64)


def poisson(rng: np.random.Generator, mean: float) -> int:
    """Return one Poisson number."""
    return max(int(np.ceil(pdtrik(rng.random(), mean))), 0) if mean > 0 else 0


def weighted(rng: np.random.Generator, weights: FloatArray, size: int) -> IntArray:
    """Return positions (size,), ascending, drawn with replacement in proportion to the weights."""
    if not size:
        return np.empty(0, dtype=np.int64)
    edges = np.cumsum(weights)
    places = np.searchsorted(edges, np.sort(rng.random(size)) * edges[-1], side="right")
    return np.asarray(np.minimum(places, weights.size - 1), dtype=np.int64)


def spans(starts: IntArray, lengths: IntArray) -> tuple[IntArray, IntArray]:
    """Return (owner, position) of every element of several runs of consecutive positions.

    >>> spans(np.array([10, 50]), np.array([2, 1]))
    (array([0, 0, 1]), array([10, 11, 50]))
    """
    owner = np.repeat(np.arange(lengths.size), lengths)
    before = np.cumsum(lengths) - lengths
    return owner, np.arange(owner.size) - before[owner] + starts[owner]
