"""Counting reposts: the hurdle that every cleverer score has to take."""

import numpy as np

from influence.graph import InteractionGraph
from influence.scores.registry import Values, score


@score(
    question="How often was it passed on in all?",
    unit="amplifications",
    reference="Cha, Haddadi, Benevenuto and Gummadi (2010), retweet influence",
    invariances=("claims_ignored", "one_more_repost_never_lowers"),
)
def reposts(graph: InteractionGraph) -> Values:
    """Count the reposts and quotes: it measures volume, so whoever posts more gets more.

    Parameters
    ----------
    graph
        Amplifications of a window.

    Returns
    -------
    Values
        (n,) amplifications, each account counted once a post; nan where the account neither
        posted nor was acted on, and where its source only claims how many there were.

    Cannot tell
    -----------
    How well a post does: whoever posts more gets more, and one devoted account counts as often as
    it acts.
    """
    return Values(np.where(graph.present, graph.amplifications_received, np.nan))
