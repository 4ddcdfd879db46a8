"""In how many different weeks an account acted on another: the trace of a lasting relationship."""

import numpy as np
from scipy.sparse import csr_array

from influence.graph.interaction_graph import FloatArray, Numbers

WEEK = 604_800.0
MONDAY = 345_600.0
"""The first Monday after 1970 began: weeks run from Monday to Sunday, UTC, as in ISO 8601."""


def weeks_acted(actor: Numbers, target: Numbers, happened: FloatArray, n: int) -> csr_array:
    """Return the (n, n) number of different weeks with an act, actor (row) → target (column).

    Acts without a time are left out.
    """
    every = np.isfinite(happened)
    known = slice(None) if every.all() else every
    week = np.floor((happened[known] - MONDAY) / WEEK).astype(np.int64)
    week -= week.min(initial=0)
    # Sorted by hand: np.unique goes through a hash table, and takes a hundred times as long.
    bits, width = int(week.max(initial=0)).bit_length(), n.bit_length()
    key = actor[known].astype(np.int64)
    key <<= width
    key |= target[known]
    key <<= bits
    key |= week
    del week  # of a million acts these are as much memory as the matrix takes
    key.sort()
    pair = key[np.diff(key, prepend=-1) > 0] >> bits
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    count = np.diff(starts, append=pair.size).astype(np.float64)
    pair = pair[starts]
    rows = np.bincount(pair >> width, minlength=n)
    ends = np.append(0, np.cumsum(rows))
    return csr_array((count, pair & ((1 << width) - 1), ends), shape=(n, n))
