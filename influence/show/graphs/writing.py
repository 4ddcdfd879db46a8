"""The forms of a graph file, how large one will be, and how it is written."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from influence.errors import UsageError
from influence.show.graphs.attributes import Graph
from influence.show.graphs.edge_list import csv_edges, csv_lines
from influence.show.graphs.gexf import gexf_edges, gexf_lines, gexf_nodes
from influence.show.graphs.graphml import graphml_edges, graphml_lines, graphml_nodes
from influence.show.output import STDOUT

Lines = Callable[[Graph], Iterator[str]]

SAMPLE = 1_000
"""Elements that are written on trial, to know how large all of them are."""


def _nothing(_: Graph) -> Iterator[str]:
    return iter(())


class GraphForm(NamedTuple):
    """How a graph is written: all of its lines, and those of its nodes and of its edges alone."""

    lines: Lines
    nodes: Lines
    edges: Lines


GRAPH_FORMS = {
    "gexf": GraphForm(gexf_lines, gexf_nodes, gexf_edges),
    "graphml": GraphForm(graphml_lines, graphml_nodes, graphml_edges),
    "csv": GraphForm(csv_lines, _nothing, csv_edges),
    "gephi-csv": GraphForm(partial(csv_lines, for_gephi=True), _nothing, csv_edges),
}


def choose_graph_form(asked: str | None, path: str) -> str:
    """Return the form that is meant: what was asked for, else by the file's ending.

    Raises
    ------
    UsageError
        Where the ending says nothing.
    """
    if asked is not None:
        return asked
    if path == STDOUT:
        return "gexf"
    ending = Path(path).suffix.removeprefix(".").casefold()
    if ending not in GRAPH_FORMS:
        raise UsageError(
            f"{path} ends in none of .gexf, .graphml, .csv; rename it or say --format."
        )
    return ending


def expected_bytes(graph: Graph, form: str) -> int:
    """Return about how many bytes a graph file will have, from its first nodes and edges."""
    _, nodes, edges = GRAPH_FORMS[form]
    return _expected(nodes(graph), len(graph.nodes)) + _expected(edges(graph), len(graph.edges))


def _expected(lines: Iterator[str], count: int) -> int:
    sample = [len(line.encode(errors="replace")) for line in islice(lines, SAMPLE)]
    return round(sum(sample) / len(sample) * count) if sample else 0


def write_graph(graph: Graph, form: str, stream: TextIO) -> None:
    """Write a graph line by line, so that its size does not matter.

    Parameters
    ----------
    form
        One of ``GRAPH_FORMS``.
    """
    stream.writelines(GRAPH_FORMS[form].lines(graph))
