"""Drift is measured from the posts themselves, and the chance of the top is that of many draws."""

import numpy as np
import pytest

from influence.ranking.places import chance_of_top
from influence.scores.influence.constants import INTERVAL_PSI, PSI_BOUNDS
from influence.scores.influence.drift import account_drift
from influence.scores.influence.single_posts import PostNoise, post_noise, posts_by_count

PHI = 2.0
GAMMA = PostNoise(PHI)


def drifting(drift, accounts=3000, posts=20, seed=1, *, spread=None):
    """Return posts of accounts whose quality moves evenly by ``drift`` (spread of its log).

    Single posts are uneven by a gamma, or by a log-normal of a spread.
    """
    random = np.random.default_rng(seed)
    author = np.repeat(np.arange(accounts), posts)
    moment = np.tile(np.linspace(-0.5, 0.5, posts), accounts)
    way = random.normal(0, drift, accounts)[author]
    mean = random.lognormal(1, 1, accounts)[author] * np.exp(way * moment)
    pull = random.gamma(PHI, 1 / PHI, mean.size)
    if spread is not None:
        pull = np.exp(spread * random.normal(size=mean.size) - spread**2 / 2)
    return author, moment, random.poisson(mean * pull).astype(float)


@pytest.mark.parametrize("drift", [0.5, 0.8, 1.2])
def test_psi_tells_how_far_the_end_of_a_window_lies_from_its_mean(drift):
    found = account_drift(*drifting(drift), GAMMA)
    assert 1 / found == pytest.approx(drift**2 / 4, rel=0.25)


@pytest.mark.parametrize("drift", [0.8, 1.2])
def test_psi_tells_it_where_posts_are_log_normal(drift):
    author, moment, count = drifting(drift, spread=1.3)
    by_count = posts_by_count(author, count, np.bincount(author), np.bincount(author, count))
    noise = post_noise(*by_count, phi=0.3)
    assert noise.posts is not None
    assert 1 / account_drift(author, moment, count, noise) == pytest.approx(drift**2 / 4, rel=0.25)


def test_steady_accounts_have_no_drift_and_the_order_of_posts_is_that_of_time():
    author, moment, count = drifting(0.0)
    steady = account_drift(author, moment, count, GAMMA)
    assert steady > 0.2 * PSI_BOUNDS[1] / 2
    author, moment, count = drifting(0.8)
    mixed = np.random.default_rng(2).permutation(author.size)
    again = account_drift(author[mixed], moment[mixed], count[mixed], GAMMA)
    assert again == pytest.approx(account_drift(author, moment, count, GAMMA))


def test_where_drift_cannot_be_measured_the_constant_stands():
    author, moment, count = drifting(0.8)
    assert account_drift(author, np.full(author.size, np.nan), count, GAMMA) == INTERVAL_PSI
    assert account_drift(author[:200], moment[:200], count[:200], GAMMA) == INTERVAL_PSI
    nothing = np.empty(0)
    assert (
        account_drift(nothing.astype(np.int64), nothing, nothing, PostNoise(np.inf)) == INTERVAL_PSI
    )


def test_the_chance_of_the_top_is_that_of_many_draws_and_sums_to_its_places():
    random = np.random.default_rng(3)
    value = np.sort(random.lognormal(0, 1, 60))[::-1]
    wide = random.uniform(1.2, 3.0, 60)
    found = chance_of_top(value, value / wide, value * wide, 10)
    assert found.sum() == pytest.approx(10)
    draws = value * np.exp(random.standard_normal((20_000, 60)) * np.log(wide) / 1.645)
    top = (draws >= np.sort(draws, axis=1)[:, -10][:, None]).mean(axis=0)
    assert np.abs(found - top).max() < 0.06
    assert np.abs(found - top).mean() < 0.015


def test_without_intervals_no_chance_is_told_and_few_are_all_in_the_top():
    value = np.array([3.0, 2.0, 1.0])
    assert np.isnan(chance_of_top(value, value, value, 2)).all()
    assert chance_of_top(value, value / 2, value * 2, 5).tolist() == [1.0, 1.0, 1.0]
    one_sided = chance_of_top(value, np.zeros(3), value * 2, 1)
    assert one_sided.sum() == pytest.approx(1)
