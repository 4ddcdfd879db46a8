"""PageRank: attention that flows along acts."""

import numpy as np
from scipy.sparse import csr_array, diags_array

from influence.errors import NotConverged, UsageError
from influence.graph import InteractionGraph
from influence.scores.registry import Values, score

MAX_ROUNDS = 1000


@score(
    question="How central is it where attention flows along reposts, or along follows?",
    unit="share of all attention",
    reference="Page, Brin, Motwani and Winograd (1999); Langville and Meyer (2006)",
    invariances=("counts_doubled", "claims_ignored"),
)
def pagerank(
    graph: InteractionGraph,
    *,
    kind: str = "amplification",
    damping: float = 0.85,
    tolerance: float = 1e-10,
) -> Values:
    """Let a reader wander from account to those it passes on, jumping anywhere now and then.

    Parameters
    ----------
    graph
        Edges actor (row) → target (column), weighted by how often.
    kind
        ``amplification`` or ``follow``.
    damping
        Chance of wandering on rather than jumping.
    tolerance
        The rounds stop when the values of all accounts together (summing to 1) move less.

    Returns
    -------
    Values
        (n,) shares that sum to 1; nothing is rated where there are no edges. Accounts without
        out-edges spread evenly over all.

    Raises
    ------
    NotConverged
        Where it does not settle within ``MAX_ROUNDS``.
    UsageError
        Where the kind is neither of the two, or a number is out of range.

    Cannot tell
    -----------
    How many people act on a post: a share of all attention depends on everybody else's, and on
    whether the network was read evenly.
    """
    if kind not in {"amplification", "follow"}:
        raise UsageError(f"pagerank knows kind=amplification and kind=follow, not {kind!r}.")
    if not (0 <= damping < 1 and tolerance > 0):
        raise UsageError("pagerank takes damping from 0 to below 1, and a tolerance above 0.")
    n = len(graph)
    edges = graph.amplified if kind == "amplification" else graph.acts.get("follow")
    if edges is None or not edges.nnz:
        return Values(np.full(n, np.nan), facts={"why_nothing": f"there is no {kind} here"})
    out = np.asarray(edges.sum(axis=1)).ravel()
    scale = np.divide(1.0, out, out=np.zeros(n), where=out > 0)
    flow = csr_array((diags_array(scale) @ edges).T)
    dangling = np.flatnonzero(out == 0)
    value = np.full(n, 1.0 / n)
    for rounds in range(1, MAX_ROUNDS + 1):
        jump = (1.0 - damping + damping * value[dangling].sum()) / n
        after = damping * (flow @ value) + jump
        residual = float(np.abs(after - value).sum())
        value = after
        if residual < tolerance:
            return Values(value, facts={"rounds": rounds, "residual": residual})
    raise NotConverged(f"PageRank did not settle within {MAX_ROUNDS} rounds; lower the damping.")
