"""What engagement rates share: which posts are recent, and the share of the followers."""

import numpy as np

from influence.graph.arrays import FloatArray, IntArray
from influence.graph.interaction_graph import InteractionGraph, PostTable

DAY = 86_400.0


def newest_posts(posts: PostTable, most: int) -> IntArray:
    """Return positions (k,) of the newest posts of each account, at most so many of each.

    Of posts at the same time those with the higher id are newer. Posts without a time are left
    out: nobody knows whether they are recent.
    """
    dated = np.flatnonzero(np.isfinite(posts.published))
    author = posts.author[dated]
    order = np.lexsort((-dated, -posts.published[dated], author))
    author = author[order]
    begin = np.searchsorted(author, author)
    return np.asarray(dated[order][np.arange(order.size) - begin < most], dtype=np.int64)


def posts_of_last_days(graph: InteractionGraph, days: float) -> IntArray:
    """Return positions (k,) of the posts of so many days before the end of the window.

    Posts without a time are left out. A window that begins later holds fewer days.
    """
    return np.flatnonzero(graph.published.published >= graph.until - days * DAY)


def percent_of_followers(graph: InteractionGraph, engagement: FloatArray) -> FloatArray:
    """Return engagement (n,) in percent of the followers claimed; nan where there are none."""
    percent = np.full(len(graph), np.nan)
    np.divide(100.0 * engagement, graph.followers, out=percent, where=graph.followers > 0)
    return percent


def why_no_engagement(graph: InteractionGraph, *kinds: str) -> str:
    """Return why no account has an engagement rate made of these columns of the post table."""
    posts = graph.published
    if not np.isfinite(posts.published).any():
        return "no post has a time, so that nobody knows which are recent"
    for kind in kinds:
        if not np.isfinite(getattr(posts, kind)).any():
            return f"the {kind} of posts are not known"
    if not (graph.followers > 0).any():
        return "no follower count is known"
    return "no account has enough recent posts and followers"
