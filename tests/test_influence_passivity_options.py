"""The mends of the paper's score: each does what it says, and none unless asked for."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plain_twins import follows, passed_on, pieces, rounds_of_the_paper, same, unevenly
from scipy.optimize import minimize
from small_worlds import world
from strategies import interaction_graphs

from influence.errors import UsageError
from influence.graph import from_networkx
from influence.scores import all_scores
from influence.scores.influence_passivity import Arcs, fit_prior, shrunk

SCORE = all_scores()["influence_passivity"]
NAN = float("nan")
DEFAULTS = {"start": "ones", "prior": "none", "pairs": "acted"}
TURNED_ON = {"start": "evidence", "prior": "beta", "pairs": "all"}

two_columns = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=30)


def arcs_from(rows):
    """Make arcs that share nobody, from rows (acted, posts)."""
    acted, posts = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    place = np.arange(acted.size)
    return Arcs(place, place, acted, posts)


def weights_of(graph, pairs, a=0.0, b=0.0):
    """Return (source, receiver) → weight, shrunk by a Beta prior."""
    posts, listed = graph.posts.tolist(), graph.listed.tolist()
    count = passed_on(graph)
    if pairs == "all":
        silent = {(i, j): 0 for i, j in follows(graph) if listed[i]}
        count = silent | count
    return {
        (i, j): (min(s, posts[i]) + a) / (posts[i] + a + b)
        for (i, j), s in count.items()
        if posts[i] > 0
    }


@settings(max_examples=60)
@given(interaction_graphs(), st.sampled_from([3, 100]))
def test_nothing_is_mended_unless_asked_for(graph, rounds):
    plain, told = SCORE(graph, rounds=rounds), SCORE(graph, rounds=rounds, **DEFAULTS)
    np.testing.assert_array_equal(plain.value, told.value)
    assert dict(plain.facts) == pytest.approx(dict(told.facts), nan_ok=True)


@pytest.mark.parametrize("name", ["prior", "pairs"])
def test_a_mend_that_is_asked_for_changes_something(name):
    graph = world(0, listed_share=0.5)
    mended = SCORE(graph, **{name: TURNED_ON[name]})
    assert not np.array_equal(mended.value, SCORE(graph).value, equal_nan=True)


@pytest.mark.parametrize("name", DEFAULTS)
def test_another_word_is_refused_with_those_there_are(name):
    with pytest.raises(UsageError) as refused:
        SCORE(world(0), **{name: "plenty"})
    assert f"{name}=plenty" in str(refused.value)
    assert f"{DEFAULTS[name]}, {TURNED_ON[name]}" in str(refused.value)


@settings(max_examples=100)
@given(interaction_graphs(), st.sampled_from(["acted", "all"]))
def test_from_evidence_a_component_has_its_share_of_what_was_accepted(graph, pairs):
    weights = weights_of(graph, pairs)
    acted = {arc: s for arc, s in passed_on(graph).items() if arc in weights}
    assume(acted)
    values = SCORE(graph, start="evidence", prior="beta", pairs=pairs)  # so shrunk, nothing leaks
    for component in pieces(weights).values():
        accepted = sum(s for (i, _), s in acted.items() if i in component)
        held = math.fsum(values.value[i] for i in component)
        assert held == pytest.approx(accepted / sum(acted.values()), abs=1e-9)


@settings(max_examples=60)
@given(
    interaction_graphs(),
    st.sampled_from([1, 5, 100]),
    st.sampled_from(["none", "beta"]),
    st.sampled_from(["acted", "all"]),
)
def test_from_evidence_nothing_differs_inside_a_component(graph, rounds, prior, pairs):
    weights = weights_of(graph, pairs)
    assume(passed_on(graph).keys() & weights.keys())
    same_way = {"rounds": rounds, "prior": prior, "pairs": pairs}
    ones = SCORE(graph, start="ones", **same_way).value
    evidence = SCORE(graph, start="evidence", **same_way).value
    for component in pieces(weights).values():
        chosen = sorted(component)
        before, after = ones[chosen], evidence[chosen]
        np.testing.assert_allclose(after * before.sum(), before * after.sum(), atol=1e-12)


def test_a_lone_pair_weighs_what_it_accepted_and_no_more():
    network = nx.DiGraph([("fan", "lone", {"repost": 1})])
    network.add_edges_from((f"reader {k}", "star", {"repost": 3}) for k in range(13))
    network.add_nodes_from([("lone", {"posts": 3}), ("star", {"posts": 9})])
    graph = from_networkx(network)
    place = {name: k for k, name in enumerate(network)}
    chosen = [place["lone"], place["star"]]
    same(SCORE(graph).value[chosen], [0.5, 0.5])
    same(SCORE(graph, start="evidence").value[chosen], [1 / 40, 39 / 40])


@given(two_columns)
def test_shrunk_weights_lie_strictly_between_nothing_and_all(rows):
    arcs = arcs_from([*rows, (10**15, 10**15), (0, 10**15)])
    weight = shrunk(arcs, *fit_prior(arcs))
    assert (weight > 0).all()
    assert (weight < 1).all()


@given(two_columns, st.floats(0.01, 50), st.floats(0.01, 50))
def test_a_shrunk_weight_lies_between_what_was_seen_and_the_prior(rows, a, b):
    for (acted, posts), weight in zip(rows, shrunk(arcs_from(rows), a, b).tolist(), strict=True):
        seen, usual = min(acted / posts, 1), a / (a + b)
        assert min(seen, usual) - 1e-12 <= weight <= max(seen, usual) + 1e-12


def test_with_many_posts_a_shrunk_weight_is_what_was_seen():
    few = [(0, 3), (1, 4), (2, 2), (1, 9)]
    apart = []
    for many in (10, 100, 1_000, 10_000, 100_000):
        arcs = arcs_from([*few, (0.3 * many, many)])
        apart.append(abs(shrunk(arcs, *fit_prior(arcs))[-1] - 0.3))
    assert apart == sorted(apart, reverse=True)
    assert apart[-1] < 1e-4


def log_beta(a, b):
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


@settings(max_examples=60)
@given(two_columns)
def test_the_prior_of_the_weights_is_no_less_likely_than_what_a_simplex_finds(rows):
    def loss(point):
        odds, size = math.exp(point[0]), math.exp(point[1])
        a, b = size * odds / (1 + odds), size / (1 + odds)
        seen = [(min(s, q), q) for s, q in rows]
        return -sum(log_beta(s + a, q - s + b) - log_beta(a, b) for s, q in seen)

    a, b = fit_prior(arcs_from(rows))
    searched = minimize(loss, [0.1, 0.1], method="Nelder-Mead", bounds=[(-8, 8)] * 2)
    assert loss([math.log(a / b), math.log(a + b)]) <= searched.fun + 1e-6


@settings(max_examples=100)
@given(
    interaction_graphs(),
    st.sampled_from([1, 3]),
    st.sampled_from(["acted", "all"]),
    st.sampled_from(["none", "beta"]),
)
def test_with_mended_pairs_and_weights_the_rounds_are_those_of_the_paper(graph, base, pairs, prior):
    graph = unevenly(graph, base)
    values = SCORE(graph, pairs=pairs, prior=prior, rounds=30)
    a, b = (values.facts.get(f"prior_{name}", 0.0) for name in "ab")
    weights = weights_of(graph, pairs, a, b)
    assert bool(weights) == ("why_nothing" not in values.facts)
    assert bool(weights and prior == "beta") == (a > 0) == (b > 0)
    influence, passivity, _ = rounds_of_the_paper(weights, len(graph), 30)
    sources, receivers = ({arc[end] for arc in weights} for end in (0, 1))
    everybody = range(len(graph))
    same(values.value, [influence[k] if k in sources else NAN for k in everybody])
    if weights:
        expected = [passivity[k] if k in receivers else NAN for k in everybody]
        same(values.companions["passivity_paper"], expected)


def test_silent_followers_join_where_the_list_was_read_and_only_there():
    network = nx.DiGraph()
    for name, listed in (("read", True), ("unread", False)):
        network.add_node(name, posts=4, listed=listed)
        network.add_edge(f"fan of {name}", name, repost=1, follow=1)
        network.add_edge(f"silent follower of {name}", name, follow=1)
    found = SCORE(from_networkx(network), pairs="all", prior="beta").companions["passivity_paper"]
    rated = {name for name, value in zip(network, found, strict=True) if value > 0}
    assert rated == {"fan of read", "silent follower of read", "fan of unread"}
