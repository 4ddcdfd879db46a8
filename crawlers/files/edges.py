"""Edges of graphs, whatever form of file they stand in -> acts, counts of pairs, and follows.

Edges run from who acted to whom, as everywhere here. What an edge is it says itself, in an
attribute such as ``kind`` or in counts such as ``n_repost``; or the person who imports says it.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crawlers.bad_row import BadRow
from crawlers.files.acts import KINDS_BY_WORD, Records, counted_acts, follow
from crawlers.files.aliases import folded
from crawlers.files.asked import EDGE_KINDS, Asked
from crawlers.files.plans import Setting
from influence.errors import InputUnusable
from influence.records import Interaction, Key

FOLLOW = "follow"
DIRECTED, UNDIRECTED, MUTUAL = "directed", "undirected", "mutual"

COUNTS = {
    **{folded(f"n_{kind}"): kind for kind in EDGE_KINDS},
    folded("n_share"): "repost",
    folded("n_comment"): "reply",
}
"""Attributes that count the acts of one kind, as our own graph files have them."""

WHAT = ("kind", "interaction", "type", "relation", "relationship", "edgetype", "interactiontype")
WEIGHTS = ("weight", "count", "times")
POSTS = ("postid", "tweetid", "statusid")
TIMES = ("createdat", "happenedat", "timestamp", "time", "date", "datetime")

_READ = frozenset((*COUNTS, *WHAT, *WEIGHTS, *POSTS, *TIMES))


class Edge(NamedTuple):
    """One edge as its file has it; ``values`` are its attributes by :func:`folded` name."""

    source: Key
    target: Key
    values: Mapping[str, str]
    direction: str = DIRECTED


def unread(names: Iterable[str]) -> list[str]:
    """Return the attributes of edges that nobody reads."""
    return [name for name in names if folded(name) not in _READ]


def says_what(names: Iterable[str]) -> bool:
    """Return whether edges with these attributes say what they are."""
    return any(folded(name) in COUNTS or folded(name) in WHAT for name in names)


def ask_what(name: str) -> InputUnusable:
    """Return the sentence that asks what the edges of a file are."""
    return InputUnusable(
        f"{name} does not say what its edges are: add --edges {', '.join(EDGE_KINDS[:-1])} "
        f"or {EDGE_KINDS[-1]}, whichever it is."
    )


def refuse_undirected(name: str) -> InputUnusable:
    """Return the sentence that refuses a graph without directions."""
    return InputUnusable(
        f"{name} is undirected, so that nobody can tell who acted on whom; write it as a directed "
        f"graph. Where an edge is a friendship, --edges {FOLLOW} reads it as two follows."
    )


class EdgeReader:
    """Turns edges into records.

    A weight is a number of acts; a follow has none. An undirected edge is two follows where the
    person who imports says that edges are follows, since friendship is mutual; no act is.
    """

    def __init__(self, name: str, setting: Setting, asked: Asked) -> None:
        self._name = name
        self._times = setting.times
        self._asked = asked

    def __call__(self, edge: Edge) -> Records:
        """Return the records of an edge.

        Raises
        ------
        BadRow
            Where it cannot be taken.
        InputUnusable
            Where nothing says what the edges of the file are.
        """
        actor, target = edge.source, edge.target
        if self._asked.is_reversed:
            actor, target = target, actor
        records = self._one_way(edge.values, actor, target)
        if edge.direction == DIRECTED:
            return records
        if edge.direction == UNDIRECTED and self._asked.edges != FOLLOW:
            raise BadRow("is undirected, so that nobody can tell who acted on whom")
        if edge.direction not in {UNDIRECTED, MUTUAL}:
            raise BadRow(f"{edge.direction[:40]!r} is no direction")
        return (*records, *self._one_way(edge.values, target, actor))

    def _one_way(self, values: Mapping[str, str], actor: Key, target: Key) -> Records:
        if counts := [(kind, values[n]) for n, kind in COUNTS.items() if values.get(n)]:
            return _counted(counts, actor, target)
        kind = self._kind(values)
        moment = _first(values, TIMES)
        happened_at = self._times(moment) if moment else None
        if kind == FOLLOW:
            return follow(actor, target, happened_at)
        post = _first(values, POSTS)
        key = Key(target.source, post) if post else None
        act = Interaction(kind, actor, target, key, None, happened_at)
        weight = _first(values, WEIGHTS)
        return counted_acts(act, acts_of_weight(weight) if weight else 1)

    def _kind(self, values: Mapping[str, str]) -> str:
        said = [value for each in WHAT if (value := values.get(each))]
        for word in said:
            if (kind := KINDS_BY_WORD.get(word.strip().casefold())) is not None:
                return kind
        if self._asked.edges is not None:
            return self._asked.edges
        if not said:
            raise ask_what(self._name)
        raise BadRow(f"{said[0][:40]!r} is none of {', '.join(EDGE_KINDS)}")


def _counted(counts: list[tuple[str, str]], actor: Key, target: Key) -> Records:
    """Return the counts of every kind that one edge holds."""
    records: list[Records] = []
    for kind, text in counts:
        number = acts_of_weight(text, least=0)
        if number and kind == FOLLOW:
            records.append(follow(actor, target))
        elif number:
            records.append(counted_acts(Interaction(kind, actor, target), number))
    if not records:
        raise BadRow("counts no act")
    return tuple(record for each in records for record in each)


def _first(values: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((value for name in names if (value := values.get(name))), None)


def acts_of_weight(text: str, least: int = 1) -> int:
    """Return a weight as a number of acts; graph programs write it as 2.0 or 2.0E0 too."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not number.is_integer() or number < least or number >= 2**53:
        raise BadRow(f"weight {text[:40]!r} is no whole number of acts from {least}")
    return int(number)
