"""Edges as tables: ``source,target,weight``, as Gephi, igraph, pandas and we ourselves write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawlers.bad_row import BadRow
from crawlers.files.acts import Records
from crawlers.files.aliases import folded
from crawlers.files.asked import Asked
from crawlers.files.columns import INTERACTIONS, Kind
from crawlers.files.edges import (
    DIRECTED,
    UNDIRECTED,
    WHAT,
    Edge,
    EdgeReader,
    ask_what,
    says_what,
    unread,
)
from crawlers.files.plans import Plan, Setting
from crawlers.files.rows import ReadRow
from influence.records import Key

ENDS = (
    ("source", "target"),
    ("from", "to"),
    ("actor", "target"),
    ("sourceid", "targetid"),
    ("fromnodeid", "tonodeid"),
    ("vertex1", "vertex2"),
    ("node1", "node2"),
    ("follower", "followee"),
    ("follower", "followed"),
)
"""What the ends of an edge are called: who acted, and on whom."""

_FOLLOWS = "follower"


@dataclass(frozen=True, slots=True)
class EdgeColumns:
    """The columns of a table of edges, by place."""

    name: str
    asked: Asked
    ends: tuple[int, int]
    names: tuple[str, ...]
    used: Mapping[str, str]

    @property
    def kind(self) -> Kind:
        """Edges are acts, counts of acts, or follows."""
        return INTERACTIONS

    @property
    def places(self) -> Mapping[str, int]:
        """The ends, and every other column, since any may be an attribute."""
        others = {name: place for place, name in enumerate(self.names) if place not in self.ends}
        return {**others, "actor_id": self.ends[0], "target_id": self.ends[1]}

    def reader(self, setting: Setting) -> ReadRow:
        """Return the function that reads the edge of a row."""
        read_edge = EdgeReader(self.name, setting, self.asked)
        (first, second), names, source = self.ends, self.names, setting.source

        def read(cells: list[str]) -> Records:
            actor, target = cells[first].strip(), cells[second].strip()
            if not (actor and target):
                raise BadRow(f"{'target' if actor else 'source'} is missing")
            values = dict(zip(names, cells, strict=False))
            says = {values.get(each, "").strip().casefold() for each in WHAT}
            direction = UNDIRECTED if UNDIRECTED in says else DIRECTED
            return read_edge(Edge(Key(source, actor), Key(source, target), values, direction))

        return read


def edge_plan(name: str, header: Sequence[str], asked: Asked) -> Plan | None:
    """Return how the rows under the header of a table of edges are read; None where it is none.

    Raises
    ------
    InputUnusable
        Where nothing says what the edges are.
    """
    names = tuple(map(folded, header))
    for ends in ENDS:
        if ends[0] in names and ends[1] in names:
            break
    else:
        return None
    if ends[0] == _FOLLOWS and asked.edges is None:
        asked = Asked("follow", asked.is_reversed, asked.owner, asked.mapping)
    if not says_what(names) and asked.edges is None:
        raise ask_what(name)
    places = names.index(ends[0]), names.index(ends[1])
    others = [column for place, column in enumerate(header) if place not in places]
    unused = unread(others)
    used = {"actor_id": header[places[0]], "target_id": header[places[1]]}
    if asked.is_reversed:
        used = {"actor_id": header[places[1]], "target_id": header[places[0]]}
    used |= {column: column for column in others if column and column not in unused}
    columns = EdgeColumns(name, asked, places, names, used)
    return Plan("edges", (columns,), tuple(filter(None, unused)))
