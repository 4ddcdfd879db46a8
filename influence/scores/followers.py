"""How many accounts are said to follow."""

from influence.graph import InteractionGraph
from influence.scores.registry import Values, score


@score(
    question="How many accounts does its source say follow it?",
    unit="followers, as claimed by the source",
    reference="Cha, Haddadi, Benevenuto and Gummadi (2010), indegree influence",
    needs=("followers",),
    invariances=("counts_doubled", "one_more_repost_never_lowers"),
)
def followers(graph: InteractionGraph) -> Values:
    """Show the follower count that the source claims: popularity, not influence.

    Parameters
    ----------
    graph
        Any window; the claim seen last before its end counts.

    Returns
    -------
    Values
        (n,) followers; nan where the source does not say.

    Notes
    -----
    Upper funnel only: most followers are passive, and followers can be bought.

    Window
    ------
    None: the claim seen last before its end counts.

    Cannot tell
    -----------
    Whether anybody reads, or acts. It is a claim of the source, not a list of names.
    """
    return Values(graph.followers)
