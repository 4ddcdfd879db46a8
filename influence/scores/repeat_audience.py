"""Who comes back, counted by heads."""

import numpy as np

from influence.errors import UsageError
from influence.graph import WEEK, InteractionGraph
from influence.scores.registry import Values, known_values, score


@score(
    question="How many accounts acted on this one again and again?",
    unit="accounts that acted in several weeks",
    reference="Loyal audience: distinct reactors, counted once they have come back",
    invariances=("counts_doubled", "claims_ignored", "one_more_repost_never_lowers"),
)
def repeat_audience(graph: InteractionGraph, *, weeks: int = 3) -> Values:
    """Count the accounts that acted on it in at least so many different weeks.

    Weeks run from Monday to Sunday, UTC. Any act but following counts; ten likes in one week are
    one week.

    Parameters
    ----------
    graph
        Weeks with an act, actor (row) → target (column).
    weeks
        In how many different weeks an account has to have acted, at least 1.

    Returns
    -------
    Values
        (n,) distinct accounts; nan where the account neither posted nor was acted on.

    Raises
    ------
    UsageError
        Where ``weeks`` is below 1.

    Cannot tell
    -----------
    How many act at all: in a window shorter than the weeks that are asked for it is 0 for
    everybody.
    """
    if weeks < 1:
        raise UsageError(f"weeks={weeks}: write a whole number from 1 up.")
    if graph.weeks is None:
        return known_values(np.full(len(graph), np.nan), "no act here has a time")
    often = graph.weeks.indices[graph.weeks.data >= weeks]
    if not often.size and graph.until - graph.since < (weeks - 2) * WEEK:
        return known_values(
            np.full(len(graph), np.nan), f"the window is too short to hold acts in {weeks} weeks"
        )
    actors = np.bincount(often, minlength=len(graph)).astype(np.float64)
    return Values(np.where(graph.present, actors, np.nan))
