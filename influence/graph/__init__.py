"""A window of rows becomes one graph: sparse arrays for the scores, networkx for people.

:func:`load` reads a database, :meth:`InteractionGraph` holds the arrays, :func:`to_networkx` and
:func:`from_networkx` convert both ways without loss, :func:`exposure_pairs` derives who could see
what and who acted on it.
"""

from influence.graph.exposure import TIER_A, TIER_B, TIER_C, ExposurePairs, exposure_pairs
from influence.graph.interaction_graph import (
    Amplifications,
    BoolArray,
    FloatArray,
    IntArray,
    InteractionGraph,
    PostTable,
    pair_matrix,
    sum_by,
)
from influence.graph.subgraph import induced, neighbourhood

__all__ = [
    "TIER_A",
    "TIER_B",
    "TIER_C",
    "Amplifications",
    "BoolArray",
    "ExposurePairs",
    "FloatArray",
    "IntArray",
    "InteractionGraph",
    "PostTable",
    "exposure_pairs",
    "induced",
    "neighbourhood",
    "pair_matrix",
    "sum_by",
]
