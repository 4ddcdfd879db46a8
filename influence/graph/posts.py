"""The posts of a window, read from their tables."""

import numpy as np

from influence.graph.acts import PostPlaces, Span, or_nan
from influence.graph.arrays import FloatArray, IntArray, Numbers, looked_up, ones, sum_by
from influence.graph.columns import UNKNOWN, Query, Reading
from influence.graph.interaction_graph import PostTable


def _own(columns: list[IntArray]) -> list[IntArray]:
    ids, account, *others = columns
    return [ids, account // 2, account % 2, *others]


_POSTS = Query(
    "posts",
    [
        "post_id",
        "account_id * 2 + (kind <> 'repost')",
        "unixepoch(published_at)",
        "reposts_count",
        "likes_count",
        "replies_count",
    ],
    "is_listed",
    made=_own,
    is_kept=True,
)


def read_posts(
    reading: Reading, place: Numbers, span: Span
) -> tuple[PostTable, FloatArray, PostPlaces]:
    """Return the listed posts of the window, how many each account has there, and all by id.

    Accounts with listed posts, but none in the window, have 0; those without any have nan. Reposts
    are no posts of an account, but what was done to them has their time.
    """
    ids, account, own, moment, *claims = reading.columns(_POSTS)
    author, published, own = looked_up(place, account), or_nan(moment), own == 1
    kept = span.holds(published) & own
    rows = slice(None) if kept.all() else kept  # nothing is copied where all of them are
    table = PostTable(
        ids[rows], author[rows], published[rows], *(_claimed(claim[rows]) for claim in claims)
    )
    n = int(place.max(initial=-1)) + 1
    counted = np.full(n, np.nan)
    counted[author[own]] = 0.0
    found = sum_by(table.author, ones(table.author.size), n)
    counted[found > 0] = found[found > 0]
    last = reading.highest(_POSTS)
    by_id = PostPlaces(np.full(last + 2, np.nan), np.full(last + 2, -1, dtype=np.int32))
    by_id.published[ids] = published
    by_id.position[table.ids] = np.arange(table.ids.size)
    return table, counted, by_id


def _claimed(numbers: Numbers) -> FloatArray:
    """Return numbers that a source claims, nan unknown; without any, they take no memory."""
    if (numbers == UNKNOWN).all():
        return np.broadcast_to(np.nan, numbers.shape)
    return or_nan(numbers)


_CLAIMED_POSTS = Query(
    "coverage",
    ["account_id", "claimed_count"],
    "kind = 'posts' and claimed_count is not null and post_id is null",
)


def post_numbers(reading: Reading, place: Numbers, counted: FloatArray, span: Span) -> FloatArray:
    """Return Q: listed posts; where none is listed and the window is open, what is claimed."""
    if not span.is_open:
        return counted
    account, claimed = reading.columns(_CLAIMED_POSTS)
    claims = np.full(counted.size, np.nan)
    claims[place[account]] = claimed
    return np.where(np.isnan(counted), claims, counted)
