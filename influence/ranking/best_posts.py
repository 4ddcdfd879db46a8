"""The posts of an account that most others passed on, with their addresses: the evidence."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph import FloatArray, InteractionGraph
from influence.ranking.evidence import post_links
from influence.ranking.where import Row

if TYPE_CHECKING:
    from sqlite_utils import Database


class BestPosts(NamedTuple):
    """Posts as rows, and what the first of them makes of all amplifications.

    ``first_share`` is 0 where posts are not told apart.
    """

    rows: list[Row]
    first_share: float


def best_posts(
    db: "Database", graph: InteractionGraph, positions: Iterable[int], most: int
) -> Iterator[BestPosts]:
    """Yield the posts of each account that most accounts passed on, the newest of equals first.

    Parameters
    ----------
    positions
        Places of the accounts in the graph.
    most
        At most so many posts an account.
    """
    post = graph.amplifications.post
    held = np.bincount(post[post >= 0], minlength=graph.published.ids.size).astype(np.float64)
    for position in positions:
        yield _of_one(db, graph, position, held, most)


def _of_one(
    db: "Database", graph: InteractionGraph, position: int, held_of_all: FloatArray, most: int
) -> BestPosts:
    own = np.flatnonzero(graph.published.author == position)
    held = held_of_all[own]
    received = np.fmax(held, graph.published.claimed[own] if not held.any() else 0.0)
    order = np.lexsort((-own, -np.nan_to_num(graph.published.published[own]), -received))
    best = [k for k in order[:most].tolist() if received[k] > 0]
    ids = [int(graph.published.ids[own[k]]) for k in best]
    links = post_links(db, ids)
    rows: list[Row] = [
        {
            "amplifications": float(received[k]),
            "published_at": links[post_id].published_at,
            "post": links[post_id].words,
            "url": links[post_id].address,
        }
        for k, post_id in zip(best, ids, strict=True)
    ]
    return BestPosts(rows, float(received[best[0]] / np.nansum(received)) if best else 0.0)
