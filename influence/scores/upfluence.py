"""The engagement rate as Upfluence prints it."""

from influence.graph import (
    InteractionGraph,
    mean_by,
    percent_of_followers,
    posts_of_last_days,
    why_no_engagement,
)
from influence.scores.registry import Values, known_values, score

DAYS = 90


@score(
    question="Which engagement rate would Upfluence print?",
    unit="% of followers, mean likes plus mean replies",
    reference="Upfluence, help.upfluence.co/en/articles/6989177",
    needs=("followers", "posts of the last 90 days with likes and replies"),
    invariances=("one_more_repost_never_lowers",),
)
def upfluence(graph: InteractionGraph) -> Values:
    """Divide average likes plus average replies by the followers, over 90 days.

    100 (mean likes + mean replies)/followers over the posts of the last 90 days before the end of
    the window.

    Parameters
    ----------
    graph
        Posts with times, likes and replies, and followers claimed.

    Returns
    -------
    Values
        (n,) percent; nan where no followers are claimed or one of the two averages is not known.
        Each is over the posts that have its number.

    Window
    ------
    The last 90 days of it.

    Cannot tell
    -----------
    Who liked and replied, and whether they follow: a rate is of claims on both sides. One post that
    spread far moves it much.
    """
    posts, n = graph.published, len(graph)
    recent = posts_of_last_days(graph, DAYS)
    author = posts.author[recent]
    both = mean_by(author, posts.likes[recent], n) + mean_by(author, posts.replies[recent], n)
    return known_values(
        percent_of_followers(graph, both), why_no_engagement(graph, "likes", "replies")
    )
