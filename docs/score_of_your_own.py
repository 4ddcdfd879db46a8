"""A score of your own: one file with one function. See library.md."""

import numpy as np

from influence.graph import InteractionGraph
from influence.scores import Values, score


@score(
    question="How many different accounts pass something on, for each post?",
    unit="different amplifiers per post",
    reference="Distinct amplifiers over posts: unlike a sum, one loyal fan counts once",
    needs=("posts", "amplifiers"),
    invariances=("counts_doubled", "claims_ignored", "one_more_repost_never_lowers"),
)
def amplifiers_per_post(graph: InteractionGraph, *, least_posts: int = 1) -> Values:
    """Divide the different accounts that passed something on by the posts of the window.

    Parameters
    ----------
    graph
        Posts, and who passed on what.
    least_posts
        Accounts with fewer posts are not rated.

    Returns
    -------
    Values
        (n,) accounts a post; nan for accounts with too few posts.
    """
    rated = graph.posts >= least_posts
    value = np.full(len(graph), np.nan)
    value[rated] = graph.amplifiers[rated] / graph.posts[rated]
    return Values(value)
