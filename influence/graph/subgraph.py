"""A part of the graph: the same window and posts, with only some of the accounts."""

from dataclasses import replace

import numpy as np

from influence.graph.arrays import BoolArray, IntArray
from influence.graph.interaction_graph import Amplifications, InteractionGraph, PostTable


def neighbourhood(graph: InteractionGraph, position: int) -> IntArray:
    """Return the account and all that acted on it, were acted on by it, or follow either way."""
    near = [np.array([position])]
    for matrix in graph.acts.values():
        near.append(matrix[[position], :].indices)
        near.append(matrix[:, [position]].tocoo().row)
    return np.unique(np.concatenate(near)).astype(np.int64)


def induced(graph: InteractionGraph, positions: IntArray) -> InteractionGraph:
    """Return the graph of some accounts (k,) and everything that passed between them.

    Window, posts and claims of these accounts stay as they are, so that whatever depends on one
    account's own posts and neighbours alone gives the same number as in the whole graph.
    """
    place = np.full(len(graph), -1)
    place[positions] = np.arange(positions.size)
    posts, post_place = _posts_of(graph.published, place)
    acts = {kind: matrix[positions, :][:, positions] for kind, matrix in graph.acts.items()}
    began = None
    if graph.follow_began is not None and "follow" in graph.acts:
        began = graph.follow_began[_kept(graph, place)]
    return replace(
        graph,
        accounts=graph.accounts[positions],
        acts=acts,
        posts=graph.posts[positions],
        followers=graph.followers[positions],
        listed=graph.listed[positions],
        published=posts,
        amplifications=_amplifications_among(graph.amplifications, place, post_place),
        follow_began=began,
        weeks=None if graph.weeks is None else graph.weeks[positions, :][:, positions],
        unlisted=None if graph.unlisted is None else graph.unlisted[positions],
    )


def _posts_of(posts: PostTable, place: IntArray) -> tuple[PostTable, IntArray]:
    kept = place[posts.author] >= 0
    post_place = np.where(kept, np.cumsum(kept) - 1, -1)
    table = posts.only(kept)
    return table._replace(author=place[table.author]), post_place


def _amplifications_among(
    acts: Amplifications, place: IntArray, post_place: IntArray
) -> Amplifications:
    among = acts.only((place[acts.actor] >= 0) & (place[acts.target] >= 0))
    return among._replace(
        actor=place[among.actor],
        target=place[among.target],
        post=np.append(post_place, -1)[among.post],
    )


def _kept(graph: InteractionGraph, place: IntArray) -> BoolArray:
    follow = graph.acts["follow"].tocoo()
    return (place[follow.row] >= 0) & (place[follow.col] >= 0)
