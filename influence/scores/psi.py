"""ψ-score: what share of everybody's wall comes from an account."""

import numpy as np
from scipy.sparse import csr_array

from influence.graph import BoolArray, FloatArray, InteractionGraph
from influence.graph.fixed_point import fixed_point
from influence.scores.registry import Values, known_values, score


@score(
    question="What share of all that stands on an average wall comes from it?",
    unit="share of an average wall",
    reference="Giovanidis, Baynat, Magnien and Vendeville (2021), doi:10.1109/TNET.2021.3085201",
    needs=("posts",),
    invariances=("claims_ignored",),
)
def psi(graph: InteractionGraph) -> Values:
    """Say what would stand on all walls if everybody passed on whatever stands in its feed.

    It measures volume in a model: an account posts λ times a day and passes on μ posts a day, each
    drawn evenly from its feed, which its leaders L fill. Whom it really passed on does not count,
    only how much it posts and passes on and whom it follows. A feed holds the share
    p_j(i) = Σ_k (μ_k p_k(i) + [k = i] λ_k)/Σ_k (λ_k + μ_k) of posts by i, k in L(j), a wall
    q_j(i) = (μ_j p_j(i) + [j = i] λ_j)/(λ_j + μ_j), and ψ_i is the mean of q_j(i) over all walls.
    All ψ follow from one linear system of n equations, since ψ is linear in the walls.

    Parameters
    ----------
    graph
        Follows, posts (λ) and amplifications made (μ); the length of the window cancels out.
        Accounts whose posts are not known count as posting nothing.

    Returns
    -------
    Values
        (n,) shares that sum to at most 1; nan where the account's posts are not known. Accounts
        that neither post nor pass on have no wall; feeds that no post can reach are empty. Facts:
        rounds and residual.

    Cannot tell
    -----------
    Whom an account really passed on: the model draws evenly from its feed. Quality plays no part,
    only who posts how much and who follows whom.
    """
    follow, value = graph.acts.get("follow"), np.full(len(graph), np.nan)
    posted = np.nan_to_num(graph.posts)
    passed_on = graph.amplifications_made
    active = posted + passed_on
    if follow is None or not posted.any():
        missing = "follow" if follow is None else "post"
        return known_values(value, f"there is no {missing} here")
    offered = np.where(_reached(follow, posted, passed_on), follow @ active, 0.0)
    share, passes_on = _ratio(1.0, offered), _ratio(passed_on, active)
    followers = follow.T
    settled = fixed_point(
        lambda x: passed_on * np.asarray(followers @ (share * x)),
        passes_on,
        mend="rank a shorter window",
    )
    walls = np.count_nonzero(active)
    on_others = posted * np.asarray(followers @ (share * settled.value))
    value = np.where(np.isnan(graph.posts), np.nan, (on_others + _ratio(posted, active)) / walls)
    return Values(value, facts={"rounds": settled.rounds, "residual": settled.residual})


def _reached(follow: csr_array, posted: FloatArray, passed_on: FloatArray) -> BoolArray:
    """Return (n,) whether a post can get into a feed: from a leader, or over leaders' reposts."""
    reached = np.asarray(follow @ posted) > 0
    while True:
        wider = reached | (np.asarray(follow @ (passed_on * reached)) > 0)
        if (wider == reached).all():
            return reached
        reached = wider


def _ratio(part: FloatArray | float, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros(whole.size), where=whole > 0)
