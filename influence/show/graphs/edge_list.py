"""A plain edge list: CSV with one line an edge, for spreadsheets, pandas and Gephi."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from influence.show.graphs.attributes import Graph, edge_values
from influence.show.graphs.nodes import Node

COLUMNS = ("source", "target", "weight")


def csv_lines(graph: Graph, *, for_gephi: bool = False) -> Iterator[str]:
    """Yield the lines of an edge list: source (who acted), target, weight, then the attributes.

    Parameters
    ----------
    for_gephi
        Name the first columns ``Source,Target,Weight``, as its spreadsheet importer wants them.
    """
    head = [name.capitalize() for name in COLUMNS] if for_gephi else COLUMNS
    yield _line([*head, *(attribute.name for attribute in graph.edge_attributes)])
    yield from csv_edges(graph)


def csv_edges(graph: Graph) -> Iterator[str]:
    """Yield one line an edge."""
    labels = distinct_labels(list(graph.nodes))
    for edge in graph.edges:
        ends = (labels[edge.actor], labels[edge.target])
        yield _line([*ends, edge.weight, *edge_values(edge)])


def distinct_labels(nodes: list[Node]) -> dict[int, str]:
    """Return the label of each account by its id: source and native id where a label is shared."""
    shared = Counter(node.label.casefold() for node in nodes)
    labels = {
        node.account_id: node.label if shared[node.label.casefold()] == 1 else _full(node)
        for node in nodes
    }
    if len(set(labels.values())) < len(labels):  # somebody is called like another's full name
        return {node.account_id: _full(node) for node in nodes}
    return labels


def _full(node: Node) -> str:
    return f"{node.source}:{node.native_id or node.label}"


def _line(cells: list[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
