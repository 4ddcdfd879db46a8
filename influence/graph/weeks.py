"""In how many different weeks an account acted on another: the trace of a lasting relationship."""

import numpy as np
from scipy.sparse import csr_array

from influence.graph.interaction_graph import (
    FloatArray,
    Numbers,
    matrix_in_order,
    starts_of_pairs,
)

WEEK = 604_800.0
MONDAY = 345_600.0
"""The first Monday after 1970 began: weeks run from Monday to Sunday, UTC, as in ISO 8601."""


def weeks_acted(actor: Numbers, target: Numbers, happened: FloatArray, n: int) -> csr_array:
    """Return the (n, n) number of different weeks with an act, actor (row) → target (column).

    Acts without a time are left out.
    """
    order = np.lexsort((actor, target))
    return weeks_in_order(actor[order], target[order], happened[order], n)


def weeks_in_order(actor: Numbers, target: Numbers, happened: FloatArray, n: int) -> csr_array:
    """Return :func:`weeks_acted` of acts that are ordered by target, then actor."""
    known = np.isfinite(happened)
    if not known.all():
        actor, target, happened = actor[known], target[known], happened[known]
    starts = starts_of_pairs(target, actor)
    weeks = np.diff(starts, append=actor.size)
    several = weeks > 1  # only of these can two acts be of one week
    pair = np.repeat(np.arange(several.sum()), weeks[several])
    week = np.floor((happened[np.repeat(several, weeks)] - MONDAY) / WEEK).astype(np.int64)
    week -= week.min(initial=0)
    bits = int(week.max(initial=0)).bit_length()
    # Sorted by hand: np.unique goes through a hash table, and takes a hundred times as long.
    key = np.sort(pair << bits | week)
    weeks[several] = np.bincount(key[np.diff(key, prepend=-1) > 0] >> bits)
    return matrix_in_order(actor[starts], target[starts], weeks.astype(np.float64), n)
