"""Write who acted on whom for Gephi, networkx and the like."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from influence.errors import NothingFound, one_of
from influence.library.answering import answering
from influence.library.database import Database
from influence.library.limits import WEIGHT, whole
from influence.library.pseudonyms import named_or_not, pseudonyms_of
from influence.library.results import Result, place_of
from influence.ranking import scored_accounts
from influence.show import columns_of, counted, open_output
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
from influence.show.graphs.attributes import edge_values
from influence.show.graphs.edge_list import COLUMNS, distinct_labels
from influence.store import to_the_day
from influence.windows import Bound, Window

if TYPE_CHECKING:
    from sqlite_utils import Database as Held

LARGE = 50_000_000
"""Bytes from which on a file takes Gephi a while, so that one should know before."""

USUAL = "repost,quote,reply,like,mention,link"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class GraphOfActs(Result):
    """Who acted on whom: a row an edge; ``.write("bread.gexf")`` writes the whole.

    Attributes
    ----------
    graph
        Nodes, edges and how they look, read from the database as they are written.
    """

    graph: Graph

    def write(
        self, path: str | PathLike[str] = "-", *, format: str | None = None, excel: bool = False
    ) -> Sequence[str]:
        """Write it as ``gexf``, ``graphml``, ``csv`` or ``gephi-csv``; None: by the ending."""
        if excel:
            return super().write(path, format=format, excel=excel)
        place = place_of(path)
        return self.write_as(choose_graph_form(format, place), place)

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write the file."""
        with open_output(path) as stream:
            write_graph(self.graph, form, stream)
        return []

    def size_in(self, form: str, path: str) -> Iterator[str]:
        """Say how large a file will be; of a large one also what would make it smaller."""
        size = expected_bytes(self.graph, form)
        name = "stdout" if path == "-" else path
        nodes, edges = len(self.graph.nodes), len(self.graph.edges)
        yield (
            f"{name}: {counted(nodes, 'accounts')}, {counted(edges, 'edges')}, "
            f"about {_in_bytes(size)}; {self.graph.description}."
        )
        if size >= LARGE:
            yield f"That is large: {_smaller(self.graph.edges)}."


def graph(
    db: Database,
    *,
    kinds: str | Iterable[str] = USUAL,
    since: Bound | None = None,
    until: Bound | None = None,
    min_weight: int = 1,
    pseudonymise: bool = False,
    pseudonym_key: str | PathLike[str] | None = None,
) -> GraphOfActs:
    """Sum up who acted on whom, to be written for Gephi and the like.

    Parameters
    ----------
    kinds
        Kinds of edges, as a text or several; also ``follow``.
    since, until
        As in :func:`influence.rank`.
    min_weight
        Leave out edges of fewer acts, and accounts without an edge.
    pseudonymise, pseudonym_key
        Name nobody, as in :func:`influence.rank`.

    Returns
    -------
    GraphOfActs
        A row an edge, actor → target, in the columns of ``--format csv``: ``source``, ``target``,
        ``weight`` (acts), and one column an attribute. In memory as networkx it is ``db.graph()``.

    Raises
    ------
    NothingFound
        Where there is no such edge.
    UsageError
        Where a kind is none.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     edge = inf.graph(db, kinds="repost", min_weight=3).rows[0]
    ...     edge["source"], edge["target"], edge["weight"]
    ('ela_bakes', 'ani_bakes', 9)
    """
    chosen, min_weight = parse_kinds(kinds), whole("min_weight", min_weight, WEIGHT)
    pseudonyms = pseudonyms_of(pseudonymise=pseudonymise, key=pseudonym_key)
    with answering(db), ExitStack() as copies:
        window = db.window(since, until)
        if pseudonyms is not None:
            # Stored, with the times in full.
            scored_accounts(db.sqlite, window, count_acts(db.sqlite, window))
            window = Window(*map(to_the_day, window))
        held = copies.enter_context(named_or_not(db.sqlite, pseudonyms))
        found = _graph(held, window, chosen, min_weight)
        if pseudonyms is not None:
            found = found._replace(description=f"{found.description}; pseudonymised")
            db.keep(copies.pop_all())  # its names are read as it is written
    return GraphOfActs(
        title="Edges",
        columns=columns_of([*COLUMNS, *(each.name for each in found.edge_attributes)]),
        read=lambda: list(_rows(found)),
        words=[f"{found.description}."],
        graph=found,
    )


def parse_kinds(given: str | Iterable[str]) -> list[str]:
    """Return kinds, or those of a text such as ``repost,quote``, each once.

    Raises
    ------
    UsageError
        Where one is no kind of edge.
    """
    parts = given.split(",") if isinstance(given, str) else given
    kinds = list(dict.fromkeys(part.strip() for part in parts))
    for kind in kinds:
        one_of("--kinds", kind, KINDS)
    return kinds


def _graph(db: "Held", window: Window, kinds: list[str], min_weight: int) -> Graph:
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


def _rows(found: Graph) -> Iterator[dict[str, object]]:
    labels = distinct_labels(list(found.nodes))
    names = [*COLUMNS, *(each.name for each in found.edge_attributes)]
    for edge in found.edges:
        values = (labels[edge.actor], labels[edge.target], edge.weight, *edge_values(edge))
        yield dict(zip(names, values, strict=True))


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
