"""Single posts speak for an account: their likelihood, its fit, and what becomes of it."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gammaln

from influence.scores.influence import influence
from influence.scores.influence.evidence import gather
from influence.scores.influence.leave_out import Fitted, without_each
from influence.scores.influence.posterior import (
    GRID,
    Observed,
    likelihood,
    posterior,
    posterior_mean,
)
from influence.scores.influence.single_posts import (
    LOG_MEANS,
    PostNoise,
    log_normal,
    post_noise,
    posts_by_count,
    widened,
)
from influence.synthetic import HARSH, make_world


def drawn(seed, spread, accounts=400, posts=12):
    """Return account and count of each post, whose means have a log-normal spread of their own."""
    random = np.random.default_rng(seed)
    author = np.repeat(np.arange(accounts), posts)
    mean = np.exp(random.normal(0.5, 1.0, accounts))[author]
    pull = np.exp(spread * random.normal(size=author.size) - spread**2 / 2)
    return author, random.poisson(mean * pull).astype(float)


def by_count(author, count):
    """Return posts by count of accounts that are all known whole."""
    return posts_by_count(author, count, np.bincount(author), np.bincount(author, count))


@pytest.mark.parametrize("spread", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("count", [0, 1, 7, 300])
def test_the_table_holds_the_integral_over_all_that_a_post_could_be(spread, count):
    posts, counts = by_count(np.zeros(1, int), np.array([float(count)]))
    found = log_normal(posts, counts, 1.0, spread).table[-1]

    def density(x, log_mean):
        log_rate = log_mean + spread * x - spread**2 / 2
        terms = count * log_rate - math.exp(log_rate) - gammaln(count + 1) - x * x / 2
        return math.exp(terms) / math.sqrt(2 * math.pi)

    for place in range(40, 130, 15):
        log_mean = LOG_MEANS[place]
        peak = (math.log(max(count, 0.5)) - log_mean + spread**2 / 2) / spread
        ends = sorted({-9.0, 9.0, min(max(peak, -9.0), 9.0)})
        exact = sum(
            quad(density, *piece, args=(log_mean,), limit=400)[0] for piece in pairwise(ends)
        )
        if exact > 1e-6:
            assert found[place] == pytest.approx(math.log(exact), abs=0.02, rel=0.005)


@pytest.mark.parametrize("spread", [0.7, 1.2])
def test_the_fit_recovers_the_spread_of_posts(spread):
    posts, counts = by_count(*drawn(1, spread))
    noise = post_noise(posts, counts, phi=1.0)
    assert noise.spread == pytest.approx(spread, rel=0.15)


def test_posts_that_a_gamma_makes_uneven_stay_with_their_sum():
    random = np.random.default_rng(2)
    author = np.repeat(np.arange(600), 15)
    mean = random.exponential(3.0, 600)[author]
    count = random.poisson(random.gamma(0.5, mean / 0.5)).astype(float)
    noise = post_noise(*by_count(author, count), phi=0.5)
    assert noise == PostNoise(0.5)


def test_few_accounts_are_judged_by_their_sums():
    assert post_noise(*by_count(*drawn(3, 1.2, accounts=30)), phi=0.7) == PostNoise(0.7)


def test_one_lucky_post_counts_for_less_than_as_many_spread_over_all():
    lucky, even = [40.0, *[0.0] * 9], [4.0] * 10
    author = np.repeat([0, 1], 10)
    posts, counts = by_count(author, np.array(lucky + even))
    noise = log_normal(posts, counts, 0.6, 1.2)
    columns = [np.full(2, each) for each in (40.0, 10.0, 1.0, 0.0)]
    seen = Observed(*columns, posts)
    shape = np.array([0.0, 0.0, 0.0])
    one, spread_out = posterior_mean(
        posterior(likelihood(seen, noise, np.inf), seen, shape), seen.promise
    )
    assert one < 0.75 * spread_out
    sums = likelihood(seen._replace(posts=None), noise, np.inf)
    np.testing.assert_array_equal(sums[0], sums[1])


def test_what_the_guard_takes_moves_the_mean_by_as_much():
    posts, counts = by_count(np.repeat([0, 1, 2], 60), np.tile([5.0, 9.0, 4.0], 60))
    noise = log_normal(posts, counts, 5.0, 0.5)
    received = np.array([360.0, 180.0, 0.0])
    seen = Observed(received, np.full(3, 60.0), np.ones(3), np.zeros(3), posts)
    like = likelihood(seen, noise, np.inf)
    whole, half, nothing = (like @ np.exp(GRID)) / like.sum(axis=1)
    assert whole == pytest.approx(6.0, rel=0.1)
    assert half == pytest.approx(whole / 2, rel=0.05)
    assert nothing < 0.1


def test_an_account_whose_posts_are_not_all_known_keeps_its_sum():
    author, count = np.array([0, 0, 1, 1, 2, 2]), np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    posts, counts = posts_by_count(author, count, np.array([2, 3, 2]), np.array([3.0, 7.0, 12.0]))
    assert np.diff(posts.indptr).tolist() == [2, 0, 0]
    assert (posts @ counts).tolist() == [3.0, 0.0, 0.0]


def test_noise_of_the_account_widens_as_a_gamma_does():
    like = np.exp(-0.5 * ((GRID - 1.0) / 0.3) ** 2)[None]
    psi = 4.0

    def density(v, u):
        gamma = psi * (math.log(psi) + v - math.exp(v)) - gammaln(psi)
        return math.exp(gamma - 0.5 * ((u + v - 1.0) / 0.3) ** 2)

    places = range(30, 66, 3)
    exact = [quad(density, -9.0, 3.0, args=(GRID[k],), points=[1 - GRID[k]])[0] for k in places]
    found = widened(like, psi)[0, places]
    np.testing.assert_allclose(found / found.max(), np.array(exact) / max(exact), atol=0.01)
    assert widened(like, np.inf) is like


def test_leaving_nobody_out_leaves_the_score_as_it_is():
    graph = make_world(replace(HARSH, accounts=3000, seed=77)).graph()
    values = influence(graph)
    assert values.facts["post_spread"] > 0.3
    evidence = gather(graph)
    position = int(
        evidence.accounts[np.argmax(values.companions["amplifications"][evidence.accounts])]
    )
    fitted = Fitted(
        values.stages["promised"][position],
        values.stages["audience_size"][position],
        np.array([float(each) for each in values.facts["unguarded_shape"].split()]),
        values.facts["phi"],
        values.facts["post_spread"],
    )
    nobody = without_each(graph, position, np.array([-9]), fitted)
    np.testing.assert_allclose(nobody, values.companions["unguarded"][position], rtol=1e-9)
