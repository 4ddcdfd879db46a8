"""Where the nodes of a graph are drawn: a start that shows who belongs together, never random."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from influence.graph import FloatArray, IntArray

SEED = 2026
ROUNDS = 30
SPREAD = 40.0
"""Units between neighbours, about: discs of nodes are up to ``LARGEST`` wide."""

MOST_DRAWN = 500
"""Nodes that springs are worth their time for: it grows with the square of them."""

MOST_GROUPED = 5_000
"""Nodes that the Louvain method is worth its time and memory for."""

Positions = NDArray[np.float32]


def tie_matrix(actor: IntArray, target: IntArray, weight: IntArray, n: int) -> csr_array:
    """Return the (n, n) symmetric matrix of ties: the logarithm of 1 + acts either way."""
    ties = coo_array((weight.astype(np.float32), (actor, target)), shape=(n, n)).tocsr()
    ties = ties + ties.T
    ties.data = np.log1p(ties.data)
    return csr_array(ties)


def layout(ties: csr_array) -> Positions:
    """Return x and y of each node, (n, 2), the same on every call.

    Small graphs are drawn with springs (Fruchterman and Reingold). For all others random places
    are averaged over neighbours, which turns them towards the leading eigenvectors of a random
    walk (subspace iteration; Koren, Drawing graphs by eigenvectors, 2005), and then spread evenly
    over a disc. That is linear in the edges, and a start from which Gephi's own layouts unfold.
    """
    n = ties.shape[0]
    if not n:
        return np.empty((0, 2), dtype=np.float32)
    places = _sprung(ties) if n <= MOST_DRAWN else _over_a_disc(_averaged(ties))
    return np.asarray(places * SPREAD * np.sqrt(n), dtype=np.float32)


def _averaged(ties: csr_array) -> FloatArray:
    random = np.random.default_rng(SEED)
    places: Positions = random.standard_normal((ties.shape[0], 2)).astype(np.float32)
    degree = np.maximum(np.asarray(ties.sum(axis=1), dtype=np.float32).ravel(), 1e-6)
    for _ in range(ROUNDS):
        averages = (ties @ places) / degree[:, None]
        places = np.asarray((places + averages) / 2, dtype=np.float32)
        places -= np.average(places, axis=0, weights=degree).astype(np.float32)
        x, y = places.T
        y -= x * np.dot(degree * x, y) / max(float(np.dot(degree * x, x)), 1e-12)
        places /= np.maximum(np.sqrt(np.average(places**2, axis=0, weights=degree)), 1e-12)
    return np.asarray(places, dtype=np.float64)


def _over_a_disc(places: FloatArray) -> FloatArray:
    """Keep each direction, and make the density even: averages crowd together in the middle."""
    angle = np.arctan2(places[:, 1], places[:, 0])
    order = np.argsort(np.hypot(places[:, 0], places[:, 1]), kind="stable")
    radius = np.empty(order.size)
    radius[order] = np.sqrt((np.arange(order.size) + 0.5) / order.size)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _sprung(ties: csr_array) -> FloatArray:
    import networkx as nx  # noqa: PLC0415 - slow to import, and only small graphs need it

    network = nx.from_scipy_sparse_array(ties)
    found = nx.spring_layout(network, seed=SEED)
    return np.array([found[node] for node in range(ties.shape[0])])


def communities(ties: csr_array) -> IntArray | None:
    """Return the community of each node, (n,), 0 the largest; None where there are too many nodes.

    Found by the Louvain method (Blondel et al., Fast unfolding of communities in large networks,
    2008), the same on every call.
    """
    n = ties.shape[0]
    if not 0 < n <= MOST_GROUPED:
        return None
    import networkx as nx  # noqa: PLC0415

    network = nx.from_scipy_sparse_array(ties)
    found = nx.community.louvain_communities(network, seed=SEED)
    community = np.empty(n, dtype=np.int64)
    for number, members in enumerate(sorted(found, key=lambda each: (-len(each), min(each)))):
        community[list(members)] = number
    return community
