"""How each node looks: place, size by influence, colour by community where there are any."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from influence.graph import FloatArray, IntArray
from influence.show.graphs.edges import Edges
from influence.show.graphs.layout import Positions, communities, layout, tie_matrix
from influence.show.graphs.nodes import Nodes

SMALLEST, LARGEST = 4.0, 40.0

# Okabe and Ito's colours, which colour-blind people tell apart; then grey for what is left.
PALETTE = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (86, 180, 233),
    (213, 94, 0),
    (240, 228, 66),
)
GREY = (170, 170, 170)


class Look(NamedTuple):
    """The look of each node, in the order of the nodes.

    ``places`` is (n, 2), ``sizes`` (n,), ``colours`` (n, 3) from 0 to 255, ``community`` (n,) or
    None where the graph is too large for it.
    """

    places: Positions
    sizes: FloatArray
    colours: IntArray
    community: IntArray | None


def look_of(nodes: Nodes, edges: Edges) -> Look:
    """Return how the nodes look."""
    actor, target, weight = edges.arrays()
    ties = tie_matrix(
        np.searchsorted(nodes.ids, actor), np.searchsorted(nodes.ids, target), weight, len(nodes)
    )
    del actor, target, weight  # the matrix holds it all, and memory is what large graphs lack
    community = communities(ties)
    share = _share(nodes.influence())
    sizes = SMALLEST + (LARGEST - SMALLEST) * np.sqrt(share)
    return Look(layout(ties), sizes, _colours(community, share), community)


def _share(influence: Sequence[float | None]) -> FloatArray:
    """Return influence as a share of the largest, 0 where it is unknown."""
    values = np.array([value or 0.0 for value in influence], dtype=np.float64)
    return values / max(float(values.max(initial=0.0)), 1e-12)


def _colours(community: IntArray | None, share: FloatArray) -> IntArray:
    """Colour the largest communities; without communities, fade from grey by influence."""
    if community is not None:
        table = np.array([*PALETTE, GREY])
        return np.asarray(table[np.minimum(community, len(PALETTE))])
    fading = np.sqrt(share)[:, None]
    blended = np.array(GREY) * (1 - fading) + np.array(PALETTE[5]) * fading
    return np.asarray(np.rint(blended), dtype=np.int64)
