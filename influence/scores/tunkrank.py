"""TunkRank: expected readers, counting those reached over others."""

import numpy as np

from influence.errors import UsageError
from influence.graph import FloatArray, InteractionGraph
from influence.graph.fixed_point import fixed_point
from influence.scores.registry import Values, known_values, score


@score(
    question="How many accounts would read a post of its, directly or passed on?",
    unit="expected readers",
    reference="Tunkelang (2009), A Twitter analog to PageRank",
    needs=("a follow of it or by it",),
    invariances=("counts_doubled", "claims_ignored", "one_more_repost_never_lowers"),
)
def tunkrank(graph: InteractionGraph, *, p: float = 0.05) -> Values:
    """Share each follower's attention among all that it follows, and let it pass on a part.

    T(x) = Σ_y (1 + p T(y))/|following(y)| over the followers y of x. It assumes that everybody
    reads one post in as many as it follows and passes on each with the same chance.

    Parameters
    ----------
    graph
        Follows, follower (row) → followed (column). Lists that were read in part make it too low.
    p
        Chance that a reader passes a post on, from 0 to below 1.

    Returns
    -------
    Values
        (n,) expected readers, 0 without followers; nan for accounts without a follow either way.
        Facts: rounds and residual.

    Raises
    ------
    UsageError
        Where ``p`` is not from 0 to below 1.
    NotConverged
        Where it does not settle: p is too close to 1.

    Cannot tell
    -----------
    Whether anybody acts: readers are assumed to follow, read and pass on all alike, and a list read
    in part makes it too low.
    """
    if not 0 <= p < 1:
        raise UsageError(f"p={p}: write a number from 0 to below 1.")
    follow = graph.acts.get("follow")
    if follow is None:
        return known_values(np.full(len(graph), np.nan), "there is no follow here")
    following = np.asarray(follow.sum(axis=1)).ravel()
    followed = np.asarray(follow.sum(axis=0)).ravel()
    share = np.divide(1.0, following, out=np.zeros(len(graph)), where=following > 0)
    followers = follow.T

    def attention(value: FloatArray) -> FloatArray:
        return np.asarray(followers @ (share * value))

    settled = fixed_point(
        lambda value: p * attention(value), attention(np.ones(len(graph))), mend="lower p"
    )
    value = np.where(following + followed > 0, settled.value, np.nan)
    return Values(value, facts={"rounds": settled.rounds, "residual": settled.residual})
