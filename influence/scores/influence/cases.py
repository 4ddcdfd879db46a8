"""Accounts of which the same is known are one case: it is fitted and worked out but once.

Where all that is known of an audience is its size, or nothing, most accounts have company.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from influence.graph import FloatArray, IntArray
from influence.scores.influence.constants import CASES_SHARE


class Cases(NamedTuple):
    """An account of each case (k,), the case of each account (c,), and accounts of a case (k,).

    Without company each account is a case: two whole slices, and None.
    """

    first: IntArray | slice = slice(None)
    which: IntArray | slice = slice(None)
    times: FloatArray | None = None


def cases_of(known: FloatArray, posts: csr_array | None) -> Cases:
    """Return the cases among accounts of which columns (c, f) and maybe posts (c, v) are known."""
    mixed = known @ np.sin(1.0 + np.arange(known.shape[1]))  # sines make no sum that others make
    if posts is not None:
        mixed += posts @ np.cos(1.0 + np.arange(posts.shape[1]))
    if np.unique_values(mixed).size > CASES_SHARE * mixed.size:
        return Cases()
    _, first, which, times = np.unique(
        mixed, return_index=True, return_inverse=True, return_counts=True
    )
    # Sums under the guard differ by their last digit where acts came in another order.
    alike = np.allclose(known[first][which], known, rtol=1e-12, atol=0.0)
    if alike and posts is not None:
        others = posts[first][which]
        alike = all(
            np.array_equal(getattr(others, part), getattr(posts, part))
            for part in ("indptr", "indices", "data")
        )
    return Cases(first, which, times.astype(np.float64)) if alike else Cases()
