"""Pairs of an actor and a target, and matrices of what is known of them."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array

from influence.graph.arrays import BoolArray, FloatArray, Numbers


def pair_matrix(actor: Numbers, target: Numbers, count: FloatArray, n: int) -> csr_array:
    """Return the (n, n) matrix of summed counts, actor (row) → target (column), sorted."""
    matrix = csr_array(coo_array((count, (actor, target)), shape=(n, n), dtype=np.float64))
    matrix.sum_duplicates()
    return matrix


class PairsInOrder(NamedTuple):
    """The different pairs (m,) of rows that are ordered by target, then actor.

    ``starts`` is where each begins among the rows, ``ends`` (n + 1,) where those of each target do.
    """

    starts: Numbers
    actor: Numbers
    ends: Numbers

    def matrix(self, values: Numbers | FloatArray) -> csc_array:
        """Return the (n, n) matrix of one value (m,) a pair, actor (row) → target (column).

        Pairs whose value is 0 are left out.
        """
        n, actor, ends = self.ends.size - 1, self.actor, self.ends
        held = values > 0
        if not held.all():
            ends = np.append(0, np.cumsum(held, dtype=ends.dtype)).astype(ends.dtype)[ends]
            values, actor = values.compress(held), actor.compress(held)
        return csc_array((values, actor, ends), shape=(n, n))


def begins_pair(target: Numbers, actor: Numbers) -> BoolArray:
    """Return which rows (m,), ordered by target, then actor, are the first of their pair."""
    begins = np.ones(target.size, dtype=np.bool_)
    begins[1:] = (target[1:] != target[:-1]) | (actor[1:] != actor[:-1])
    return begins


def pairs_in_order(target: Numbers, actor: Numbers, n: int) -> PairsInOrder:
    """Return the pairs of ordered rows among n accounts."""
    begins = begins_pair(target, actor)
    starts = np.flatnonzero(begins)
    if target.size < 2**31:
        starts = starts.astype(np.int32)
    return PairsInOrder(starts, actor.compress(begins), ends_of(target.compress(begins), n))


def ends_of(places: Numbers, n: int) -> Numbers:
    """Return where the rows (m,) of each of n ascending places begin, and the end, (n + 1,)."""
    ends = np.searchsorted(places, np.arange(n + 1, dtype=places.dtype))
    return ends.astype(np.int32) if places.size < 2**31 else ends  # as scipy wants them
