"""How much an account publishes."""

from influence.graph import InteractionGraph
from influence.scores.registry import Values, score


@score(
    question="How many posts did it publish in the window?",
    unit="posts",
    reference="Q of Romero, Galuba, Asur and Huberman (2011)",
    needs=("posts",),
    invariances=("counts_doubled", "claims_ignored", "one_more_repost_never_lowers"),
)
def posts(graph: InteractionGraph) -> Values:
    """Count the account's own posts in the window; posts of others passed on are not its own.

    Parameters
    ----------
    graph
        Posts of a window.

    Returns
    -------
    Values
        (n,) posts; nan where neither the posts nor their number are known.

    Cannot tell
    -----------
    Whether anybody cares. Where an export was cut short, so is the number.
    """
    return Values(graph.posts)
