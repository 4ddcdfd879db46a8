"""A graph cut in two at random, for data whose acts have no time."""

from dataclasses import replace

import numpy as np

from influence.graph.arrays import BoolArray, FloatArray
from influence.graph.interaction_graph import InteractionGraph
from influence.graph.pairs import pair_matrix


def halves(
    graph: InteractionGraph, random: np.random.Generator
) -> tuple[InteractionGraph, InteractionGraph]:
    """Return two graphs over the same accounts: each post, with its amplifications, is in one.

    Where posts are not told apart, each single amplification falls into one half (binomial
    thinning) and each half has half the posts: that tests the noise of counting alone. Acts of
    other kinds stay out of both; follows and claims of followers are in both.
    """
    acts = graph.amplifications
    posts = graph.published
    if (acts.post >= 0).any() or np.isfinite(posts.claimed).any():
        first = random.random(posts.ids.size) < 0.5
        loose = random.random(acts.post.size) < 0.5
        chosen = np.where(acts.post >= 0, np.append(first, False)[acts.post], loose)
        return (
            _with_posts(_with_times(graph, acts.times * chosen), first),
            _with_posts(_with_times(graph, acts.times * ~chosen), ~first),
        )
    thinned = random.binomial(acts.times.astype(np.int64), 0.5).astype(np.float64)
    return _thinned(graph, thinned), _thinned(graph, acts.times - thinned)


def _with_times(graph: InteractionGraph, times: FloatArray) -> InteractionGraph:
    """Return the graph whose only acts are these amplifications, and its follows."""
    acts = graph.amplifications._replace(times=times).only(times > 0)
    matrices = {"follow": graph.acts["follow"]} if "follow" in graph.acts else {}
    if acts.actor.size:
        matrices["repost"] = pair_matrix(acts.actor, acts.target, acts.times, len(graph))
    return replace(graph, acts=matrices, amplifications=acts, weeks=None)


def _with_posts(graph: InteractionGraph, kept: BoolArray) -> InteractionGraph:
    posts, n = graph.published, len(graph)
    half = posts.only(kept)
    place = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    acts = graph.amplifications
    counted = np.bincount(half.author, minlength=n).astype(np.float64)
    return replace(
        graph,
        posts=np.where(np.bincount(posts.author, minlength=n) > 0, counted, graph.posts / 2.0),
        published=half,
        amplifications=acts._replace(post=place[acts.post]),
    )


def _thinned(graph: InteractionGraph, times: FloatArray) -> InteractionGraph:
    nothing = graph.published.only(np.zeros(graph.published.ids.size, dtype=np.bool_))
    return replace(_with_times(graph, times), posts=graph.posts / 2.0, published=nothing)
