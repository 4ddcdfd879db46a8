"""The measures of a ranking equal plain loops over pairs and over ways to break ties."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.ranking.quality import (
    capture_at,
    concordance,
    in_top,
    interval_coverage,
    share_in_top,
)

NAN = float("nan")
# Few different numbers, so that ties are the rule.
values = st.sampled_from([NAN, -1.0, 0.0, 0.5, 2.5, 1e-300, 1e300]) | st.floats(-3, 3)
outcomes = st.sampled_from([0.0, 1.0, 2.0]) | st.floats(0, 1e6)


def columns(*kinds, most=5):
    rows = st.lists(st.tuples(*kinds), max_size=most)
    return rows.map(
        lambda found: [list(column) for column in zip(*found, strict=True)] or [[]] * len(kinds)
    )


def same(found, expected):
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def height(value):
    return -math.inf if math.isnan(value) else value


def orders(scores):
    """Yield every way to go from the highest value to the lowest, nan last."""
    for order in permutations(range(len(scores))):
        falling = [height(scores[k]) for k in order]
        if falling == sorted(falling, reverse=True):
            yield order


def mean_over_orders(scores, measure):
    found = [measure(order) for order in orders(scores)]
    return sum(found) / len(found)


@given(columns(values, outcomes, most=12))
def test_concordance_counts_pairs_of_different_outcome(table):
    scores, came_out = table
    right, pairs = 0.0, 0
    for i, outcome in enumerate(came_out):
        for j in range(len(came_out)):
            if outcome > came_out[j]:
                pairs += 1
                above, below = height(scores[i]), height(scores[j])
                right += 1.0 if above > below else 0.5 if above == below else 0.0
    same(concordance(np.array(scores), np.array(came_out)), right / pairs if pairs else NAN)


@given(columns(values, outcomes), st.integers(0, 7))
def test_capture_is_the_mean_over_all_ways_to_break_ties(table, k):
    scores, came_out = table
    best = sum(sorted(came_out, reverse=True)[:k])
    expected = NAN
    if best > 0:
        taken = mean_over_orders(scores, lambda order: sum(came_out[i] for i in order[:k]))
        expected = taken / best
    same(capture_at(k, np.array(scores), np.array(came_out)), expected)


@given(columns(values, st.booleans()), st.integers(0, 7))
def test_the_share_of_a_label_is_the_mean_over_all_ways_to_break_ties(table, k):
    scores, bought = table
    expected = NAN
    if k and scores:
        taken = mean_over_orders(scores, lambda order: sum(bought[i] for i in order[:k]))
        expected = taken / min(k, len(scores))
    same(share_in_top(k, np.array(scores), np.array(bought, dtype=bool)), expected)


@given(columns(values, values, outcomes | st.just(NAN), most=10))
def test_interval_coverage_counts_those_that_hold_the_truth(table):
    held = given_ones = 0
    for low, high, truth in zip(*table, strict=True):
        if not (math.isnan(low) or math.isnan(high)):
            given_ones += 1
            held += low <= truth <= high
    expected = held / given_ones if given_ones else NAN
    same(interval_coverage(*map(np.array, table)), expected)


@given(columns(values, most=8), st.integers(0, 10))
def test_the_top_holds_whoever_fewer_than_k_are_above(table, k):
    (scores,) = table
    above = [sum(height(other) > height(one) for other in scores) for one in scores]
    expected = [not math.isnan(one) and n < k for one, n in zip(scores, above, strict=True)]
    assert in_top(k, np.array(scores)).tolist() == expected


@given(columns(values, outcomes, most=12), st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_order_of_accounts_decides_nothing(table, k, random):
    scores, came_out = map(np.array, table)
    shuffled = list(range(len(scores)))
    random.shuffle(shuffled)
    there = np.array(shuffled, dtype=int)
    for measure in (concordance, lambda one, other: capture_at(k, one, other)):
        same(measure(scores[there], came_out[there]), measure(scores, came_out))


def test_worked_numbers():
    scores = np.array([3.0, 2.0, 2.0, NAN])
    came_out = np.array([10.0, 0.0, 6.0, 4.0])
    assert concordance(scores, came_out) == pytest.approx(4.5 / 6)
    assert capture_at(2, scores, came_out) == pytest.approx(13 / 16)
    assert share_in_top(2, scores, came_out > 5) == pytest.approx(0.75)
    assert interval_coverage(np.array([1.0, NAN]), np.array([2.0, 9.0]), np.array([2.0, 5.0])) == 1
