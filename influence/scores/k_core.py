"""How deep an account sits in the densest part of the network."""

import numpy as np
from scipy.sparse import csr_array

from influence.graph import FloatArray, IntArray, InteractionGraph
from influence.scores.registry import Values, score


@score(
    question="How deep in the densest circle of accounts that pass each other on does it sit?",
    unit="partners at least within its core",
    reference="Seidman (1983); as a measure of spreading: Kitsak et al. (2010)",
    invariances=("counts_doubled", "claims_ignored", "one_more_repost_never_lowers"),
)
def k_core(graph: InteractionGraph) -> Values:
    """Find the largest k such that it belongs to a group in which each has k partners in it.

    Partners passed on something of one another, in either direction; how often does not count.

    Parameters
    ----------
    graph
        Amplifications; their direction is left out.

    Returns
    -------
    Values
        (n,) whole numbers, 0 without a partner; nan where the account, besides, neither posted nor
        was acted on.

    Cannot tell
    -----------
    Who moves whom: a pod whose members pass each other on is as deep as a lively circle, and the
    direction is left out.
    """
    partners = csr_array(graph.amplified + graph.amplified.T)
    core = core_numbers(partners)
    return Values(np.where(graph.present | (core > 0), core, np.nan))


def core_numbers(partners: csr_array) -> FloatArray:
    """Return the core number (n,) of each node of an undirected graph (n, n) without loops.

    Peels off all nodes of the lowest degree at once, then those whose degree fell as low: each
    edge is touched once, as in Batagelj and Zaveršnik (2003).
    """
    degree = np.diff(partners.indptr)
    core = np.zeros(degree.size)
    left = np.arange(degree.size)
    while left.size:
        k = degree[left].min()
        leaving = left[degree[left] == k]
        while leaving.size:
            core[leaving] = k
            degree[leaving] = -1
            touched, lost = _partners_left(partners, leaving, degree)
            degree[touched] -= lost
            leaving = touched[degree[touched] <= k]
        left = left[degree[left] >= 0]
    return core


def _partners_left(
    partners: csr_array, leaving: IntArray, degree: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the partners of those leaving that are still there, and how many each loses."""
    found = partners[leaving].indices
    touched, lost = np.unique(found[degree[found] >= 0], return_counts=True)
    return touched.astype(np.int64), lost.astype(np.int64)
