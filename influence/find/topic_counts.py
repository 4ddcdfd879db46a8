"""What an account wrote on a topic, out of all it wrote, and how that was passed on."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from influence.graph import BoolArray, FloatArray, InteractionGraph, sum_by
from influence.ranking.places import NORMAL_90


class TopicCounts(NamedTuple):
    """What is known of each account's posts in the window, and of those on the topic; all (n,).

    Posts are those whose record is held. ``received`` is how often they were passed on, each actor
    once a post; of an account whose acts are only counted, what its source claims.
    """

    posts: FloatArray
    received: FloatArray
    topic_posts: FloatArray
    topic_received: FloatArray
    topic_amplifiers: FloatArray


def topic_counts(graph: InteractionGraph, on_topic: BoolArray) -> TopicCounts:
    """Count posts and amplifications of each account, in all and on a topic.

    Parameters
    ----------
    on_topic
        (p,) which posts of ``graph.published`` are on the topic.
    """
    n, author = len(graph), graph.published.author
    received = post_amplifications(graph)
    acts = graph.amplifications
    on = (acts.post >= 0) & np.append(on_topic, False)[acts.post]
    pairs = np.unique(acts.target[on].astype(np.int64) * n + acts.actor[on])
    return TopicCounts(
        np.bincount(author, minlength=n).astype(np.float64),
        sum_by(author, received, n),
        sum_by(author, on_topic, n),
        sum_by(author, received * on_topic, n),
        np.bincount(pairs // n, minlength=n).astype(np.float64),
    )


def post_amplifications(graph: InteractionGraph) -> FloatArray:
    """Return how often each post was passed on, (p,): as held; where none is, as claimed."""
    acts, posts = graph.amplifications, graph.published
    known = acts.post >= 0
    held = np.bincount(acts.post[known], minlength=posts.ids.size).astype(np.float64)
    return np.where(graph.only_claimed[posts.author], np.nan_to_num(posts.claimed), held)


def shares(part: ArrayLike, whole: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return shares with the two ends of their 90 % Wilson intervals; nan where the whole is 0.

    Source: Wilson (1927); ``scipy.stats.binomtest`` gives the same.

    >>> [each.round(3).tolist() for each in shares([3], [10])]
    [[0.3], [0.127], [0.558]]
    """
    k, n = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, z = k / n, NORMAL_90**2 / n
        middle = (p + z / 2) / (1 + z)
        half = np.sqrt(z * p * (1 - p) + z**2 / 4) / (1 + z)
    return p, np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
