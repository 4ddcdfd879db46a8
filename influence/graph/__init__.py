"""A window of rows becomes one graph: sparse arrays for the scores, networkx for people.

:func:`load` reads a database, :meth:`InteractionGraph` holds the arrays, :func:`to_networkx` and
:func:`from_networkx` convert both ways without loss, :func:`exposure_pairs` derives who could see
what and who acted on it. :func:`with_additions` returns the same graph with more in it.
"""

from influence.graph.additions import NewActs, with_additions
from influence.graph.exposure import TIER_A, TIER_B, TIER_C, ExposurePairs, exposure_pairs
from influence.graph.interaction_graph import (
    Amplifications,
    BoolArray,
    FloatArray,
    IntArray,
    InteractionGraph,
    PostTable,
    in_order,
    pair_matrix,
    sum_by,
)
from influence.graph.load import load
from influence.graph.networkx_graph import from_networkx, to_networkx
from influence.graph.subgraph import induced, neighbourhood
from influence.graph.weeks import weeks_acted

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
    "NewActs",
    "PostTable",
    "exposure_pairs",
    "from_networkx",
    "in_order",
    "induced",
    "load",
    "neighbourhood",
    "pair_matrix",
    "sum_by",
    "to_networkx",
    "weeks_acted",
    "with_additions",
]
