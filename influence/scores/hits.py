"""HITS: who is passed on by those who pass on the others."""

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from influence.errors import NotConverged
from influence.graph import FloatArray, InteractionGraph, sum_by
from influence.scores.registry import Values, known_values, score

MAX_CYCLES = 500
STEPS = 20
TIE = 1e-9


@score(
    question="How much authority does it have with those who pass on the right accounts?",
    unit="share of all authority",
    reference="Kleinberg (1999), Authoritative sources in a hyperlinked environment",
    invariances=("counts_doubled", "claims_ignored"),
)
def hits(graph: InteractionGraph, *, tolerance: float = 1e-12) -> Values:
    """Weigh each account by the hubs that pass it on, and each hub by whom it passes on.

    a ← Aᵀh, h ← Aa, from equal values, until a (summing to 1) settles; A counts how often an actor
    (row) passed on a target (column). Lanczos steps from the last round make it settle sooner.

    Parameters
    ----------
    graph
        Amplifications, actor (row) → target (column), weighted by how often.
    tolerance
        It has settled when a round moves all values together by less.

    Returns
    -------
    Values
        (n,) authorities that sum to 1. All of it lies in the one part of the network, or those
        tied, where most is passed on; elsewhere 0. nan for accounts that neither posted nor were
        acted on. Facts: rounds and residual.

    Raises
    ------
    NotConverged
        Where it does not settle: two parts of the network come too near to each other.

    Cannot tell
    -----------
    Anything of accounts outside the part of the network where most is passed on: they get 0. Two
    accounts that pass each other on a great deal can take it all.
    """
    passed_on, n = graph.amplified, len(graph)
    if not passed_on.nnz:
        return known_values(np.full(n, np.nan), "nobody passed anything on in this window")
    value, rounds = np.full(n, 1.0 / n), 0
    for _ in range(MAX_CYCLES):
        after = _round(passed_on, value)
        residual, rounds = float(np.abs(after - value).sum()), rounds + 1
        if residual < tolerance:
            value = _of_leading_parts(passed_on, after)
            facts = {"rounds": rounds, "residual": residual}
            return Values(np.where(graph.present, value, np.nan), facts=facts)
        value, rounds = _extrapolated(passed_on, after), rounds + STEPS
    raise NotConverged(f"HITS did not settle within {rounds} rounds; raise the tolerance.")


def _round(passed_on: csr_array, value: FloatArray) -> FloatArray:
    after = np.asarray(passed_on.T @ (passed_on @ value))
    return np.asarray(after / after.sum())


def _extrapolated(passed_on: csr_array, value: FloatArray) -> FloatArray:
    """Return the best combination (n,) of this and the next rounds: Lanczos (1950)."""
    basis = [value / np.linalg.norm(value)]
    diagonal: list[float] = []
    beside: list[float] = []
    for _ in range(STEPS):
        after = np.asarray(passed_on.T @ (passed_on @ basis[-1]))
        diagonal.append(float(after @ basis[-1]))
        for each in basis:
            after -= (after @ each) * each
        size = float(np.linalg.norm(after))
        if size <= 1e-12 * diagonal[0] or len(diagonal) == STEPS:
            break
        beside.append(size)
        basis.append(after / size)
    last = len(diagonal) - 1
    _, weights = eigh_tridiagonal(diagonal, beside, select="i", select_range=(last, last))
    found = np.abs(np.column_stack(basis) @ weights[:, 0])
    return np.asarray(found / found.sum())


def _of_leading_parts(passed_on: csr_array, value: FloatArray) -> FloatArray:
    """Keep the parts, of actors and targets joined by edges, where a round gains most."""
    n, pairs = value.size, passed_on.tocoo()
    edges = coo_array((np.ones(pairs.nnz), (pairs.row, pairs.col + n)), shape=(2 * n, 2 * n))
    part = connected_components(edges, directed=False)[1].astype(np.int64)
    actor, target, parts = part[:n], part[n:], 2 * n
    before = sum_by(target, value**2, parts)
    gain = sum_by(actor, np.asarray(passed_on @ value) ** 2, parts)
    gain = np.divide(gain, before, out=np.zeros(parts), where=before > 0)
    kept = np.where((gain >= gain.max() * (1.0 - TIE))[target], value, 0.0)
    return np.asarray(kept / kept.sum())
