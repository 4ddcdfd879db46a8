"""GEXF as a source: versions 1.1 to 1.3, as Gephi, networkx and we ourselves write it.

https://gexf.net: attributes declare, nodes and edges hold them as values.
"""

import re
from collections.abc import Iterator

from crawlers.files.columns import INTERACTIONS, Kind
from crawlers.files.edges import UNDIRECTED
from crawlers.files.form import File, Form, Head, first_record
from crawlers.files.graph_reading import LABEL, GraphReader
from crawlers.files.reading import Reading
from crawlers.files.xml_rows import END, Element, events
from influence.records import Record

_ROWS = frozenset({"attribute", "node", "edge"})
_MARKS = frozenset({"gexf", "graph", "attributes", "nodes", "edges"})
_ROOT = re.compile(r"<(\w+:)?gexf[\s>]")
_OWN: tuple[str, ...] = ("weight", "kind")
"""Attributes that an edge has without declaring them; kind since version 1.3."""


class _Attributes:
    """What nodes and edges have: id -> name, and defaults."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}

    def add(self, what: str, attribute: Element) -> None:
        """Take up what an attribute declares."""
        key = attribute.attributes.get("id", "")
        name = attribute.attributes.get("title", key)
        self._names.setdefault(what, {})[key] = name
        default = next((child.text for child in attribute.children if child.name == "default"), "")
        if default:
            self._defaults.setdefault(what, {})[name] = default

    def of(self, what: str) -> list[str]:
        """Return the names of the attributes of nodes, or of edges."""
        return list(dict.fromkeys(self._names[what].values()))

    def values(self, element: Element) -> dict[str, str]:
        """Return the attributes of an element by their names; of changing ones the last."""
        names, values = self._names[element.name], dict(self._defaults[element.name])
        if label := element.attributes.get(LABEL):
            values[LABEL] = label
        for own in _OWN:
            if own in element.attributes:
                values[own] = element.attributes[own]
        for value in element.find_all("attvalue"):
            key = value.attributes.get("for", value.attributes.get("id", ""))
            if text := value.attributes.get("value"):
                values[names.get(key, key)] = text
        return values


def read_gexf(reading: Reading) -> Iterator[Record]:
    """Yield the records of a GEXF file; elements that cannot be taken are told and passed over.

    Raises
    ------
    InputUnusable
        Where it is no well-formed XML, is undirected, or nothing says what its edges are.
    """
    graph, attributes = GraphReader(reading), _Attributes()
    own, is_declared = _OWN, False
    direction, declaring = UNDIRECTED, "node"
    for event, element in events(reading.stream, reading.name, _ROWS, _MARKS):
        if event == END and element.name == "attribute":
            attributes.add(declaring, element)
        elif event == END:
            yield from _records(graph, attributes, element, direction)
        elif element.name == "gexf" and element.attributes.get("version", "") < "1.3":
            own = _OWN[:1]
        elif element.name == "graph":
            direction = element.attributes.get("defaultedgetype", UNDIRECTED)
        elif element.name == "attributes":
            declaring = element.attributes.get("class", "node")
        elif element.name in {"nodes", "edges"} and not is_declared:
            is_declared = True
            graph.declare(attributes.of("node"), [*attributes.of("edge"), *own], direction)


def _records(
    graph: GraphReader, attributes: _Attributes, element: Element, direction: str
) -> Iterator[Record]:
    own = element.attributes
    if element.name == "node":
        node_id = own.get("id", "")
        return graph.checked(
            element, lambda: graph.nodes.account(node_id, attributes.values(element))
        )
    ends, way = (own.get("source", ""), own.get("target", "")), own.get("type", direction)
    return graph.checked(element, lambda: graph.edge(*ends, attributes.values(element), way))


def _recognises(head: Head) -> bool:
    return head.text.lstrip("\ufeff \t\r\n").startswith("<") and bool(_ROOT.search(head.text))


def _look(file: File) -> Kind:
    first_record(read_gexf, file)
    return INTERACTIONS


FORM = Form("GEXF", _recognises, read_gexf, _look)
