"""Counts and network scores equal slow plain twins and, where it has them, those of networkx."""

import math
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plain_twins import (
    followed_share,
    follows,
    merely_claimed,
    passed_on,
    peeled,
    rounds_of_hits,
    same,
    walls,
    with_a_ground_node,
)
from small_worlds import world
from strategies import interaction_graphs

from influence.errors import UsageError
from influence.graph import from_networkx, induced
from influence.scores import all_scores

SCORES = all_scores()
NAN = float("nan")


def present(graph):
    """Return the accounts that were acted on, or posted and are not merely counted."""
    found = {k for k, q in enumerate(graph.posts.tolist()) if q > 0} - merely_claimed(graph)
    for kind, matrix in graph.acts.items():
        found |= set(matrix.tocoo().col.tolist()) if kind != "follow" else set()
    return found


def check_nothing(values, word):
    assert all(map(math.isnan, values.value.tolist()))
    assert word in values.facts["why_nothing"]


@given(interaction_graphs(), st.integers(1, 6))
def test_repeat_audience_counts_accounts_that_came_back(graph, weeks):
    values = SCORES["repeat_audience"](graph, weeks=weeks)
    if graph.weeks is None:
        check_nothing(values, "no act here has a time")
        return
    count = dict.fromkeys(present(graph), 0)
    pairs = graph.weeks.tocoo()
    for target, number in zip(pairs.col.tolist(), pairs.data.tolist(), strict=True):
        count[target] += number >= weeks
    days = (graph.until - graph.since) / 86_400
    if not any(count.values()) and days < 7 * (weeks - 2):
        check_nothing(values, "too short")
        return
    same(values.value, [count.get(k, NAN) for k in range(len(graph))])


@given(interaction_graphs(), st.sampled_from([0.1, 1.0, 6.0, math.inf]), st.booleans())
def test_decayed_reposts_halve_with_every_half_life(graph, half_life, of_all):
    acts = graph.amplifications
    if not of_all:
        acts = acts._replace(happened=np.where(acts.target % 2, acts.happened, NAN))
        graph = replace(graph, amplifications=acts)
    values = SCORES["decayed_reposts"](graph, half_life=half_life)
    ages = ((graph.until - acts.happened) / 3600).tolist()
    if all(map(math.isnan, ages)):
        check_nothing(values, "no amplification here has a time")
        return
    total, untimed = dict.fromkeys(range(len(graph)), 0.0), {k: [] for k in range(len(graph))}
    for target, age in zip(acts.target.tolist(), ages, strict=True):
        untimed[target].append(math.isnan(age))
        total[target] += 0.0 if math.isnan(age) else 2 ** (-age / half_life)
    known = {k for k in present(graph) if not untimed[k] or not all(untimed[k])}
    same(values.value, [total[k] if k in known else NAN for k in range(len(graph))])


@given(interaction_graphs(), st.booleans())
def test_the_h_index_is_the_largest_h(graph, with_acts):
    if not with_acts:
        none = graph.amplifications._make(column[:0] for column in graph.amplifications)
        graph = replace(graph, amplifications=none)
    posts, linked = graph.published, graph.amplifications.post.tolist()
    count, claims = {k: [] for k in range(len(graph))}, {k: [] for k in range(len(graph))}
    columns = posts.author.tolist(), posts.claimed.tolist()
    for post, (author, claimed) in enumerate(zip(*columns, strict=True)):
        count[author].append(linked.count(post))
        claims[author].append(claimed)
    expected = [NAN] * len(graph)
    for k, numbers in count.items():
        claimed = [claim for claim in claims[k] if not math.isnan(claim)]
        if numbers and (linked or claimed):
            numbers = numbers if any(numbers) else claimed  # noqa: PLW2901 - claims stand in
            ranks = range(len(numbers) + 1)
            expected[k] = max(h for h in ranks if sum(number >= h for number in numbers) >= h)
    values = SCORES["h_index"](graph)
    same(values.value, expected)
    assert ("why_nothing" in values.facts) == all(map(math.isnan, expected))


