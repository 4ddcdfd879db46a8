"""What makes evidence fast changes nothing: narrow positions, no sort of counts, longer steps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import world
from test_influence_tiers import graph_of

from influence.graph import NewActs, numbered, sum_by, with_additions
from influence.scores.influence import influence
from influence.scores.influence.evidence import amplifications, gather
from influence.scores.influence.negative_binomial import distinct, distinct_rows
from influence.scores.influence.receptivity import fit_receptivity

KAPPAS = 0.05, 0.05

widths = st.sampled_from([np.int32, np.int64])
counts = st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, 0.5, 1e12]), max_size=20)


def narrow(graph):
    """Return the graph with the types that loading gives."""
    acts = graph.amplifications
    places = {name: getattr(acts, name).astype(np.int32) for name in ("actor", "target", "post")}
    return replace(graph, amplifications=acts._replace(**places))


@given(rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=30), width=widths)
def test_sums_by_position_are_those_of_a_loop(rows, width):
    expected = [0.0] * 6
    for position, weight in rows:
        expected[position] += weight
    positions, weights = np.array(rows, dtype=width).reshape(-1, 2).T
    assert sum_by(positions, weights.astype(float), 6).tolist() == expected


@pytest.mark.parametrize("position", [-1, 3])
def test_a_position_outside_is_refused(position):
    with pytest.raises(ValueError, match="from 0 to 2"):
        sum_by(np.array([0, position]), np.ones(2), 3)


@given(positions=st.lists(st.integers(0, 9), max_size=20))
def test_positions_are_numbered_in_their_order(positions):
    occurring, place = numbered(np.array(positions, dtype=np.int64), 10)
    assert occurring.tolist() == sorted(set(positions))
    assert occurring[place].tolist() == positions


@given(values=counts)
def test_different_counts_are_those_of_a_sort(values):
    found, place = distinct(np.array(values))
    assert found.tolist() == sorted(set(values))
    assert found[place].tolist() == values


@given(rows=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=20))
def test_different_rows_are_each_there_once(rows):
    columns = np.array(rows, dtype=float).reshape(-1, 2).T
    found, place = distinct_rows(*columns)
    once = list(zip(*(column.tolist() for column in found), strict=True))
    assert sorted(once) == sorted(set(rows))
    assert [once[k] for k in place] == rows


@pytest.mark.parametrize("listed_share", [0.0, 0.5, 1.0])
def test_narrow_positions_give_the_same_influence(listed_share):
    graph = world(4, listed_share=listed_share)
    wide, found = influence(graph), influence(narrow(graph))
    np.testing.assert_array_equal(found.value, wide.value)
    assert found.facts == wide.facts


def test_who_passed_a_post_on_in_a_large_graph_does_not_do_so_twice():
    n = 70_000  # a post and an actor in one number take more than 32 bits
    author, actor = n - 1, n - 2
    posts = [(author, 0)] * n
    graph = narrow(graph_of(posts, [(actor, author, n - 1, 1)], n=n))
    again = NewActs(*(np.array([each]) for each in (actor, author, n - 1)), np.array([9.0]))
    assert with_additions(graph, {"repost": again}).amplifications.post.size == 1


def test_nobody_passes_on_more_posts_than_there_are():
    # Account 0 has two posts, of which 1 is said to have passed on four, and 2 one; 3 has one.
    reposts = [(1, 0, -1, 3), (1, 0, 0, 1), (2, 0, 1, 1), (2, 3, 2, 1)]
    evidence = gather(graph_of([(0, 0), (0, 1), (3, 0)], reposts))
    assert evidence.pairs.acted.tolist() == [2, 1, 1]
    assert amplifications(evidence).tolist() == [3, 1]
    assert sorted(evidence.acts.weight.tolist()) == [0.5, 1, 1, 1.5]


def test_quality_that_comes_back_through_devoted_followers_settles_soon():
    # Three followers each who hear of nothing else, and one who hears of all.
    targets, n = 40, 200
    devoted = [(i, targets + 3 * i + k) for i in range(targets) for k in range(3)]
    target, actor = np.array(sorted(devoted + [(i, n - 1) for i in range(targets)])).T
    acted = np.random.default_rng(2).poisson(1.0, target.size).astype(float)
    exposures = np.full(target.size, 20.0)
    fit = fit_receptivity(target, actor, exposures, acted, n, kappas=KAPPAS)
    assert fit.rounds < 25  # 32 where no step is made longer
    heard = sum_by(target, exposures * fit.receptivity[actor], n)[:targets]
    shown = sum_by(actor, exposures * fit.quality[target], n)
    quality = (sum_by(target, acted, n)[:targets] + KAPPAS[0]) / (
        heard + KAPPAS[0] / fit.typical_quality
    )
    ratio = quality / fit.quality[:targets]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-9)
    made = sum_by(actor, acted, n)[targets:]
    receptivity = (made + KAPPAS[1]) / (shown[targets:] * ratio[0] + KAPPAS[1])
    known = np.isfinite(fit.receptivity[targets:])
    ratio = (receptivity / fit.receptivity[targets:])[known]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_a_start_far_from_the_end_settles_too(seed):
    random, n = np.random.default_rng(seed), 200
    pairs = np.unique(random.integers(0, n**2, 400))
    target, actor = pairs // n, pairs % n
    exposures = random.integers(0, 1000, pairs.size).astype(float)
    apart = random.lognormal(0.0, 2.0, (2, n))
    mean = 0.3 * exposures * apart[0, target] * apart[1, actor]
    acted = np.minimum(random.poisson(mean), exposures)
    kappas = tuple(10 ** random.uniform(-1.7, 1.7, 2))
    fit = fit_receptivity(target, actor, exposures, acted, n, kappas=kappas)
    assert fit.rounds < 500  # 60 to 360; longer steps from the start end in numbers too large
