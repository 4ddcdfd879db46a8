"""Every score equals its slow plain twin: loops and dictionaries, read off its docstring."""

import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_twins import (
    follows,
    merely_claimed,
    passed_on,
    pieces,
    rounds_of_the_paper,
    same,
    unevenly,
)
from scipy.optimize import minimize
from small_worlds import world
from strategies import interaction_graphs

from influence.scores import all_scores

SCORES = all_scores()
NAN = float("nan")


EDGES = {"amplification": passed_on, "follow": follows}


def wandering(weights, n, damping):
    """Power iteration of a reader who follows weights, or jumps anywhere."""
    out = dict.fromkeys(range(n), 0)
    for (_, actor), weight in weights.items():
        out[actor] += weight
    value = [1 / n] * n
    for _ in range(1000):
        stuck = sum(value[k] for k in range(n) if not out[k])
        after = [(1 - damping + damping * stuck) / n] * n
        for (target, actor), weight in weights.items():
            after[target] += damping * value[actor] * weight / out[actor]
        moved = sum(abs(a - b) for a, b in zip(after, value, strict=True))
        value = after
        if moved < 1e-14:
            return value
    pytest.fail("the twin did not settle")


@pytest.mark.parametrize("kind", EDGES)
@settings(max_examples=60)
@given(graph=interaction_graphs(), damping=st.sampled_from([0.5, 0.85, 0.95]))
def test_pagerank_is_that_of_networkx_and_of_plain_rounds(kind, graph, damping):
    weights, n = EDGES[kind](graph), len(graph)
    values = SCORES["pagerank"](graph, kind=kind, damping=damping, tolerance=1e-14)
    if not weights:
        assert all(map(math.isnan, values.value.tolist()))
        assert kind in values.facts["why_nothing"]
        return
    network = nx.DiGraph()
    network.add_nodes_from(range(n))
    for (target, actor), weight in weights.items():
        network.add_edge(actor, target, weight=weight)
    ranks = nx.pagerank(network, alpha=damping, tol=1e-14, max_iter=1000)
    same(values.value, [ranks[k] for k in range(n)], 1e-11)
    same(values.value, wandering(weights, n, damping))
    assert math.fsum(values.value.tolist()) == pytest.approx(1.0, abs=1e-12)


@settings(max_examples=150)
@given(interaction_graphs(), st.sampled_from([1, 2, 7, 100]), st.sampled_from([1, 3]))
def test_influence_passivity_is_the_rounds_of_the_paper(graph, rounds, base):
    graph = unevenly(graph, base)
    n, posts = len(graph), graph.posts.tolist()
    weights = {
        (i, j): min(s / posts[i], 1) for (i, j), s in passed_on(graph).items() if posts[i] > 0
    }
    values = SCORES["influence_passivity"](graph, rounds=rounds)
    if not weights:
        assert all(map(math.isnan, values.value.tolist()))
        assert values.facts["why_nothing"]
        return
    influence, passivity, moved = rounds_of_the_paper(weights, n, rounds)
    sources, receivers = ({arc[end] for arc in weights} for end in (0, 1))
    same(values.value, [influence[k] if k in sources else NAN for k in range(n)])
    same(
        values.companions["passivity_paper"],
        [passivity[k] if k in receivers else NAN for k in range(n)],
    )
    assert values.facts["residual"] == pytest.approx(moved, rel=1e-9, abs=1e-12)
    assert values.facts["rounds"] == rounds
    component = dict(enumerate(values.companions["component"].tolist()))
    found = {i: {k for k in range(n) if component[k] == component[i]} for i in sources}
    assert found == pieces(weights)
    assert {k for k in range(n) if math.isnan(component[k])} == set(range(n)) - sources
    assert values.facts["components"] == len(set(map(frozenset, found.values())))


def received(graph):
    """Return how often something of each account was passed on."""
    total = dict.fromkeys(range(len(graph)), 0)
    for (target, _), times in passed_on(graph).items():
        total[target] += times
    return total


@given(interaction_graphs(), st.sampled_from([1, 3]))
def test_reposts_per_post_divides_what_was_passed_on_by_what_was_posted(graph, base):
    graph = unevenly(graph, base)
    got, hidden = received(graph), merely_claimed(graph)
    expected = [
        got[k] / q if q > 0 and k not in hidden else NAN for k, q in enumerate(graph.posts.tolist())
    ]
    same(SCORES["reposts_per_post"](graph).value, expected)


