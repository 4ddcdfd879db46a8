"""Numbers drawn from uniform ones have the distributions they are named after."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from influence.synthetic.draws import lognormal, poisson, weighted


@given(st.integers(0, 2**32), st.floats(0, 1e6))
def test_poisson_numbers_are_those_of_the_inverse_distribution(seed, mean):
    chance = np.random.default_rng(seed).random()
    assert poisson(np.random.default_rng(seed), mean) == max(stats.poisson.ppf(chance, mean), 0)


def test_lognormal_numbers_have_mean_one():
    drawn = lognormal(np.random.default_rng(1), 200_000, 0.8)
    assert drawn.mean() == pytest.approx(1.0, abs=0.01)
    assert np.log(drawn).std() == pytest.approx(0.8, abs=0.01)


def test_positions_are_drawn_in_proportion_and_never_where_the_weight_is_none():
    places = weighted(np.random.default_rng(2), np.array([0.0, 3.0, 0.0, 1.0, 0.0]), 40_000)
    assert (np.diff(places) >= 0).all()
    share = np.bincount(places, minlength=5) / places.size
    assert share[[0, 2, 4]].tolist() == [0, 0, 0]
    assert share[1] == pytest.approx(0.75, abs=0.01)
