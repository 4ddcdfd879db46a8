"""Kaushik's conversation rate."""

from influence.graph import PER, InteractionGraph, events_per_post, held_of, why_no_rate
from influence.scores.registry import Values, known_values, score


@score(
    question="How many replies does a post of its get?",
    unit="replies per post",
    reference="Kaushik (2011), conversation rate; per 1,000 followers: TrueSocialMetrics",
    needs=("posts", "posts whose replies are known"),
    invariances=("one_more_repost_never_lowers",),
)
def conversation_rate(graph: InteractionGraph, *, per: str = "post") -> Values:
    """Divide the replies by the posts; Kaushik's term is *conversation*, not conversion.

    The mean over the posts whose number of replies is known; where none is, the replies that the
    data holds over the posts.

    Parameters
    ----------
    graph
        Posts with their replies, or posts and replies, of a window.
    per
        ``post``; ``1000_followers``: per post and 1,000 followers claimed.

    Returns
    -------
    Values
        (n,) replies per post; nan for accounts without posts, where no replies are known, and per
        1,000 followers where no followers are claimed.

    Raises
    ------
    UsageError
        Where ``per`` has none of its values.

    Cannot tell
    -----------
    Whether the replies are kind or angry, or a few accounts talking among themselves.
    """
    rate = events_per_post(graph, graph.published.replies, held_of(graph, "reply"), per)
    unit = f"replies per {PER[per]}"
    return known_values(rate, why_no_rate("replies", per), {"unit": unit})
