"""What ``influence graph`` does and says: the file, and on stderr how large it is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from influence.cli.pseudonyms import named_or_not, pseudonyms_of
from influence.errors import NothingFound, one_of
from influence.ranking import scored_accounts
from influence.show import counted, open_output
from influence.show.graphs import (
    KINDS,
    Edges,
    Graph,
    choose_graph_form,
    collect_edges,
    collect_nodes,
    count_acts,
    expected_bytes,
    look_of,
    write_graph,
)
from influence.store import to_the_day
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite_utils import Database

LARGE = 50_000_000
"""Bytes from which on a file takes Gephi a while, so that one should know before."""


def write_graph_file(db: "Database", window: Window, options: Mapping[str, Any]) -> None:
    """Write the graph of a window, and say on stderr what is in it."""
    form = choose_graph_form(options["form"], options["output"])
    kinds = parse_kinds(options["kinds"])
    pseudonyms = pseudonyms_of(options)
    if pseudonyms is not None:
        scored_accounts(db, window, count_acts(db, window))  # stored, with the times in full
        window = Window(*map(to_the_day, window))
    with named_or_not(db, pseudonyms) as chosen:
        graph = _graph(chosen, window, kinds, options["min_weight"])
        if pseudonyms is not None:
            graph = graph._replace(description=f"{graph.description}; pseudonymised")
        if not options["quiet"]:
            _say(graph, form, options["output"])
        with open_output(options["output"]) as stream:
            write_graph(graph, form, stream)


def _graph(db: "Database", window: Window, kinds: list[str], min_weight: int) -> Graph:
    edges = collect_edges(db, window, kinds, min_weight)
    if not len(edges):
        raise NothingFound(
            f"No edge of {', '.join(kinds)} in {window} has {min_weight} acts; "
            "name other --kinds, another window, or a smaller --min-weight."
        )
    origin, scored = scored_accounts(db, window, count_acts(db, window))
    nodes = collect_nodes(db, edges, window, scored)
    description = f"{', '.join(edges.kinds)}; {window}; influence of {origin}"
    return Graph(description, nodes, edges, look_of(nodes, edges))


def parse_kinds(text: str) -> list[str]:
    """Return kinds from a text such as ``repost,quote``, each once.

    Raises
    ------
    UsageError
        Where one is no kind of edge.
    """
    kinds = list(dict.fromkeys(part.strip() for part in text.split(",")))
    for kind in kinds:
        one_of("--kinds", kind, KINDS)
    return kinds


def _say(graph: Graph, form: str, place: str) -> None:
    """Say what is about to be written; of a large file also what would make it smaller."""
    size = expected_bytes(graph, form)
    name = "stdout" if place == "-" else place
    click.echo(
        f"{name}: {counted(len(graph.nodes), 'accounts')}, {counted(len(graph.edges), 'edges')}, "
        f"about {_in_bytes(size)}; {graph.description}.",
        err=True,
    )
    if size >= LARGE:
        click.echo(f"That is large: {_smaller(graph.edges)}.", err=True)


def _in_bytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"


def _smaller(edges: Edges) -> str:
    _, _, weight = edges.arrays()
    least = int(weight.min())
    left = [
        f"--min-weight {k} leaves {int((weight >= k).sum()):,} edges"
        for k in (least + 1, least + 4)
    ]
    return ", ".join([*left, "--since and --kinds leave less too"])
