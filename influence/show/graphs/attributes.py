"""What a graph file says of each node and edge: one list of names and types for every format.

No attribute is called ``type``, ``id``, ``label`` or ``pid``: Gephi takes these for its own.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from influence.show.graphs.edges import Edge, Edges
from influence.show.graphs.look import Look
from influence.show.graphs.nodes import Node, Nodes

Value = str | int | float | None


class Attribute(NamedTuple):
    """The name and type (``string``, ``long`` or ``double``) of a column of nodes or of edges.

    ``default`` is what it is where an element does not say, None: unknown.
    """

    name: str
    kind: str
    default: int | None = None


_NODE_ATTRIBUTES = (
    Attribute("handle", "string"),
    Attribute("name", "string"),
    Attribute("platform", "string"),
    Attribute("native_id", "string"),
    Attribute("url", "string"),
    Attribute("followers", "long"),
    Attribute("posts", "long"),
    Attribute("active_audience", "long"),
    Attribute("influence", "double"),
    Attribute("influence_rank", "long"),
    Attribute("status", "string"),
)
_COMMUNITY = Attribute("community", "long")


class Graph(NamedTuple):
    """A graph that is about to be written: what it is, its nodes and edges, and how they look."""

    description: str
    nodes: Nodes
    edges: Edges
    look: Look

    @property
    def node_attributes(self) -> tuple[Attribute, ...]:
        """The attributes of nodes, in the order of :meth:`node_rows`."""
        return _NODE_ATTRIBUTES if self.look.community is None else (*_NODE_ATTRIBUTES, _COMMUNITY)

    @property
    def edge_attributes(self) -> tuple[Attribute, ...]:
        """The attributes of edges beside their weight, in the order of :func:`edge_values`."""
        counts = (Attribute(f"n_{kind}", "long", default=0) for kind in self.edges.kinds)
        return (Attribute("first_at", "string"), Attribute("last_at", "string"), *counts)

    def node_rows(self) -> Iterator[tuple[Node, int, Sequence[Value]]]:
        """Yield each node, its place in the order, and its values."""
        community = self.look.community
        for place, node in enumerate(self.nodes):
            values = [node.handle, node.name, node.source, node.native_id, *node[5:]]
            if community is not None:
                values.append(int(community[place]))
            yield node, place, values


def edge_values(edge: Edge) -> tuple[Value, ...]:
    """Return the values of an edge's attributes."""
    return (edge.first_at, edge.last_at, *edge.counts)
