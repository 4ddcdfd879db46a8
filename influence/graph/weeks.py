"""In how many different weeks an account acted on another: the trace of a lasting relationship."""

import numpy as np
from scipy.sparse import csr_array

from influence.graph.interaction_graph import FloatArray, IntArray, pair_matrix

WEEK = 604_800.0
MONDAY = 345_600.0
"""The first Monday after 1970 began: weeks run from Monday to Sunday, UTC, as in ISO 8601."""


def weeks_acted(actor: IntArray, target: IntArray, happened: FloatArray, n: int) -> csr_array:
    """Return the (n, n) number of different weeks with an act, actor (row) → target (column).

    Acts without a time are left out.
    """
    known = np.isfinite(happened)
    week = np.floor((happened[known] - MONDAY) / WEEK).astype(np.int64)
    week -= week.min(initial=0)
    span = int(week.max(initial=0)) + 1
    # Sorted by hand: np.unique goes through a hash table, and takes a hundred times as long.
    key = (actor[known] * n + target[known]) * span + week
    key.sort()
    pair = key[np.diff(key, prepend=-1) > 0] // span
    del known, week, key  # of a million acts these are as much memory as the matrix takes
    return pair_matrix(pair // n, pair % n, np.ones(pair.size), n)
