"""The rate of likes as influData prints it."""

from influence.graph import (
    InteractionGraph,
    median_by,
    newest_posts,
    percent_of_followers,
    why_no_engagement,
)
from influence.scores.registry import Values, known_values, score

POSTS = 12


@score(
    question="Which rate of likes would influData print?",
    unit="% of followers, median likes per post",
    reference="influData, faq.infludata.com, article 80001039679",
    needs=("followers", "a post with a time and likes among its last 12"),
    invariances=("one_more_repost_never_lowers",),
)
def infludata_likes(graph: InteractionGraph) -> Values:
    """Divide likes by the followers; the median over the last 12 posts.

    Median over the posts of 100 likes/followers. Replies do not count.

    Parameters
    ----------
    graph
        Posts with times and likes, and followers claimed.

    Returns
    -------
    Values
        (n,) percent; nan where no followers are claimed or no post of the last 12 has a number of
        likes. Posts without one are left out of the median.

    Window
    ------
    The last 12 posts in it that have a time.

    Cannot tell
    -----------
    Whether anybody replied or passed anything on, and how well the best posts do: a median leaves
    them out.
    """
    posts = graph.published
    recent = newest_posts(posts, POSTS)
    typical = median_by(posts.author[recent], posts.likes[recent], len(graph))
    return known_values(percent_of_followers(graph, typical), why_no_engagement(graph, "likes"))
