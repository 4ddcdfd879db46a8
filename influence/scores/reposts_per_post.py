"""The raw amplification rate."""

import numpy as np

from influence.graph import InteractionGraph
from influence.scores.registry import Values, score


@score(
    question="How often was a post of its passed on, on average?",
    unit="amplifications per post",
    reference="Kaushik (2011), amplification rate",
    needs=("posts", "amplifications that are held, not only claimed"),
    invariances=("claims_ignored", "one_more_repost_never_lowers"),
)
def reposts_per_post(graph: InteractionGraph) -> Values:
    """Divide the reposts and quotes by the posts: exact, and wild where posts are few.

    Parameters
    ----------
    graph
        Posts and amplifications of a window.

    Returns
    -------
    Values
        (n,) amplifications per post, each account counted once a post; nan where the account has
        no posts, their number is not known, or its source only claims how many there were.

    Cannot tell
    -----------
    How sure it is: one post passed on ten times and a hundred posts passed on a thousand times have
    the same rate.
    """
    rate = np.full(len(graph), np.nan)
    known = (graph.posts > 0) & ~graph.only_claimed
    np.divide(graph.amplifications_received, graph.posts, out=rate, where=known)
    return Values(rate)
