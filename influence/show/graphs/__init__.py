"""Graph files for Gephi and the like: GEXF, GraphML and edge lists, written as a stream.

:func:`collect_edges` sums up a window per pair in a temporary table of SQLite and
:func:`collect_nodes` what is known of the accounts at their ends; :func:`look_of` finds place,
size and colour with arrays; a :class:`Graph` of these is written by :func:`write_graph`. No edge is
held as an object longer than its line takes, so that a million of them need little memory. For a
graph in memory there is :func:`influence.graph.to_networkx`.
"""

from influence.show.graphs.attributes import Graph
from influence.show.graphs.edges import ACTS, KINDS, Edges, collect_edges, count_acts
from influence.show.graphs.look import look_of
from influence.show.graphs.nodes import Nodes, collect_nodes
from influence.show.graphs.writing import (
    GRAPH_FORMS,
    choose_graph_form,
    expected_bytes,
    write_graph,
)

__all__ = [
    "ACTS",
    "GRAPH_FORMS",
    "KINDS",
    "Edges",
    "Graph",
    "Nodes",
    "choose_graph_form",
    "collect_edges",
    "collect_nodes",
    "count_acts",
    "expected_bytes",
    "look_of",
    "write_graph",
]