def amplifying(graph):
    """Return the amplifications as a networkx graph of positions, actor → target."""
    network = nx.DiGraph()
    network.add_nodes_from(range(len(graph)))
    for (target, actor), times in passed_on(graph).items():
        network.add_edge(actor, target, weight=times)
    return network


@given(interaction_graphs())
def test_k_core_is_that_of_peeling_one_by_one_and_of_networkx(graph):
    network = amplifying(graph).to_undirected()
    cores = peeled({node: set(network[node]) for node in network})
    assert cores == nx.core_number(network)
    known = present(graph)
    expected = [cores[k] if cores[k] or k in known else NAN for k in range(len(graph))]
    same(SCORES["k_core"](graph).value, expected)


@pytest.mark.parametrize("seed", range(3))
def test_k_core_of_two_thousand_accounts_is_that_of_networkx(seed):
    network = nx.barabasi_albert_graph(2000, 5, seed=seed)
    network.add_edges_from(nx.complete_graph(30).edges)
    nx.set_edge_attributes(network, 1, "repost")
    acted = nx.DiGraph(network.edges(data=True))
    found = SCORES["k_core"](from_networkx(acted)).value
    assert dict(zip(acted, found.tolist(), strict=True)) == nx.core_number(network)


def near_ties(graph):
    """Return how near the second value of the matrix comes to the first, in parts of it."""
    matrix = graph.amplified.toarray()
    first, second, *_ = [*np.linalg.svd(matrix, compute_uv=False), 0.0]
    return second / first


@settings(max_examples=150)
@given(interaction_graphs())
def test_hits_is_that_of_plain_rounds_and_of_networkx(graph):
    n, weights = len(graph), passed_on(graph)
    values = SCORES["hits"](graph)
    if not weights:
        check_nothing(values, "nobody passed anything on")
        return
    known = present(graph)
    assert math.fsum(np.nan_to_num(values.value).tolist()) == pytest.approx(1.0, abs=1e-12)
    assume(near_ties(graph) < 0.99)
    authority = rounds_of_hits(weights, n)
    same(values.value, [authority[k] if k in known else NAN for k in range(n)], 1e-10)
    _, authorities = nx.hits(amplifying(graph), tol=1e-12)
    found = np.nan_to_num(values.value)
    np.testing.assert_allclose(found, [authorities[k] for k in range(n)], atol=1e-9)


def stars(*sizes):
    """Return a graph of accounts that are each passed on by so many others of their own."""
    network = nx.DiGraph()
    for k, size in enumerate(sizes):
        network.add_edges_from((((k, fan), (k, "star")) for fan in range(size)), repost=1)
    names = [node for node in network if node[1] == "star"]
    values = SCORES["hits"](from_networkx(network))
    places = [list(network).index(name) for name in names]
    return values.value[places].tolist(), values.facts["rounds"]


def test_hits_gives_all_to_the_larger_of_two_parts_and_shares_where_they_tie():
    assert stars(5, 4)[0] == [1.0, 0.0]
    assert stars(5, 4, 5)[0] == pytest.approx([0.5, 0.0, 0.5], abs=1e-12)


def test_hits_tells_parts_that_are_nearly_alike_apart_within_some_hundred_rounds():
    found, rounds = stars(1000, 999, 500, 20)
    assert found == [1.0, 0.0, 0.0, 0.0]
    assert rounds < 1000  # repeating alone would take some 14,000


EDGES = {"amplification": passed_on, "follow": follows}


@pytest.mark.parametrize("kind", EDGES)
@settings(max_examples=60)
@given(graph=interaction_graphs())
def test_leaderrank_is_a_walk_over_a_ground_node(kind, graph):
    links = set(EDGES[kind](graph))
    values = SCORES["leaderrank"](graph, kind=kind)
    if not links:
        check_nothing(values, f"there is no {kind} here")
        return
    expected = with_a_ground_node(links)
    same(values.value, [expected.get(k, NAN) for k in range(len(graph))])
    assert np.nanmean(values.value) == pytest.approx(1.0, abs=1e-12)


