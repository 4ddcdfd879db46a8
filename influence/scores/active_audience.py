"""Who acts, counted by heads."""

import numpy as np

from influence.graph import InteractionGraph
from influence.scores.registry import Values, score


@score(
    question="How many different accounts acted on this one?",
    unit="accounts",
    reference="Distinct reactors, as Upfluence counts an engaged audience",
    needs=("acts on it that are held, not only claimed",),
    invariances=("counts_doubled", "claims_ignored", "one_more_repost_never_lowers"),
)
def active_audience(graph: InteractionGraph) -> Values:
    """Count the accounts that reposted, quoted, replied to, liked, mentioned or linked to it.

    Parameters
    ----------
    graph
        Acts of a window, actor (row) → target (column).

    Returns
    -------
    Values
        (n,) distinct accounts; nan where the account neither posted nor was acted on, and where
        its source only claims how many acts there were.

    Cannot tell
    -----------
    How often anybody acted, or whether kindly: one like and ten reposts count the same. A hundred
    bots that act once each are a hundred accounts.
    """
    return Values(np.where(graph.present, graph.actors, np.nan))
