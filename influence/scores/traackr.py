"""The engagement rate of a channel as Traackr prints it."""

import numpy as np

from influence.graph import (
    InteractionGraph,
    mean_by,
    percent_of_followers,
    posts_of_last_days,
    why_no_engagement,
)
from influence.scores.registry import Values, known_values, score

DAYS = 365
LEAST_POSTS = 10
LEAST_FOLLOWERS = 2_000


@score(
    question="Which engagement rate would Traackr print?",
    unit="% of followers, likes and replies over potential reach",
    reference="Traackr, help.traackr.com/en/articles/2817311, 2883170 and 2959000",
    needs=("followers", "2,000 followers and 10 posts of the last 365 days with likes and replies"),
    invariances=("one_more_repost_never_lowers",),
)
def traackr(graph: InteractionGraph) -> Values:
    """Divide all likes and replies of 12 months by the potential reach of these posts.

    100 Σ(likes + replies)/Σ followers over the posts of the last 365 days before the end of the
    window. The potential reach of a post is the audience when it was published; here it is the one
    claimed last, so that the rate is the mean over the posts.

    Parameters
    ----------
    graph
        Posts with times, likes and replies, and followers claimed.

    Returns
    -------
    Values
        (n,) percent; as at Traackr none below 10 posts in 12 months or 2,000 followers. nan, too,
        where no post of these months has both numbers; posts that lack one are left out.

    Window
    ------
    The last 365 days of it.

    Cannot tell
    -----------
    Anything of accounts below 2,000 followers. How many were there when a post was published: the
    claim seen last stands for all posts.
    """
    posts, n = graph.published, len(graph)
    recent = posts_of_last_days(graph, DAYS)
    author = posts.author[recent]
    engagement = mean_by(author, (posts.likes + posts.replies)[recent], n)
    enough = np.bincount(author, minlength=n) >= LEAST_POSTS
    enough &= graph.followers >= LEAST_FOLLOWERS
    percent = np.where(enough, percent_of_followers(graph, engagement), np.nan)
    return known_values(percent, why_no_engagement(graph, "likes", "replies"))
