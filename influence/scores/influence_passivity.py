"""Influence-passivity, the paper's algorithm exactly, with three mends that are off by default."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import betaln, digamma

from influence.errors import UsageError, one_of
from influence.graph import FloatArray, IntArray, InteractionGraph, Numbers, exposure_pairs, sum_by
from influence.scores.registry import Values, score

PRIOR_BOUNDS = (-8.0, 8.0)
SHRUNK_MOST = 1.0 - 1e-9
CHOICES = {"start": ("ones", "evidence"), "prior": ("none", "beta"), "pairs": ("acted", "all")}


class Arcs(NamedTuple):
    """Arcs source i → receiver j with S and Q, (m,): the paper's direction, target → actor."""

    source: Numbers
    receiver: Numbers
    acted: FloatArray
    posts: FloatArray


@score(
    question="Whom do people pass on who pass on little else?",
    unit="share of all influence",
    reference="Romero, Galuba, Asur and Huberman (2011), arXiv:1008.1253",
    needs=("posts", "amplifiers"),
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
        ``ones`` as in the paper, where a component's share of all influence is its share of the
        sources; ``evidence``: its share of the accepted amplifications. Inside a component nothing
        differs.
    prior
        ``none``; ``beta`` shrinks w by a Beta prior fitted on the pairs used, so that 0 < w < 1.
    pairs
        ``acted`` as in the paper; ``all`` adds the silent followers of accounts whose follower
        list was read to its end (use with ``prior=beta``: with w = 0 the walk leaks into them).

    Returns
    -------
    Values
        (n,) influence, summing to 1 over sources; nan for accounts without pairs and those whose
        posts are not known. Companions: ``passivity_paper`` (P, nan for accounts that are no actor
        of a pair), ``component`` (values compare only within one). Facts: residual of the last
        round, number of components, a and b of the prior.

    Raises
    ------
    UsageError
        Where a setting has none of its values.

    Cannot tell
    -----------
    How two accounts compare that no chain of acts connects: values compare only within one
    component. With few posts one lucky pair decides.
    """
    for name, chosen in (("start", start), ("prior", prior), ("pairs", pairs)):
        one_of(name, chosen, CHOICES[name])
    if rounds < 1:
        raise UsageError(f"rounds={rounds}: write a whole number from 1.")
    arcs = arcs_of(graph, pairs)
    n = len(graph)
    if not arcs.source.size:
        unknown = not np.any(graph.posts > 0)
        reason = "posts per account are not known" if unknown else "nobody passed anything on"
        return Values(np.full(n, np.nan), facts={"why_nothing": reason})
    weight, fitted = np.minimum(arcs.acted / arcs.posts, 1.0), {}
    if prior == "beta":
        a, b = fit_prior(arcs)
        weight, fitted = shrunk(arcs, a, b), {"prior_a": a, "prior_b": b}
    component, count = alternating_components(arcs, n)
    first = np.ones(n) if start == "ones" else accepted_evenly(arcs, component, n)
    influence, passivity, residual = iterate(arcs, weight, n, rounds=rounds, start=first)
    return Values(
        _where_any(influence, arcs.source),
        companions={
            "passivity_paper": _where_any(passivity, arcs.receiver),
            "component": _where_any(_of(arcs, component, n).astype(np.float64), arcs.source),
        },
        facts={"rounds": rounds, "residual": residual, "components": count, **fitted},
    )


def arcs_of(graph: InteractionGraph, pairs: str = "acted") -> Arcs:
    """Return the arcs among accounts with known posts, never of an account to itself."""
    found = exposure_pairs(graph)
    posts = np.nan_to_num(graph.posts)[found.target]
    kept = posts > 0
    if pairs == "acted":
        kept &= found.acted > 0
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


def accepted_evenly(arcs: Arcs, component: IntArray, n: int) -> FloatArray:
    """Return what each source starts with, (n,): an even part of what its component accepted."""
    of_source = _of(arcs, component, n)
    sources = np.bincount(of_source[of_source >= 0])
    each = sum_by(component, arcs.acted, sources.size) / sources
    return np.where(of_source >= 0, each[of_source], 0.0)


def fit_prior(arcs: Arcs) -> tuple[float, float]:
    """Return a and b of the Beta prior: maximum likelihood of S ~ BetaBinomial(Q) on the arcs.

    Searched over log a/b and log a+b, which the data tell apart, within ``PRIOR_BOUNDS``.
    """
    acted, posts = np.minimum(arcs.acted, arcs.posts), arcs.posts

    def loss(point: FloatArray) -> tuple[float, FloatArray]:
        a, b = _prior_at(point)
        fit = betaln(acted + a, posts - acted + b) - betaln(a, b)
        both = digamma(posts + a + b) - digamma(a + b)
        for_a = a * (digamma(acted + a) - digamma(a) - both).sum()
        for_b = b * (digamma(posts - acted + b) - digamma(b) - both).sum()
        share = a / (a + b)
        slopes = (1.0 - share) * for_a - share * for_b, for_a + for_b
        return -float(fit.sum()), -np.array(slopes)

    found = minimize(
        loss,
        np.zeros(2),
        jac=True,
        method="L-BFGS-B",
        bounds=[PRIOR_BOUNDS] * 2,
        options={"ftol": 1e-15, "gtol": 1e-9 * posts.size},
    )
    return _prior_at(found.x)


def _prior_at(point: FloatArray) -> tuple[float, float]:
    odds, size = np.exp(point).tolist()
    return size * odds / (1.0 + odds), size / (1.0 + odds)


def shrunk(arcs: Arcs, a: float, b: float) -> FloatArray:
    """Return w pulled towards the mean of the prior, (m,): strictly between 0 and 1."""
    acted = np.minimum(arcs.acted, arcs.posts)
    return np.asarray(np.minimum((acted + a) / (arcs.posts + a + b), SHRUNK_MOST))


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


def _where_any(values: FloatArray, positions: Numbers) -> FloatArray:
    """Keep values at the positions; elsewhere nothing was observed."""
    out = np.full(values.size, np.nan)
    out[positions] = values[positions]
    return out
