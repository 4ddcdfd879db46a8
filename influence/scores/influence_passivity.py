"""Influence-passivity, the paper's algorithm exactly, with three mends that are off by default."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import betaln

from influence.errors import UsageError
from influence.graph import TIER_A, FloatArray, IntArray, InteractionGraph, exposure_pairs, sum_by
from influence.scores.registry import Values, score

BETA_START = (-3.0, 0.0)
SHRUNK_MOST = 1.0 - 1e-9
CHOICES = {"start": ("ones", "evidence"), "prior": ("none", "beta"), "pairs": ("acted", "all")}


class Arcs(NamedTuple):
    """Arcs source i → receiver j with S and Q, (m,): the paper's direction, target → actor."""

    source: IntArray
    receiver: IntArray
    acted: FloatArray
    posts: FloatArray


@score(
    question="Whom do people pass on who pass on little else?",
    unit="share of all influence",
    reference="Romero, Galuba, Asur and Huberman (2011), arXiv:1008.1253",
    why_no_invariance="ratios to posts change when counts double, and the loyalty term is relative",
)
def influence_passivity(
    graph: InteractionGraph,
    *,
    rounds: int = 100,
    start: str = "ones",
    prior: str = "none",
    pairs: str = "acted",
) -> Values:
    """Weigh each account by whom it moves, and each of these by how hard it is to move.

    w_ij = S_ij/Q_i, the share of i's posts that j passed on. Acceptance u_ij = w_ij/Σ_k w_kj,
    rejection v_ji = (1-w_ji)/Σ_k (1-w_jk) over arcs only. Each round P_i ← Σ_j v_ji I_j, then
    I_i ← Σ_j u_ij P_j with the new P; both are divided by their sums. 0/0 is 0.

    Parameters
    ----------
    graph
        Posts and amplifications; our rows act and columns are acted on, so that the paper's arc
        (i, j) is the pair target i, actor j.
    rounds
        Fixed number of rounds.
    start
        ``ones`` as in the paper; ``evidence``: accepted amplifications of i's component, since the
        share of mass of each component is otherwise its share of the sources.
    prior
        ``none``; ``beta`` shrinks w by a Beta prior fitted on the pairs used.
    pairs
        ``acted`` as in the paper; ``all`` adds the silent followers of accounts whose follower
        list was read to its end (use with ``prior=beta``: with w = 0 the walk leaks into them).

    Returns
    -------
    Values
        (n,) influence, summing to 1 over sources; nan for accounts nobody passed on and those
        whose posts are not known. Companions: ``passivity_paper`` (P, nan for accounts that passed
        nothing on), ``component`` (values compare only within one). Facts: residual of the last
        round, number of components.

    Raises
    ------
    UsageError
        Where a setting has none of its values.
    """
    for name, chosen in (("start", start), ("prior", prior), ("pairs", pairs)):
        if chosen not in CHOICES[name]:
            raise UsageError(f"{name}={chosen}: write one of {', '.join(CHOICES[name])}.")
    arcs = arcs_of(graph, pairs)
    n = len(graph)
    if not arcs.source.size:
        unknown = not np.any(graph.posts > 0)
        reason = "posts per account are not known" if unknown else "nobody passed anything on"
        return Values(np.full(n, np.nan), facts={"why_nothing": reason})
    weight = np.minimum(arcs.acted / arcs.posts, 1.0) if prior == "none" else shrunk(arcs)
    component, count = alternating_components(arcs, n)
    first = np.ones(n)
    if start == "evidence":
        first = sum_by(component, arcs.acted, count)[np.maximum(_of(arcs, component, n), 0)]
        first /= np.maximum(np.bincount(_of(arcs, component, n) + 1, minlength=count + 1), 1)[
            _of(arcs, component, n) + 1
        ]
    influence, passivity, residual = iterate(arcs, weight, n, rounds=rounds, start=first)
    return Values(
        _where_any(influence, arcs.source),
        companions={
            "passivity_paper": _where_any(passivity, arcs.receiver),
            "component": _where_any(_of(arcs, component, n).astype(np.float64), arcs.source),
        },
        facts={"rounds": rounds, "residual": residual, "components": count},
    )


def arcs_of(graph: InteractionGraph, pairs: str = "acted") -> Arcs:
    """Return the arcs among accounts with known posts, never of an account to itself."""
    found = exposure_pairs(graph)
    posts = np.nan_to_num(graph.posts)[found.target]
    kept = (found.acted > 0) & (posts > 0)
    if pairs == "all":
        kept |= (found.tier == TIER_A) & (posts > 0)
    return Arcs(found.target[kept], found.actor[kept], found.acted[kept], posts[kept])


def iterate(
    arcs: Arcs, weight: FloatArray, n: int, *, rounds: int, start: FloatArray
) -> tuple[FloatArray, FloatArray, float]:
    """Return influence and passivity (n,) after so many rounds, and how far the last one moved."""
    source, receiver = arcs.source, arcs.receiver
    accepted = _ratio(weight, sum_by(receiver, weight, n)[receiver])
    rejected = _ratio(1.0 - weight, sum_by(source, 1.0 - weight, n)[source])
    accept = coo_array((accepted, (source, receiver)), shape=(n, n)).tocsr()
    reject = coo_array((rejected, (receiver, source)), shape=(n, n)).tocsr()
    influence, passivity, residual = start, np.ones(n), np.nan
    for _ in range(rounds):
        before = influence, passivity
        passivity = _normalised(np.asarray(reject @ influence))
        influence = _normalised(np.asarray(accept @ passivity))
        moved = (np.abs(influence - before[0]).sum(), np.abs(passivity - before[1]).sum())
        residual = float(sum(moved))
    return influence, passivity, residual


def alternating_components(arcs: Arcs, n: int) -> tuple[IntArray, int]:
    """Return the component of each arc (m,) in the graph of accounts as source and as receiver.

    Mass never crosses from one to another, so that values of different components do not compare.
    """
    double = coo_array(
        (np.ones(arcs.source.size), (arcs.source, arcs.receiver + n)), shape=(2 * n, 2 * n)
    )
    label = connected_components(double, directed=False)[1]
    names, component = np.unique(label[arcs.source], return_inverse=True)
    return component.astype(np.int64), int(names.size)


def shrunk(arcs: Arcs) -> FloatArray:
    """Return w pulled towards the Beta mean, (m,): strictly between 0 and 1.

    The prior is fitted by maximum likelihood of S ~ BetaBinomial(Q) on the arcs themselves.
    """
    acted, posts = np.minimum(arcs.acted, arcs.posts), arcs.posts

    def loss(logs: FloatArray) -> float:
        a, b = np.exp(logs)
        return -float((betaln(acted + a, posts - acted + b) - betaln(a, b)).sum())

    found = minimize(loss, np.array(BETA_START), method="L-BFGS-B", bounds=[(-8.0, 8.0)] * 2)
    a, b = np.exp(found.x)
    return np.asarray(np.minimum((acted + a) / (posts + a + b), SHRUNK_MOST))


def _of(arcs: Arcs, component: IntArray, n: int) -> IntArray:
    """Return the component of each account as a source, (n,), -1 for those that are none."""
    out = np.full(n, -1, dtype=np.int64)
    out[arcs.source] = component
    return out


def _normalised(values: FloatArray) -> FloatArray:
    total = values.sum()
    return values / total if total > 0 else values


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _where_any(values: FloatArray, positions: IntArray) -> FloatArray:
    """Keep values at the positions; elsewhere nothing was observed."""
    out = np.full(values.size, np.nan)
    out[positions] = values[positions]
    return out