@settings(max_examples=60)
@given(graph=interaction_graphs(), p=st.sampled_from([0.0, 0.05, 0.2, 0.9]))
def test_tunkrank_is_what_its_equation_settles_at(graph, p):
    links = set(follows(graph))
    values = SCORES["tunkrank"](graph, p=p)
    if not links:
        check_nothing(values, "there is no follow here")
        return
    settled = followed_share(links, len(graph), p)
    touched = {k for link in links for k in link}
    same(values.value, [settled[k] if k in touched else NAN for k in range(len(graph))])


@settings(max_examples=100)
@given(interaction_graphs())
def test_psi_is_the_mean_of_all_walls_filled_one_account_at_a_time(graph):
    values = SCORES["psi"](graph)
    posts = np.nan_to_num(graph.posts).tolist()
    links = set(follows(graph))
    if not links or not any(posts):
        check_nothing(values, "here")
        return
    made = dict.fromkeys(range(len(graph)), 0)
    for (_, actor), times in passed_on(graph).items():
        made[actor] += times
    expected = walls(links, posts, made)
    unknown = np.isnan(graph.posts).tolist()
    same(values.value, [NAN if unknown[k] else expected[k] for k in range(len(graph))])
    assert np.nansum(values.value) <= 1 + 1e-12


def test_psi_leaves_feeds_empty_in_which_accounts_pass_on_only_each_other():
    network = nx.DiGraph()
    network.add_nodes_from(range(4))
    network.add_edges_from([(0, 1), (1, 0), (2, 0), (3, 2)], follow=1, repost=5)
    nx.set_node_attributes(network, {0: 0, 1: 0, 2: 4, 3: 1}, "posts")
    graph = from_networkx(network)
    made = dict.fromkeys(range(4), 5)
    expected = walls(set(follows(graph)), graph.posts.tolist(), made)
    values = SCORES["psi"](graph)
    same(values.value, [expected[k] for k in range(4)])
    assert values.facts["rounds"] < 20  # with the empty feeds in it the system has no solution


def test_psi_sums_to_one_where_every_feed_is_filled_and_only_ratios_of_rates_count():
    graph = world(3)
    values = SCORES["psi"](graph).value
    assert math.fsum(values.tolist()) == pytest.approx(1.0, abs=1e-12)
    acts = graph.amplifications
    slower = replace(
        graph, posts=graph.posts * 7, amplifications=acts._replace(times=acts.times * 7)
    )
    np.testing.assert_allclose(SCORES["psi"](slower).value, values, rtol=1e-9)


def test_psi_is_pagerank_where_all_rates_are_equal():
    network = nx.DiGraph([(0, 1), (0, 2), (1, 2), (2, 0), (3, 2), (3, 0)])
    nx.set_edge_attributes(network, 1, "follow")
    nx.set_node_attributes(network, 3, "posts")
    for account in range(4):
        target = next(iter(network[account]))
        network.edges[account, target]["repost"] = 17
    expected = nx.pagerank(nx.DiGraph(network.edges), alpha=0.85, tol=1e-14)
    found = SCORES["psi"](from_networkx(network)).value
    np.testing.assert_allclose(found, [expected[k] for k in range(4)], atol=1e-12)


WRONG = [
    ("repeat_audience", {"weeks": 0}, "weeks=0: write a whole number from 1 up"),
    ("decayed_reposts", {"half_life": 0.0}, "half_life=0.0: write a number of hours above 0"),
    ("decayed_reposts", {"half_life": NAN}, "half_life=nan: write a number of hours above 0"),
    ("leaderrank", {"kind": "like"}, "kind=like: write one of follow, amplification"),
    ("tunkrank", {"p": 1.0}, "p=1.0: write a number from 0 to below 1"),
    ("tunkrank", {"p": -0.1}, "p=-0.1: write a number from 0 to below 1"),
]


@pytest.mark.parametrize(("name", "setting", "message"), WRONG)
def test_a_setting_without_meaning_is_an_error_that_names_the_choices(name, setting, message):
    with pytest.raises(UsageError, match=message):
        SCORES[name](induced(world(0), np.empty(0, np.int64)), **setting)
