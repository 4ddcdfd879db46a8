"""LeaderRank: PageRank whose reader jumps the more, the fewer it follows, without a parameter."""

import numpy as np
from scipy.sparse import csr_array

from influence.errors import one_of
from influence.graph import InteractionGraph
from influence.graph.fixed_point import fixed_point
from influence.scores.registry import Values, known_values, score


@score(
    question="To whom does attention lead where everybody follows, or passes on, its leaders?",
    unit="times the average account",
    reference="Lü, Zhang, Yeung and Zhou (2011), Leaders in social networks, the Delicious case",
    needs=("a link with others of the kind it goes by (follow, or amplification)",),
    invariances=("counts_doubled", "claims_ignored"),
)
def leaderrank(graph: InteractionGraph, *, kind: str = "follow") -> Values:
    """Let a reader wander from account to its leaders, or over a ground node to any account.

    The ground node g is linked with every account in both directions; from each node all links are
    equally likely. S_i = x_i + x_g/n in the steady state that starts with x_i = 1 and x_g = 0.

    Parameters
    ----------
    graph
        Edges actor (row) → target (column); how often one acted does not count.
    kind
        ``follow``, or ``amplification``: whom it passed on.

    Returns
    -------
    Values
        (n,) scores with the mean 1; nan for accounts without an edge either way, which are no part
        of the network. Facts: rounds and residual.

    Raises
    ------
    UsageError
        Where ``kind`` has none of its values.
    NotConverged
        Where it does not settle: some follow so many that the reader hardly ever jumps.

    Cannot tell
    -----------
    Whether anybody acts: by default it goes by follows alone, and everybody's attention is taken to
    be split evenly.
    """
    one_of("kind", kind, ("follow", "amplification"))
    edges = graph.amplified if kind == "amplification" else graph.acts.get("follow")
    value = np.full(len(graph), np.nan)
    if edges is None or not edges.nnz:
        return known_values(value, f"there is no {kind} here")
    leads, led = np.diff(edges.indptr), np.bincount(edges.indices, minlength=len(graph))
    members = np.flatnonzero(leads + led)
    links = csr_array((np.ones(edges.nnz), edges.indices, edges.indptr), shape=edges.shape)
    back = links[members, :][:, members].T
    chance = 1.0 / (leads[members] + 1.0)
    # The ground node gives the same to all, so that it scales the whole and can wait to the end.
    settled = fixed_point(
        lambda x: np.asarray(back @ (chance * x)),
        np.ones(members.size),
        mend="rank by pagerank, whose reader jumps more often",
    )
    total = settled.value.sum() + members.size
    value[members] = (settled.value + 1.0) * (members.size / total)
    return Values(value, facts={"rounds": settled.rounds, "residual": settled.residual})
