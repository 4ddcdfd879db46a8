"""Fits to many accounts, from where a sample has its optimum, end where those to all do."""

from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
from scipy.sparse import csr_array
from small_worlds import world

from influence.scores.influence import (
    cases,
    corners,
    influence,
    prior,
    promise,
    shape,
    single_posts,
)
from influence.scores.influence.evidence import act_weights, amplifications, gather, recent
from influence.scores.influence.posterior import Observed, likelihood
from influence.scores.influence.recency import decayed_sum
from influence.scores.influence.single_posts import PostNoise
from influence.synthetic import HARSH, make_world

N = 6000


def drawn(seed, spread, *, slope=0.0):
    """Return counts, posts and features of accounts that are so unequal for their audience."""
    random = np.random.default_rng(seed)
    followers = np.log1p(np.floor(random.lognormal(3.0, 1.5, N)))
    posts = random.integers(1, 40, N).astype(float)
    spread = spread * np.exp(slope * (followers - 3.0))
    mean = posts * np.exp(-3.0 + 0.5 * followers + random.normal(0.0, spread, N))
    return random.poisson(mean).astype(float), posts, np.column_stack([np.ones(N), followers])


def observed(count, posts, features, *, sized=True):
    """Return what was observed of accounts, in the order in which their shape is fitted."""
    size = (features[:, 1] - features[:, 1].mean()) / features[:, 1].std() * sized
    expected = np.exp(-3.0 + 0.5 * features[:, 1])
    return Observed(count, posts, expected, size).only(shape.by_size(size))


def known(seen):
    """Return what :func:`fit_shape` asks for the likelihood."""
    return lambda rows: likelihood(seen.only(rows), PostNoise(50.0), np.inf)


def shapes(seen, monkeypatch, *, sized=True):
    """Return the shape as fitted to all accounts at once, and from a sample."""
    found = []
    for many in (N + 1, N):
        monkeypatch.setattr(shape, "MANY_ACCOUNTS", many)
        found.append(shape.fit_shape(known(seen), seen.size, sized=sized))
    return found


@pytest.mark.parametrize("sized", [True, False])
def test_the_shape_of_many_accounts_is_that_of_all_of_them(monkeypatch, sized):
    monkeypatch.setattr(shape, "turned", None)  # the spread is far from its bounds
    whole, sampled = shapes(observed(*drawn(1, 0.8), sized=sized), monkeypatch, sized=sized)
    assert not np.array_equal(whole, sampled)
    np.testing.assert_allclose(sampled, whole, rtol=1e-6, atol=1e-6)


def test_a_spread_at_its_bound_is_looked_for_among_all(monkeypatch):
    whole, sampled = shapes(observed(*drawn(2, 0.0)), monkeypatch)
    assert np.exp(whole[1]) < 0.25
    np.testing.assert_array_equal(sampled, whole)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("spread", "slope"), [(0.4, -0.4), (0.4, 0.6)])
def test_corners_are_turned_on_a_sample(monkeypatch, seed, spread, slope):
    seen = observed(*drawn(seed, spread, slope=slope))
    searched = Mock(side_effect=corners.turned)
    monkeypatch.setattr(shape, "turned", searched)
    whole, sampled = shapes(seen, monkeypatch)
    searched.assert_called_once()  # for the first of the two, not for the second
    sizes, rows = shape._rows(seen.size)
    accounts = prior.Accounts(sizes, shape._Pieces(rows, known(seen)))
    assert prior.loss_of(accounts, sampled)[0] <= prior.loss_of(accounts, whole)[0] + 1e-7
    np.testing.assert_allclose(sampled, whole, atol=1e-3)


def test_a_curve_has_its_bottom_where_a_bound_cuts_it_off():
    told = prior.Told(
        loss=0.0,
        number=np.ones(1),
        slope=np.array([[0.0, -30.0]]),
        curve=-100.0 * np.eye(2)[None],
    )
    start = np.array([0.0, corners.LOW + 0.1, 0.0])
    gain, found = corners._bottom(told, np.zeros(1), start, 2)
    assert gain == pytest.approx(30.0 * 0.1 - 0.5 * 100.0 * 0.1**2)  # without a bound it is 4.5
    assert found[0] == pytest.approx(0.0, abs=1e-6)
    assert found[1] <= corners.LOW


@pytest.mark.parametrize("spread", [0.0, 0.8])
def test_the_promise_of_many_accounts_is_that_of_all_of_them(monkeypatch, spread):
    count, posts, features = drawn(3, spread)
    whole = promise.fit_promise(count, posts, features, phi=50.0)
    monkeypatch.setattr(promise, "MANY_ACCOUNTS", N)
    sampled = promise.fit_promise(count, posts, features, phi=50.0)
    np.testing.assert_allclose(sampled.beta, whole.beta, rtol=1e-5)
    assert sampled.kappa == pytest.approx(whole.kappa, rel=1e-5)
    at_bound = whole.kappa == pytest.approx(20.0)
    assert at_bound == (spread == 0.0) == np.array_equal(sampled.beta, whole.beta)


@pytest.mark.parametrize("seed", range(4))
def test_acts_are_as_recent_as_the_posts_that_they_are_on(seed):
    graph = world(seed)
    evidence = gather(graph)
    random = np.random.default_rng(seed)
    pair_weight = random.random(evidence.pairs.acted.size)
    weights, acts = act_weights(evidence, pair_weight), evidence.acts
    received = amplifications(evidence, pair_weight)
    by_post = recent(evidence, weights, received)
    by_act = decayed_sum(acts.candidate, evidence.ages(slice(None)), weights, received.size)
    for half_life in (0.5, 7.0, 90.0):
        np.testing.assert_allclose(by_post(half_life), by_act(half_life), rtol=1e-12)


@pytest.mark.parametrize("posts_are_known", [True, False])
def test_accounts_of_which_the_same_is_known_have_the_number_that_each_has(
    monkeypatch, posts_are_known
):
    graph = make_world(replace(HARSH, accounts=3000, seed=5)).graph()
    alone = np.zeros(len(graph), dtype=bool)
    unknown = np.full(len(graph), np.nan)
    graph = replace(graph, acts=_without_follows(graph), followers=unknown, listed=alone)
    if not posts_are_known:
        monkeypatch.setattr(single_posts, "PHI_MIN_ACCOUNTS", 10**9)
    found = []
    for share in (0.0, 1.0):
        monkeypatch.setattr(cases, "CASES_SHARE", share)
        found.append(influence(graph))
    each, together = found
    assert ("post_spread" in each.facts) == posts_are_known
    for column in ("value", "low", "high"):
        np.testing.assert_allclose(getattr(together, column), getattr(each, column), rtol=1e-9)
    assert together.facts.keys() == each.facts.keys()


def _without_follows(graph):
    return {kind: acts for kind, acts in graph.acts.items() if kind != "follow"}


def test_cases_are_alike_in_all_that_is_known():
    random = np.random.default_rng(7)
    known = random.integers(0, 3, (400, 2)).astype(float)
    posts = csr_array(random.integers(0, 2, (400, 3)).astype(float))
    first, which, times = cases.cases_of(known, posts)
    np.testing.assert_array_equal(known[first][which], known)
    np.testing.assert_array_equal(posts.toarray()[first][which], posts.toarray())
    assert times.sum() == 400
    assert len(np.unique(np.c_[known, posts.toarray()], axis=0)) == times.size
    assert cases.cases_of(random.random((400, 2)), None) == cases.Cases()
