"""The arrays and networkx hold the same; a hand-made networkx graph is enough for a score."""

from dataclasses import replace

import networkx as nx
import numpy as np
from hypothesis import given
from strategies import interaction_graphs

from influence.graph import OPTED_OUT, from_networkx, to_networkx
from influence.scores import all_scores


@given(interaction_graphs())
def test_there_and_back_is_the_same_graph(graph):
    again = from_networkx(to_networkx(graph))
    for name in ("accounts", "posts", "followers", "listed", "since", "until"):
        np.testing.assert_array_equal(getattr(again, name), getattr(graph, name))
    for table in ("published", "amplifications"):
        for one, other in zip(getattr(again, table), getattr(graph, table), strict=True):
            np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(again.may_be_listed, graph.may_be_listed)
    if again.unlisted is not None:
        np.testing.assert_array_equal(again.unlisted, graph.unlisted)
    assert set(again.acts) == set(graph.acts)
    for kind, matrix in graph.acts.items():
        np.testing.assert_array_equal(again.acts[kind].toarray(), matrix.toarray())
    assert (again.weeks is None) == (graph.weeks is None)
    if graph.weeks is not None:
        np.testing.assert_array_equal(again.weeks.toarray(), graph.weeks.toarray())
    if graph.follow_began is None:
        assert again.follow_began is None
    else:
        np.testing.assert_array_equal(again.follow_began, graph.follow_began)


def test_edges_run_from_actor_to_target_and_absent_is_unknown():
    network = nx.DiGraph()
    network.add_edge("ben", "ann", repost=2)
    network.nodes["ann"]["posts"] = 4
    graph = from_networkx(network)
    assert graph.amplifications_received.tolist() == [0, 2]
    assert np.isnan(graph.posts).tolist() == [True, False]
    assert all_scores()["reposts_per_post"](graph).value[1] == 0.5


def test_a_weight_alone_counts_as_reposts():
    graph = from_networkx(nx.DiGraph([("a", "b", {"weight": 3})]))
    assert graph.acts["repost"].sum() == 3


def test_handles_are_carried_where_given_and_may_be_shown():
    graph = from_networkx(nx.DiGraph([(1, 2, {"repost": 1})]))
    assert to_networkx(graph, ["ann", None]).nodes[1]["handle"] == "ann"
    silent = replace(graph, unlisted=np.array([OPTED_OUT, 0]))
    assert "handle" not in to_networkx(silent, ["ann", None]).nodes[1]
