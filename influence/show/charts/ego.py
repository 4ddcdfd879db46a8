"""The circle around an account: who acts on it, and on one another."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx

from influence.show.charts.drawing import Axis, Chart, Labels, chart, dot, line, shortened
from influence.show.columns import Column, Row

if TYPE_CHECKING:
    Places = Mapping[int, Any]

WIDTH, HEIGHT, MARGIN = 720.0, 460.0, 34.0
MOST_NAMES, MOST_TIES = 12, 900
SEED = 1


def ego_network(network: "nx.DiGraph[int]") -> Chart:
    """Return an account in the middle of those it has to do with, as networkx lays them out.

    Parameters
    ----------
    network
        What :func:`influence.judge.ego_graph` returns: ``label`` and ``is_centre`` of each node,
        ``weight`` of each edge actor → target.
    """
    acts = {node: _acts(network, node) for node in network}
    order = sorted(network, key=lambda node: (not _is_centre(network, node), -acts[node], node))
    called = network.nodes[order[0]]["label"] if order else ""
    title = f"Who acts around {shortened(called)}"
    alt = (
        f"{title}: {max(len(order) - 1, 0):,} accounts that it has most to do with, and"
        f" {network.number_of_edges():,} pairs of which one acts on the other."
    )
    places = nx.spring_layout(network.to_undirected(), seed=SEED, k=_apart(len(order)))
    rows: list[Row] = [
        {
            "account": network.nodes[node]["label"],
            "acts_on_it": network.edges.get((node, order[0]), {}).get("weight"),
            "acts_of_it": network.edges.get((order[0], node), {}).get("weight"),
            "acts_here": acts[node],
        }
        for node in order[1:]
    ]
    columns = [
        Column("account"),
        Column("acts_on_it", label="acts on it"),
        Column("acts_of_it", label="acts of it"),
        Column("acts_here", label="acts among all of these"),
    ]
    parts = _drawn(network, places, order, acts)
    return chart(title, alt, (WIDTH, HEIGHT), parts, (columns, rows))


def _drawn(
    network: "nx.DiGraph[int]", places: "Places", order: list[int], acts: Mapping[int, float]
) -> Iterator[str]:
    across = [float(place[0]) for place in places.values()] or [0.0]
    down = [float(place[1]) for place in places.values()] or [0.0]
    x = Axis(min(across), max(across), MARGIN * 2, WIDTH - MARGIN * 2)
    y = Axis(min(down), max(down), MARGIN, HEIGHT - MARGIN)
    at = {node: (x.at(float(px)), y.at(float(py))) for node, (px, py) in places.items()}
    by_weight = sorted(network.edges, key=lambda tie: -network.edges[tie]["weight"])
    for actor, target in by_weight[:MOST_TIES]:
        yield line(*at[actor], *at[target], look="tie")
    most = max(acts.values(), default=1.0) or 1.0
    for node in reversed(order):
        look = "other" if _is_centre(network, node) else "mark"
        size = 9.0 if look == "other" else 3.0 + 5.0 * (acts[node] / most) ** 0.5
        words = f"{shortened(network.nodes[node]['label'])}: {acts[node]:,.0f} acts"
        yield dot(*at[node], size, look=look, words=words, solid=0.9)
    named = [node for node in order if not network.nodes[node].get("unlisted")]
    labels = Labels(11)
    for node in named[:MOST_NAMES]:
        left, top = at[node]
        yield labels.place(left, top - 10, shortened(network.nodes[node]["label"], 18), "middle")


def _acts(network: "nx.DiGraph[int]", node: int) -> float:
    return float(
        network.in_degree(node, weight="weight") + network.out_degree(node, weight="weight")
    )


def _is_centre(network: "nx.DiGraph[int]", node: int) -> bool:
    return bool(network.nodes[node].get("is_centre"))


def _apart(count: int) -> float | None:
    """Return how far nodes keep from each other: a little more than networkx's own choice."""
    return 1.6 / count**0.5 if count else None
