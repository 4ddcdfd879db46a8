"""GEXF 1.3, the format of Gephi, written node by node and edge by edge.

Checked against gexf.xsd of https://github.com/gephi/gexf, specs/1.3, and against what Gephi's
ImporterGEXF reports: version 1.3 and directed edges without a ``type`` raise no warning.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from influence.show.graphs.attributes import Attribute, Graph, Value, edge_values
from influence.show.graphs.xml_text import escaped

# The schema has colour, place and size in the namespace of GEXF itself, while readers look for the
# prefix viz (Gephi for neither): the prefix of that same namespace is right for all of them.
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3" version="1.3">
<meta><creator>{creator}</creator><description>{description}</description></meta>
<graph defaultedgetype="directed" mode="static">
"""


def gexf_lines(graph: Graph) -> Iterator[str]:
    """Yield the lines of a GEXF file."""
    creator = f"influence-discovery {version('influence-discovery')}"
    yield _HEAD.format(creator=creator, description=escaped(graph.description))
    yield from _declared("node", graph.node_attributes)
    yield from _declared("edge", graph.edge_attributes)
    yield f'<nodes count="{len(graph.nodes)}">\n'
    yield from gexf_nodes(graph)
    yield f'</nodes>\n<edges count="{len(graph.edges)}">\n'
    yield from gexf_edges(graph)
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(element: str, attributes: Sequence[Attribute]) -> Iterator[str]:
    yield f'<attributes class="{element}" mode="static">\n'
    for name, kind, default in attributes:
        start = f'<attribute id="{name}" title="{name}" type="{kind}"'
        yield (
            f"{start}/>\n"
            if default is None
            else (f"{start}><default>{default}</default></attribute>\n")
        )
    yield "</attributes>\n"


def gexf_nodes(graph: Graph) -> Iterator[str]:
    """Yield one line a node."""
    attributes = graph.node_attributes
    places, sizes, colours, _ = graph.look
    for node, place, values in graph.node_rows():
        x, y = places[place].tolist()
        r, g, b = colours[place].tolist()
        yield (
            f'<node id="{node.account_id}" label="{escaped(node.label)}">'
            f"{_values(attributes, values)}"
            f'<viz:size value="{sizes[place]:.2f}"/><viz:position x="{x:.1f}" y="{y:.1f}" z="0"/>'
            f'<viz:color r="{r}" g="{g}" b="{b}"/></node>\n'
        )


def gexf_edges(graph: Graph) -> Iterator[str]:
    """Yield one line an edge."""
    attributes = graph.edge_attributes
    for edge in graph.edges:
        yield (
            f'<edge source="{edge.actor}" target="{edge.target}" weight="{edge.weight}">'
            f"{_values(attributes, edge_values(edge))}</edge>\n"
        )


def _values(attributes: Sequence[Attribute], values: Sequence[Value]) -> str:
    """Return the attribute values of an element, without what is unknown or the default."""
    known = [
        f'<attvalue for="{attribute[0]}" value="{_text(value)}"/>'
        for attribute, value in zip(attributes, values, strict=True)
        if value is not None and value != attribute[2]
    ]
    return f"<attvalues>{''.join(known)}</attvalues>" if known else ""


def _text(value: Value) -> str:
    return escaped(value) if isinstance(value, str) else repr(value)
