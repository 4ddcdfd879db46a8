"""The circle around one account, as a graph small enough to be drawn."""

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from influence.graph import IntArray, InteractionGraph
from influence.ranking import Run
from influence.ranking.names import names_of

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 150


def ego_graph(db: "Database", run: Run, position: int, most: int = MOST) -> "nx.DiGraph[int]":
    """Return an account and those it has most to do with, and who acted on whom among them.

    Nodes are account ids, with ``label``, ``is_centre``, and ``value`` of the run's score where
    there is one; whom no list may show has a label that names nobody. Edges run actor → target,
    ``weight`` is the number of acts; following is none.
    """
    chosen = _nearest(run.graph, position, most)
    names = names_of(db, run.graph.accounts[chosen])
    network: nx.DiGraph[int] = nx.DiGraph()
    for place, name in zip(chosen.tolist(), names, strict=True):
        value = float(run.values.value[place])
        told = {} if name.unlisted or not np.isfinite(value) else {"value": value}
        network.add_node(
            name.account_id,
            label=name.label,
            is_centre=place == position,
            unlisted=name.unlisted is not None,
            **told,
        )
    ids = run.graph.accounts[chosen].tolist()
    among = run.graph.acted[chosen, :][:, chosen].tocoo()
    for actor, target, acts in zip(
        among.row.tolist(), among.col.tolist(), among.data.tolist(), strict=True
    ):
        network.add_edge(ids[actor], ids[target], weight=acts)
    return network


def _nearest(graph: InteractionGraph, position: int, most: int) -> IntArray:
    """Return the account, then those with most acts between it and them."""
    acts = graph.acted
    received = acts[:, [position]].tocoo()
    given = acts[[position], :].tocoo()
    between = np.zeros(len(graph))
    np.add.at(between, received.row, received.data)
    np.add.at(between, given.col, given.data)
    between[position] = np.inf
    order = np.argsort(-between, kind="stable")[:most]
    return order[between[order] > 0].astype(np.int64)
