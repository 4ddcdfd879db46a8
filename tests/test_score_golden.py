"""Published and exact numbers: every score gives them to the digits printed."""

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from databases import in_memory
from scipy.stats import spearmanr

from crawlers.files import import_files
from influence.graph import from_networkx, load
from influence.scores import all_scores
from influence.scores.influence_passivity import Arcs, iterate

GOLDEN = json.loads(
    (Path(__file__).parent.parent / "data/golden/influence_passivity.json").read_text()
)["graphs"]


def passivity_graph(arcs, n):
    """Make a networkx graph from arcs [source i, receiver j, S, Q]."""
    network = nx.DiGraph()
    network.add_nodes_from(range(n))
    for source, receiver, acted, posts in arcs:
        network.add_edge(receiver, source, repost=acted)
        network.nodes[source]["posts"] = posts
    return from_networkx(network)


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("rounds", ["1", "2", "3", "10", "50"])
def test_influence_passivity_after_each_printed_round(name, rounds):
    case = GOLDEN[name]
    graph = passivity_graph(case["arcs"], case["n"])
    values = all_scores()["influence_passivity"](graph, rounds=int(rounds))
    passivity = values.companions["passivity_paper"]
    np.testing.assert_allclose(np.nan_to_num(values.value), case["rounds"][rounds]["I"], atol=1e-9)
    np.testing.assert_allclose(np.nan_to_num(passivity), case["rounds"][rounds]["P"], atol=1e-9)


@pytest.mark.parametrize("name", GOLDEN)
def test_influence_passivity_reaches_the_limit(name):
    case = GOLDEN[name]
    graph = passivity_graph(case["arcs"], case["n"])
    values = all_scores()["influence_passivity"](graph, rounds=2000)
    np.testing.assert_allclose(np.nan_to_num(values.value), case["limit"]["I"], atol=1e-9)
    passivity = values.companions["passivity_paper"]
    np.testing.assert_allclose(np.nan_to_num(passivity), case["limit"]["P"], atol=1e-9)


FIVE = [(0, 1, 0.5), (0, 2, 0.2), (1, 2, 0.25), (1, 3, 0.75), (2, 0, 0.2), (3, 4, 0.25)]


def limit_of(arcs):
    source, receiver, weight = (np.array(column) for column in zip(*arcs, strict=True))
    table = Arcs(source, receiver, weight, np.ones(weight.size))
    influence, passivity, _ = iterate(table, weight, 5, rounds=5000, start=np.ones(5))
    return influence, passivity


def test_the_five_account_example_has_its_four_digits():
    influence, passivity = limit_of(FIVE)
    np.testing.assert_allclose(influence, [0.2468, 0.2532, 0.25, 0.25, 0], atol=5e-5)
    np.testing.assert_allclose(passivity, [0.25, 0.0949, 0.3418, 0.0633, 0.25], atol=5e-5)


def test_an_arc_that_was_never_used_takes_its_source_out():
    influence, _ = limit_of([*FIVE, (2, 4, 0.0)])
    np.testing.assert_allclose(influence, [0.2468, 0.2532, 0, 0.5, 0], atol=5e-5)


def test_pagerank_is_that_of_the_book_of_langville_and_meyer():
    network = nx.DiGraph(
        [(1, 2), (1, 3), (3, 1), (3, 2), (3, 5), (4, 5), (4, 6), (5, 4), (5, 6), (6, 4)],
    )
    network.add_nodes_from(range(1, 7))
    ordered = nx.DiGraph()
    ordered.add_nodes_from(range(1, 7))
    ordered.add_edges_from(network.edges, repost=1)
    values = all_scores()["pagerank"](from_networkx(ordered), damping=0.9, tolerance=1e-14).value
    printed = [0.03721, 0.05396, 0.04151, 0.3751, 0.206, 0.2862]
    np.testing.assert_allclose(values, printed, atol=5e-5)


def test_congress_has_the_three_correlations_of_its_source(real_data, golden):
    db = in_memory()
    folder = real_data / "congress2022"
    names = ("accounts.csv", "posts.csv.gz", "interactions.csv", "profiles.csv")
    list(import_files(db, [str(folder / name) for name in names]))
    graph = load(db)
    influence = np.nan_to_num(all_scores()["influence_passivity"](graph).value)
    reposts, followers = graph.amplifications_received, graph.followers
    network = "select account_id from accounts a where exists (select 1 from interaction_counts c"
    rows = db.execute(f"{network} where a.account_id in (c.actor_id, c.target_id))")
    in_network = np.isin(graph.accounts, [row[0] for row in rows.fetchall()])
    inside = in_network & np.isfinite(followers)
    printed = json.loads((golden / "congress2022.json").read_text())
    assert in_network.sum() == printed["accounts"]
    assert graph.interactions == printed["interactions"]
    assert inside.sum() == printed["followers_known"]
    found = [
        spearmanr(one[inside], other[inside]).statistic
        for one, other in ((influence, followers), (reposts, followers), (influence, reposts))
    ]
    expected = [figure for pair, figure in printed.items() if " with " in pair]
    np.testing.assert_allclose(found, expected, atol=5e-4)
    db.close()
