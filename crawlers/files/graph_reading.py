"""What graph files share: nodes -> accounts, edges -> acts, and whom an end of an edge means."""

from collections.abc import Callable, Iterator, Mapping

from crawlers.bad_row import BadRow
from crawlers.files.acts import Records
from crawlers.files.aliases import folded, meaning
from crawlers.files.columns import ACCOUNTS
from crawlers.files.edges import (
    FOLLOW,
    UNDIRECTED,
    Edge,
    EdgeReader,
    ask_what,
    refuse_undirected,
    says_what,
    unread,
)
from crawlers.files.numbers import NumberReader
from crawlers.files.plans import Setting
from crawlers.files.reading import Reading
from crawlers.files.rows import Layout, row_reader
from crawlers.files.xml_rows import Element
from crawlers.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Key, Record

LABEL = "label"
"""What readers of graphs call the label of a node among its attributes."""

_NODE_COLUMNS = tuple(column for column in ACCOUNTS.columns if column != "posts")
"""Posts of a node are those of the graph's window, and no claim."""


class Nodes:
    """The nodes of one graph: their accounts, and which account an id of the file stands for.

    Parameters
    ----------
    has_made_up_ids
        Whether the program that wrote the file made up the ids, so that the label is the id.
    """

    def __init__(self, reading: Reading, *, has_made_up_ids: bool) -> None:
        self._reading = reading
        self._made_up = has_made_up_ids
        self._keys: dict[str, Key] = {}
        self._edges_seen = False
        self._places: dict[str, str] = {}
        layout = Layout(ACCOUNTS, _NODE_COLUMNS, reading.source, reading.times)
        self._read = row_reader(layout)

    def declare(self, names: list[str]) -> None:
        """Learn which attributes nodes have."""
        found = meaning(ACCOUNTS, names, is_ours=True)
        self._places = {our: names[place] for our, place in found.items() if our in _NODE_COLUMNS}
        self._places.setdefault("handle", LABEL)
        used = {**self._places, "id": self._places.get("id", "the id of the node")}
        self._reading.tell("accounts of nodes", used)
        read = {*self._places.values(), LABEL}
        self._reading.unused.update(dict.fromkeys(name for name in names if name not in read))

    def account(self, node_id: str, values: Mapping[str, str]) -> Records:
        """Return the account of a node."""
        cells = {our: values.get(name, "") for our, name in self._places.items()}
        if self._made_up and not cells.get("id"):
            cells["id"] = values.get("name") or values.get(LABEL, "")
            if not cells["id"]:
                raise BadRow("has no name, and its id was made up by what wrote the file")
            cells["handle"] = cells.get("handle") or cells["id"]
        cells["id"] = cells.get("id") or node_id
        records = self._read([*(cells.get(column, "") for column in _NODE_COLUMNS), ""])
        key = records[0].key  # type: ignore[union-attr]  # an account comes first
        if key != Key(self._reading.source, node_id):
            if self._edges_seen:
                raise InputUnusable(
                    f"{self._reading.name}: edges stand before the nodes that say who their ends "
                    "are; write the nodes first."
                )
            self._keys[node_id] = key
        return records

    def key(self, node_id: str) -> Key:
        """Return the account that an edge means."""
        self._edges_seen = True
        key = self._keys.get(node_id)
        if key is None:
            if not node_id:
                raise BadRow("an end is missing")
            if self._made_up:
                raise BadRow(f"its end {node_id[:40]!r} is no node that has a name")
            return Key(self._reading.source, node_id)
        return key


class GraphReader:
    """Reads the nodes and edges of one graph, in whatever form they stand in a file."""

    def __init__(self, reading: Reading, *, has_made_up_ids: bool = False) -> None:
        self.nodes = Nodes(reading, has_made_up_ids=has_made_up_ids)
        self._reading = reading
        setting = Setting(reading.source, reading.times, NumberReader())
        self._read_edge = EdgeReader(reading.name, setting, reading.asked)

    def declare(self, nodes: list[str], edges: list[str], direction: str) -> None:
        """Learn which attributes there are, and whether edges are directed.

        Raises
        ------
        InputUnusable
            Where edges have no direction, or nothing will say what they are.
        """
        asked = self._reading.asked
        if direction == UNDIRECTED and asked.edges != FOLLOW:
            raise refuse_undirected(self._reading.name)
        if asked.edges is None and not says_what(edges):
            raise ask_what(self._reading.name)
        self.nodes.declare(nodes)
        unused = unread(edges)
        self._reading.unused.update(dict.fromkeys(unused))
        ends = ("target", "source") if asked.is_reversed else ("source", "target")
        used = dict(zip(("actor_id", "target_id"), ends, strict=True))
        self._reading.tell(
            "acts of edges", used | {each: each for each in edges if each not in unused}
        )

    def edge(self, source: str, target: str, values: Mapping[str, str], direction: str) -> Records:
        """Return the records of an edge."""
        ends = self.nodes.key(source), self.nodes.key(target)
        return self._read_edge(Edge(*ends, {folded(k): v for k, v in values.items()}, direction))

    def checked(self, element: Element, records: Callable[[], Records]) -> Iterator[Record]:
        """Yield the records of an element, or tell why there are none."""
        reading = self._reading
        reading.at.start = element.line
        reading.rows += 1
        try:
            yield from records()
        except (BadRow, UnreadableTime) as error:
            reading.reject(str(error), element.as_row())
        if reading.times.left_out:
            reading.tell_left_out(element.as_row())
