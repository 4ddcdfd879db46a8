"""The engagement rate as Modash prints it for Instagram."""

import numpy as np

from influence.graph import (
    InteractionGraph,
    median_by,
    newest_posts,
    percent_of_followers,
    posts_of_last_days,
    why_no_engagement,
)
from influence.scores.registry import Values, known_values, score

DAYS = 60
POSTS = 500


@score(
    question="Which engagement rate would Modash print for Instagram?",
    unit="% of followers, median likes per post",
    reference="Modash, help.modash.io/en/articles/6542471 and 6959997",
    needs=("followers", "a post of the last 60 days with likes"),
    invariances=("one_more_repost_never_lowers",),
)
def modash_ig(graph: InteractionGraph) -> Values:
    """Divide the median number of likes by the followers, over two months.

    100 median(likes)/followers over the posts of the last 60 days before the end of the window, at
    most 500 of them. Replies do not count. Modash says *roughly two months*.

    Parameters
    ----------
    graph
        Posts with times and likes, and followers claimed.

    Returns
    -------
    Values
        (n,) percent; nan where no followers are claimed or no post of these days has a number of
        likes. Posts without one are left out of the median.

    Window
    ------
    The last 60 days of it, and at most 500 posts.

    Cannot tell
    -----------
    Whether anybody replied or passed anything on, and how well the best posts do: a median leaves
    them out.
    """
    posts = graph.published
    recent = np.intersect1d(posts_of_last_days(graph, DAYS), newest_posts(posts, POSTS))
    typical = median_by(posts.author[recent], posts.likes[recent], len(graph))
    return known_values(percent_of_followers(graph, typical), why_no_engagement(graph, "likes"))
