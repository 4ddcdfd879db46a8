"""GraphML as a source, as networkx, igraph, Gephi, yEd and we ourselves write it.

http://graphml.graphdrawing.org: keys declare attributes, nodes and edges hold them as data.
"""

import re
from collections.abc import Iterator

from crawlers.files.columns import INTERACTIONS, Kind
from crawlers.files.edges import DIRECTED, UNDIRECTED
from crawlers.files.form import File, Form, Head, first_record
from crawlers.files.graph_reading import LABEL, GraphReader
from crawlers.files.reading import Reading
from crawlers.files.xml_rows import END, Element, events
from influence.errors import InputUnusable
from influence.records import Record

_ROWS = frozenset({"key", "node", "edge", "hyperedge"})
_MARKS = frozenset({"graph"})
_ROOT = re.compile(r"<(\w+:)?graphml[\s>]")
_MADE_UP = re.compile(rb"Created by (igraph|yEd)|www\.yworks\.com")
_BEGINNING = 1 << 16

_YED_LABELS = {"node": "NodeLabel", "edge": "EdgeLabel"}


class _Keys:
    """The attributes that a file declares: id -> name, default, and what may have it."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._of: dict[str, list[str]] = {"node": [], "edge": []}
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}

    def add(self, key: Element) -> None:
        """Take up what a key declares."""
        name = key.attributes.get("attr.name", "")
        self.names[key.attributes.get("id", "")] = name
        default = next((child.text for child in key.children if child.name == "default"), "")
        for what, names in self._of.items():
            if name and key.attributes.get("for", "all") in {what, "all"}:
                names.append(name)
                if default:
                    self._defaults[what][name] = default

    def of(self, what: str) -> list[str]:
        """Return the names of the attributes of nodes, or of edges."""
        return list(dict.fromkeys(self._of[what]))

    def values(self, element: Element) -> dict[str, str]:
        """Return the attributes of an element by their names."""
        values = dict(self._defaults[element.name])
        for child in element.children:
            if child.name == "data":
                name = self.names.get(child.attributes.get("key", ""), "")
                if name and child.text:
                    values[name] = child.text
                label = next(child.find_all(_YED_LABELS[element.name]), None)
                if label is not None and label.text:
                    values.setdefault(LABEL, label.text)
            elif child.name == "desc" and child.text:
                values.setdefault(LABEL, child.text)
        return values


def read_graphml(reading: Reading) -> Iterator[Record]:
    """Yield the records of a GraphML file; elements that cannot be taken are told and passed over.

    Raises
    ------
    InputUnusable
        Where it is no well-formed XML, is undirected, or nothing says what its edges are.
    """
    beginning = reading.stream.peek(_BEGINNING)
    graph = GraphReader(reading, has_made_up_ids=bool(_MADE_UP.search(beginning)))
    keys, is_declared, direction = _Keys(), False, DIRECTED
    for event, element in events(reading.stream, reading.name, _ROWS, _MARKS):
        if element.name == "graph" and not is_declared:
            is_declared = True
            direction = element.attributes.get("edgedefault", DIRECTED)
            graph.declare(keys.of("node"), keys.of("edge"), direction)
        if event == END and element.name == "key":
            keys.add(element)
        elif event == END and element.name in {"node", "edge", "hyperedge"}:
            if not is_declared:
                raise InputUnusable(f"{reading.name} line {element.line}: stands in no graph.")
            yield from _records(graph, keys, element, direction)


def _records(graph: GraphReader, keys: _Keys, element: Element, direction: str) -> Iterator[Record]:
    attributes = element.attributes
    if element.name == "node":
        node_id = attributes.get("id", "")
        return graph.checked(element, lambda: graph.nodes.account(node_id, keys.values(element)))
    if said := attributes.get("directed"):
        direction = DIRECTED if said == "true" else UNDIRECTED
    ends = attributes.get("source", ""), attributes.get("target", "")
    return graph.checked(
        element,
        lambda: graph.edge(
            *ends, {} if element.name != "edge" else keys.values(element), direction
        ),
    )


def _recognises(head: Head) -> bool:
    return head.text.lstrip("\ufeff \t\r\n").startswith("<") and bool(_ROOT.search(head.text))


def _look(file: File) -> Kind:
    first_record(read_graphml, file)
    return INTERACTIONS


FORM = Form("GraphML", _recognises, read_graphml, _look)
