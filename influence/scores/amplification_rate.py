"""Kaushik's amplification rate, from what sources claim."""

from influence.graph import PER, InteractionGraph, events_per_post, why_no_rate
from influence.scores.registry import Values, known_values, score


@score(
    question="How often does its source say that a post of its was passed on?",
    unit="amplifications per post",
    reference="Kaushik (2011), amplification rate; per 1,000 followers: TrueSocialMetrics",
    needs=("posts", "posts whose amplifications are known"),
    invariances=("one_more_repost_never_lowers",),
)
def amplification_rate(graph: InteractionGraph, *, per: str = "post") -> Values:
    """Divide the reposts that the source claims by the posts.

    The mean over the posts whose number of reposts is claimed; where none is, the reposts and
    quotes that the data holds over the posts. ``reposts_per_post`` counts only those held, each by
    somebody who can be named.

    Parameters
    ----------
    graph
        Posts with their claims, or posts and amplifications, of a window.
    per
        ``post``; ``1000_followers``: per post and 1,000 followers claimed.

    Returns
    -------
    Values
        (n,) amplifications per post; nan for accounts without posts, where no amplifications are
        known, and per 1,000 followers where no followers are claimed.

    Raises
    ------
    UsageError
        Where ``per`` has none of its values.

    Cannot tell
    -----------
    Who passed posts on, and whether one account did it often: a claim is a number without names.
    """
    held = graph.amplifications_received if graph.amplified.nnz else None
    rate = events_per_post(graph, graph.published.claimed, held, per)
    unit = f"amplifications per {PER[per]}"
    return known_values(rate, why_no_rate("amplifications", per), {"unit": unit})
