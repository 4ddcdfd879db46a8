"""Kaushik's applause rate."""

from influence.graph import PER, InteractionGraph, events_per_post, held_of, why_no_rate
from influence.scores.registry import Values, known_values, score


@score(
    question="How many likes does a post of its get?",
    unit="likes per post",
    reference="Kaushik (2011), applause rate; per 1,000 followers: TrueSocialMetrics",
    needs=("posts", "posts whose likes are known"),
    invariances=("one_more_repost_never_lowers",),
)
def applause_rate(graph: InteractionGraph, *, per: str = "post") -> Values:
    """Divide the likes by the posts.

    The mean over the posts whose number of likes is known; where none is, the likes that the data
    holds over the posts.

    Parameters
    ----------
    graph
        Posts with their likes, or posts and likes, of a window.
    per
        ``post``; ``1000_followers``: per post and 1,000 followers claimed.

    Returns
    -------
    Values
        (n,) likes per post; nan for accounts without posts, where no likes are known, and per
        1,000 followers where no followers are claimed.

    Raises
    ------
    UsageError
        Where ``per`` has none of its values.

    Cannot tell
    -----------
    Whether anybody was moved to do more than press a button; who likes passes little on, and likes
    can be bought.
    """
    rate = events_per_post(graph, graph.published.likes, held_of(graph, "like"), per)
    unit = f"likes per {PER[per]}"
    return known_values(rate, why_no_rate("likes", per), {"unit": unit})
