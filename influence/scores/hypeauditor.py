"""The engagement rate as HypeAuditor prints it."""

from influence.graph import (
    InteractionGraph,
    mean_by,
    newest_posts,
    percent_of_followers,
    why_no_engagement,
)
from influence.scores.registry import Values, known_values, score

POSTS = 12


@score(
    question="Which engagement rate would HypeAuditor print?",
    unit="% of followers, mean likes and replies per post",
    reference="HypeAuditor, help.hypeauditor.com/en/articles/2771955 and 2764316",
    needs=("followers", "a post with a time, likes and replies among its last 12"),
    invariances=("one_more_repost_never_lowers",),
)
def hypeauditor(graph: InteractionGraph) -> Values:
    """Divide likes and replies by the followers, averaged over the last 12 posts.

    Mean over the posts of 100 (likes + replies)/followers. One post that spread far moves it much;
    see ``infludata_likes``, where it does not.

    Parameters
    ----------
    graph
        Posts with times, likes and replies, and followers claimed.

    Returns
    -------
    Values
        (n,) percent; nan where no followers are claimed or no post of the last 12 has both numbers.
        Posts that lack one of them are left out of the mean.

    Window
    ------
    The last 12 posts in it that have a time.

    Cannot tell
    -----------
    Who liked and replied, and whether they follow: a rate is of claims on both sides. Small
    accounts have high rates whatever they write.
    """
    posts = graph.published
    recent = newest_posts(posts, POSTS)
    engagement = (posts.likes + posts.replies)[recent]
    percent = percent_of_followers(graph, mean_by(posts.author[recent], engagement, len(graph)))
    return known_values(percent, why_no_engagement(graph, "likes", "replies"))