@given(interaction_graphs())
def test_active_audience_counts_different_accounts_and_no_mere_followers(graph):
    actors = {k: set() for k in range(len(graph))}
    for kind, matrix in graph.acts.items():
        pairs = matrix.tocoo()
        for actor, target in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True):
            if kind != "follow":
                actors[target].add(actor)
    posts, hidden = graph.posts.tolist(), merely_claimed(graph)
    expected = [
        len(actors[k]) if actors[k] or (posts[k] > 0 and k not in hidden) else NAN for k in actors
    ]
    same(SCORES["active_audience"](graph).value, expected)


@given(interaction_graphs())
def test_posts_are_counted_and_followers_are_claimed(graph):
    written = dict.fromkeys(range(len(graph)), 0)
    for author in graph.published.author.tolist():
        written[author] += 1
    known = [not math.isnan(q) for q in graph.posts.tolist()]
    expected = [written[k] if known[k] else NAN for k in written]
    same(SCORES["posts"](graph).value, expected)
    same(SCORES["followers"](graph).value, graph.followers.tolist())


def sizes_of(claims):
    """Return log(1 + followers); unknown ones as the mean, and all 0 where most are unknown."""
    known = [math.log1p(claim) for claim in claims if not math.isnan(claim)]
    if len(known) < len(claims) / 2:
        return [0.0] * len(claims)
    mean = sum(known) / len(known)
    return [mean if math.isnan(claim) else math.log1p(claim) for claim in claims]


def implausibility(rows, spread, b0, b1, kappa):
    """Return minus the log likelihood, up to a constant, of rows (received, posts, size)."""
    total = 0.01 * (b1 * spread) ** 2
    for got, posts, size in rows:
        mean = posts * math.exp(b0 + b1 * size)
        total -= math.lgamma(got + kappa) - math.lgamma(kappa)
        total -= kappa * math.log(kappa / (kappa + mean)) + got * math.log(mean / (kappa + mean))
    return total


def least_found(rows, spread, centre):
    """Return the least implausibility that a simplex finds; κ between e^-4 and e^4."""

    def loss(t):
        slope = t[1] / spread
        return implausibility(rows, spread, t[0] - slope * centre, slope, math.exp(t[2]))

    start = [math.log(sum(r[0] for r in rows) / sum(r[1] for r in rows)), 0.0, 0.0]
    bounds = [(-30, 30), (-30, 30), (-4, 4)]
    options = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 5000, "maxfev": 5000}
    return minimize(loss, start, method="Nelder-Mead", bounds=bounds, options=options).fun


def check_shrunk(graph):
    values = SCORES["shrunk_reposts_per_post"](graph)
    posts, got = graph.posts.tolist(), received(graph)
    rated = [k for k, q in enumerate(posts) if q > 0]
    if not sum(got[k] for k in rated):
        assert all(map(math.isnan, values.value.tolist()))
        assert values.facts["why_nothing"]
        return
    size = dict(zip(rated, sizes_of([graph.followers.tolist()[k] for k in rated]), strict=True))
    b0, b1, kappa = (values.facts[name] for name in ("b0", "b1", "kappa"))
    expected = [NAN] * len(graph)
    for k in rated:
        usual = math.exp(b0 + b1 * size[k])
        expected[k] = (got[k] + kappa) / (posts[k] + kappa / usual)
    same(values.value, expected)
    centre = sum(size.values()) / len(size)
    spread = math.sqrt(sum((z - centre) ** 2 for z in size.values()) / len(size)) or 1.0
    rows = [(got[k], posts[k], size[k]) for k in rated]
    found = implausibility(rows, spread, b0, b1, kappa)
    assert found <= least_found(rows, spread, centre) + 1e-6


@settings(max_examples=60)
@given(interaction_graphs())
def test_the_shrunk_rate_follows_its_formula_and_no_simplex_fits_better(graph):
    check_shrunk(graph)


@pytest.mark.parametrize("base", [1, 8])
@pytest.mark.parametrize("seed", range(4))
def test_the_shrunk_rate_of_thirty_accounts_too(seed, base):
    check_shrunk(unevenly(world(seed), base))
