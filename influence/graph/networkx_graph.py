"""The graph as networkx, which people explore, draw and export; both ways without loss."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from influence.graph.arrays import BoolArray, FloatArray, IntArray
from influence.graph.interaction_graph import Amplifications, InteractionGraph, PostTable, in_order
from influence.graph.pairs import pair_matrix
from influence.records import AMPLIFICATION_KINDS, INTERACTION_KINDS

if TYPE_CHECKING:
    import networkx as nx

KINDS = (*INTERACTION_KINDS, "follow")
Node = dict[str, Any]


def to_networkx(
    graph: InteractionGraph, handles: Sequence[str | None] | None = None
) -> "nx.DiGraph[int]":
    """Return the graph with account ids as nodes and edges actor → target; absent is unknown.

    Nodes carry ``posts``, ``followers``, ``listed``, ``published`` (a list of post id and, each or
    None, seconds, claimed amplifications, likes, replies), ``unlisted`` (why no list may show it)
    and, where given, ``handle``, which those have not that no list may show. Edges carry
    one number a kind (``repost=2``, ``follow=1``), ``weeks`` with an act, ``follow_began``, and
    ``amplified``: a list of post id or None, seconds or None, how many times. The graph carries
    ``since``, ``until`` and ``notes``.
    """
    import networkx as nx  # noqa: PLC0415 - it slows every ranking, and only people need it

    network: nx.DiGraph[int] = nx.DiGraph(since=graph.since, until=graph.until, notes=graph.notes)
    ids = graph.accounts.tolist()
    for node, attributes in zip(ids, _nodes(graph, handles), strict=True):
        network.add_node(node, **attributes)
    for kind, matrix in graph.acts.items():
        _add_pairs(network, ids, kind, matrix, matrix.data.tolist())
    if graph.weeks is not None:
        _add_pairs(network, ids, "weeks", graph.weeks, graph.weeks.data.tolist())
    if graph.follow_began is not None:
        began = _or_none(graph.follow_began)
        _add_pairs(network, ids, "follow_began", graph.acts["follow"], began)
    _add_amplified(network, graph, ids)
    return network


def from_networkx(network: "nx.DiGraph[Any]") -> InteractionGraph:
    """Return the arrays of a networkx graph: one of ours, or one made by hand.

    A hand-made graph needs nothing but edges actor → target with a number a kind; ``weight`` alone
    counts as reposts. Where edges carry no ``amplified``, reposts and quotes are amplifications
    without a post. Nodes may have any name; where they are not ascending whole numbers, account
    ids are positions in the order of the nodes.
    """
    nodes = list(network)
    is_ours = all(isinstance(node, int) for node in nodes) and all(
        low < high for low, high in pairwise(nodes)
    )
    ids = np.array(nodes if is_ours else range(len(nodes)), dtype=np.int64)
    place = {node: k for k, node in enumerate(nodes)}
    data = [network.nodes[node] for node in nodes]
    published, post_place = _post_table(data)
    acts = _acts(network, place)
    return InteractionGraph(
        ids,
        acts,
        _column(data, "posts"),
        _column(data, "followers"),
        np.array([bool(node.get("listed")) for node in data], dtype=bool),
        published,
        _amplifications(network, place, post_place),
        _follow_began(network, nodes, acts.get("follow")),
        float(network.graph.get("since", np.nan)),
        float(network.graph.get("until", np.nan)),
        _weeks(network, place),
        tuple(network.graph.get("notes", ())),
        _unlisted(data),
    )


def _nodes(graph: InteractionGraph, handles: Sequence[str | None] | None) -> list[Node]:
    nodes: list[Node] = [{"listed": bool(listed)} for listed in graph.listed.tolist()]
    columns: dict[str, Sequence[Any]] = {
        "posts": _or_none(graph.posts),
        "followers": _or_none(graph.followers),
        "handle": handles or [None] * len(nodes),
    }
    if graph.unlisted is not None:
        columns["unlisted"] = [code or None for code in graph.unlisted.tolist()]
    for name, column in columns.items():
        for node, value in zip(nodes, column, strict=True):
            if value is not None:
                node[name] = value
    for node in nodes:
        if "unlisted" in node:
            node.pop("handle", None)
    posts = graph.published
    known = [_or_none(column) for column in posts[2:]]
    for post, author, *row in zip(posts.ids.tolist(), posts.author.tolist(), *known, strict=True):
        nodes[author].setdefault("published", []).append((post, *row))
    return nodes


def _add_pairs(
    network: "nx.DiGraph[int]",
    ids: list[int],
    name: str,
    matrix: csr_array,
    values: Sequence[float | None],
) -> None:
    pairs = matrix.tocoo()
    for actor, target, value in zip(pairs.row.tolist(), pairs.col.tolist(), values, strict=True):
        if value is not None:
            network.add_edge(ids[actor], ids[target], **{name: value})


def _add_amplified(network: "nx.DiGraph[int]", graph: InteractionGraph, ids: list[int]) -> None:
    acts = graph.amplifications
    post_ids = [*graph.published.ids.tolist(), None]
    for actor, target, post, moment, times in zip(
        acts.actor.tolist(),
        acts.target.tolist(),
        acts.post.tolist(),
        _or_none(acts.happened),
        acts.times.tolist(),
        strict=True,
    ):
        network.add_edge(ids[actor], ids[target])
        edge = network.edges[ids[actor], ids[target]]
        edge.setdefault("amplified", []).append((post_ids[post], moment, times))


def _post_table(data: Sequence[Node]) -> tuple[PostTable, dict[int, int]]:
    rows = sorted(
        (post, author, *_numbers(row))
        for author, node in enumerate(data)
        for post, *row in node.get("published", [])
    )
    columns = list(zip(*rows, strict=True)) or [()] * len(PostTable._fields)
    table = PostTable(
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=np.int64),
        *(np.array(column, dtype=np.float64) for column in columns[2:]),
    )
    return table, {row[0]: k for k, row in enumerate(rows)}


def _numbers(row: Sequence[float | None]) -> list[float]:
    return [np.nan if value is None else value for value in row]


def _acts(network: "nx.DiGraph[Any]", place: Mapping[Hashable, int]) -> dict[str, csr_array]:
    rows: dict[str, list[tuple[int, int, float]]] = {}
    for actor, target, edge in network.edges(data=True):
        if actor != target:
            for kind, times in _kinds(edge).items():
                rows.setdefault(kind, []).append((place[actor], place[target], times))
    matrices = {}
    for kind in KINDS:
        if kind in rows:
            matrices[kind] = pair_matrix(
                np.array([row[0] for row in rows[kind]]),
                np.array([row[1] for row in rows[kind]]),
                np.array([row[2] for row in rows[kind]]),
                len(place),
            )
    return matrices


def _weeks(network: "nx.DiGraph[Any]", place: Mapping[Hashable, int]) -> csr_array | None:
    rows = [
        (place[actor], place[target], edge["weeks"])
        for actor, target, edge in network.edges(data=True)
        if "weeks" in edge and actor != target
    ]
    if not rows:
        return None
    actor, target, weeks = (np.array(column) for column in zip(*rows, strict=True))
    return pair_matrix(actor, target, weeks.astype(np.float64), len(place))


def _kinds(edge: Node) -> dict[str, float]:
    found = {kind: float(edge[kind]) for kind in KINDS if kind in edge}
    if not found and "weight" in edge:
        return {"repost": float(edge["weight"])}
    return found


def _amplifications(
    network: "nx.DiGraph[Any]", place: Mapping[Hashable, int], post_place: Mapping[int, int]
) -> Amplifications:
    rows = []
    for actor, target, edge in network.edges(data=True):
        if actor == target:
            continue
        for post, moment, times in _amplified(edge):
            at = -1 if post is None else post_place[post]
            moment = np.nan if moment is None else moment  # noqa: PLW2901 - unknown is nan in arrays
            rows.append((place[actor], place[target], at, moment, times))
    return in_order(
        Amplifications(
            np.array([row[0] for row in rows], dtype=np.int64),
            np.array([row[1] for row in rows], dtype=np.int64),
            np.array([row[2] for row in rows], dtype=np.int64),
            np.array([row[3] for row in rows], dtype=np.float64),
            np.array([row[4] for row in rows], dtype=np.float64),
        )
    )


def _amplified(edge: Node) -> list[tuple[int | None, float | None, float]]:
    if "amplified" in edge:
        return list(edge["amplified"])
    kinds = _kinds(edge)
    times = sum(kinds.get(kind, 0.0) for kind in AMPLIFICATION_KINDS)
    return [(None, None, times)] if times else []


def _follow_began(
    network: "nx.DiGraph[Any]", nodes: Sequence[Any], follow: csr_array | None
) -> FloatArray | None:
    if follow is None:
        return None
    pairs = follow.tocoo()
    began = np.array(
        [
            network.edges[nodes[actor], nodes[target]].get("follow_began", np.nan)
            for actor, target in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True)
        ],
        dtype=np.float64,
    )
    known: BoolArray = np.isfinite(began)
    return began if known.any() else None


def _column(data: Sequence[Node], name: str) -> FloatArray:
    return np.array([node.get(name, np.nan) for node in data], dtype=np.float64)


def _unlisted(data: Sequence[Node]) -> IntArray | None:
    if not any("unlisted" in node for node in data):
        return None
    return np.array([node.get("unlisted", 0) for node in data], dtype=np.int64)


def _or_none(column: FloatArray) -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124 - nan
