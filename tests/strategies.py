"""Graphs to try properties on: dangling, isolated, bipartite and disconnected parts included."""

import numpy as np
from hypothesis import strategies as st

from influence.graph import Amplifications, InteractionGraph, PostTable, in_order, pair_matrix


@st.composite
def interaction_graphs(draw, most=12):
    """Return a small graph with posts, amplifications, likes, follows and unknowns."""
    n = draw(st.integers(0, most))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    density = draw(st.sampled_from([0.0, 0.1, 0.3, 0.7]))
    posts = random.integers(0, 5, n)
    author = np.repeat(np.arange(n), posts)
    p = author.size
    published = np.where(random.random(p) < 0.9, random.integers(0, 10_000, p), np.nan)
    actor, post = np.nonzero(random.random((n, p)) < density)
    kept = actor != author[post]
    actor, post = actor[kept], post[kept]
    happened = np.where(
        random.random(actor.size) < 0.9, random.integers(0, 10_000, actor.size), np.nan
    )
    acts = Amplifications(actor, author[post], post, happened, np.ones(actor.size))
    liker, liked = np.nonzero(random.random((n, n)) < density)
    fan, followed = np.nonzero(random.random((n, n)) < density)
    began = None
    if draw(st.booleans()) and (fan != followed).any():
        began = random.integers(0, 10_000, int((fan != followed).sum())).astype(float)
    matrices = {
        "repost": pair_matrix(actor, author[post], np.ones(actor.size), n),
        "like": _off_diagonal(liker, liked, random.integers(1, 4, liker.size), n),
        "follow": _off_diagonal(fan, followed, np.ones(fan.size), n),
    }
    return InteractionGraph(
        np.sort(random.choice(1000, n, replace=False)).astype(np.int64),
        {kind: matrix for kind, matrix in matrices.items() if matrix.nnz},
        np.where(random.random(n) < 0.9, posts, np.nan).astype(float),
        np.where(random.random(n) < 0.8, random.integers(0, 500, n), np.nan),
        random.random(n) < 0.6,
        PostTable(
            np.arange(p) * 3 + 1,
            author,
            published,
            *(np.where(random.random(p) < 0.5, random.integers(0, 9, p), np.nan) for _ in range(3)),
        ),
        in_order(acts),
        began,
        draw(st.sampled_from([float("nan"), 0.0])),
        draw(st.sampled_from([float("nan"), 10_000.0])),
        _weeks(random, matrices, n) if draw(st.booleans()) else None,
        unlisted=random.choice(3, n, p=[0.6, 0.2, 0.2]) if draw(st.booleans()) else None,
    )


def _weeks(random, matrices, n):
    pairs = (matrices["repost"] + matrices["like"]).tocoo()
    if not pairs.nnz:
        return None
    weeks = random.integers(1, 6, pairs.nnz).astype(float)
    return pair_matrix(pairs.row, pairs.col, weeks, n)


def _off_diagonal(row, column, times, n):
    kept = row != column
    return pair_matrix(row[kept], column[kept], times[kept].astype(float), n)
