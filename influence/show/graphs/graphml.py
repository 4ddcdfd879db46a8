"""GraphML with typed keys, written node by node and edge by edge.

Checked against graphml.xsd of http://graphml.graphdrawing.org. Gephi takes the keys ``size``,
``x``, ``y``, ``r``, ``g`` and ``b`` for its own, and the ``desc`` of a node for its label.
"""

from collections.abc import Iterator, Sequence

from influence.show.graphs.attributes import Attribute, Graph, Value, edge_values
from influence.show.graphs.xml_text import escaped

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<desc>{description}</desc>
"""

_LOOKS = tuple(Attribute(name, "double") for name in ("size", "x", "y")) + tuple(
    Attribute(name, "int") for name in ("r", "g", "b")
)
_WEIGHT = Attribute("weight", "double")


def graphml_lines(graph: Graph) -> Iterator[str]:
    """Yield the lines of a GraphML file."""
    yield _HEAD.format(description=escaped(graph.description))
    yield from _declared("node", (*graph.node_attributes, *_LOOKS))
    yield from _declared("edge", (_WEIGHT, *graph.edge_attributes))
    yield '<graph id="G" edgedefault="directed">\n'
    yield from graphml_nodes(graph)
    yield from graphml_edges(graph)
    yield "</graph>\n</graphml>\n"


def _declared(element: str, attributes: Sequence[Attribute]) -> Iterator[str]:
    for name, kind, default in attributes:
        start = f'<key id="{name}" for="{element}" attr.name="{name}" attr.type="{kind}"'
        yield f"{start}/>\n" if default is None else f"{start}><default>{default}</default></key>\n"


def graphml_nodes(graph: Graph) -> Iterator[str]:
    """Yield one line a node."""
    attributes = (*graph.node_attributes, *_LOOKS)
    places, sizes, colours, _ = graph.look
    for node, place, values in graph.node_rows():
        x, y = places[place].tolist()
        drawn = (round(float(sizes[place]), 2), round(x, 1), round(y, 1), *colours[place].tolist())
        yield (
            f'<node id="{node.account_id}"><desc>{escaped(node.label)}</desc>'
            f"{_values(attributes, (*values, *drawn))}</node>\n"
        )


def graphml_edges(graph: Graph) -> Iterator[str]:
    """Yield one line an edge."""
    attributes = (_WEIGHT, *graph.edge_attributes)
    for edge in graph.edges:
        yield (
            f'<edge source="{edge.actor}" target="{edge.target}">'
            f"{_values(attributes, (edge.weight, *edge_values(edge)))}</edge>\n"
        )


def _values(attributes: Sequence[Attribute], values: Sequence[Value]) -> str:
    """Return the data of an element, without what is unknown or the default."""
    return "".join(
        f'<data key="{attribute[0]}">{_text(value)}</data>'
        for attribute, value in zip(attributes, values, strict=True)
        if value is not None and value != attribute[2]
    )


def _text(value: Value) -> str:
    return escaped(value) if isinstance(value, str) else repr(value)
