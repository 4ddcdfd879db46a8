"""The stages of the default score give the printed numbers of the worked example."""

import json
from pathlib import Path

import numpy as np
import pytest

from influence.scores.influence.constants import INTERVAL_LEVEL, INTERVAL_PSI
from influence.scores.influence.estimate import standardised
from influence.scores.influence.evidence import ActedPairs
from influence.scores.influence.guard import guard_weights
from influence.scores.influence.posterior import (
    Observed,
    likelihood,
    posterior,
    posterior_mean,
    quantiles,
)
from influence.scores.influence.promise import promised
from influence.scores.influence.recency import decayed_sum, ladder
from influence.scores.influence.receptivity import fit_receptivity
from influence.scores.influence.single_posts import PostNoise
from influence.scores.influence.virality import post_dispersion

GOLDEN = json.loads(
    (Path(__file__).parent.parent / "data/golden/expected_amplifications.json").read_text()
)
CONSTANTS = GOLDEN["constants"]
AUTHOR = np.array([author for author, _ in GOLDEN["posts"]])
AGE = np.array([age for _, age in GOLDEN["posts"]])
POSTS = np.bincount(AUTHOR).astype(float)
EVENT_POST, EVENT_ACTOR = np.array(GOLDEN["events"]).T
PAIRS, PAIR = np.unique(AUTHOR[EVENT_POST] * 10 + EVENT_ACTOR, return_inverse=True)
ACTED = np.bincount(PAIR).astype(float)
EXACT = {"rtol": 1e-10, "atol": 1e-11}  # twelve digits are printed


def column(values):
    return np.array(list(values.values()) if isinstance(values, dict) else values)


@pytest.fixture(scope="module")
def receptivity():
    target, actor = np.array(
        [(int(target), each) for target, all_ in GOLDEN["followers"].items() for each in all_]
    ).T
    acted = dict(zip(PAIRS, ACTED, strict=True))
    return fit_receptivity(
        target,
        actor,
        POSTS[target],
        np.array([acted.get(key, 0.0) for key in target * 10 + actor]),
        10,
        kappas=(CONSTANTS["kq"], CONSTANTS["ka"]),
        tolerance=1e-14,
    )


@pytest.fixture(scope="module")
def observed(receptivity):
    followers = np.array([len(each) for each in GOLDEN["followers"].values()], dtype=float)
    features = np.column_stack([np.ones(4), np.log1p(followers), np.log(receptivity.audience[:4])])
    promise = promised(features, np.array(CONSTANTS["beta"]))
    return Observed(
        np.bincount(AUTHOR[EVENT_POST], minlength=4).astype(float),
        POSTS,
        promise,
        standardised(np.log1p(followers)),
    )


def test_stage_1_gives_quality_receptivity_and_audience_without_the_own_author(receptivity):
    stage = GOLDEN["stage1"]
    np.testing.assert_allclose(receptivity.quality[:4], column(stage["q"]), **EXACT)
    np.testing.assert_allclose(receptivity.receptivity[4:], column(stage["a"]), **EXACT)
    np.testing.assert_allclose(receptivity.typical_quality, stage["q0"], **EXACT)
    np.testing.assert_allclose(
        receptivity.audience[:4], column(stage["audience_leave_own_author_out"]), **EXACT
    )


def test_stage_2_gives_the_promise_of_an_audience(observed):
    np.testing.assert_allclose(observed.promise, column(GOLDEN["stage2_m"]), **EXACT)


def guard():
    made = np.bincount(EVENT_ACTOR).astype(float)
    return guard_weights(ActedPairs(PAIRS // 10, PAIRS % 10, ACTED), made, POSTS)


def test_the_guard_gives_each_pair_its_weight():
    printed = {
        int(target) * 10 + int(actor): weight
        for (target, actor), weight in (
            (pair.split(","), weight) for pair, weight in GOLDEN["guard"]["weights"].items()
        )
    }
    np.testing.assert_allclose(guard(), [printed[key] for key in PAIRS], **EXACT)


@pytest.mark.parametrize("which", ["unguarded", "guarded"])
def test_stages_3_and_4_give_posterior_and_ladder(observed, which):
    weight = guard()[PAIR] if which == "guarded" else np.ones(PAIR.size)
    author = AUTHOR[EVENT_POST]
    count = np.bincount(author, weights=weight, minlength=4)
    printed = GOLDEN["guard" if which == "guarded" else which]["R"]
    np.testing.assert_allclose(count, column(printed), **EXACT)
    seen = observed._replace(received=count)
    phi = CONSTANTS["phi"]
    weights = posterior(likelihood(seen, PostNoise(phi), np.inf), seen, np.array(CONSTANTS["t"]))
    mean = posterior_mean(weights, seen.promise)
    np.testing.assert_allclose(mean, column(GOLDEN[which]["T0"]), **EXACT)
    steps = ladder(
        mean,
        decayed_sum(author, AGE[EVENT_POST], weight, 4),
        decayed_sum(AUTHOR, AGE, np.ones(AGE.size), 4),
        window=CONSTANTS["window"],
        phi=phi,
    )
    for step, printed_step in zip(steps, GOLDEN[which]["ladder"], strict=True):
        np.testing.assert_allclose(step, [each["T"] for each in printed_step.values()], **EXACT)
    np.testing.assert_allclose(steps[-1], column(GOLDEN[which]["T"]), **EXACT)


def test_the_interval_before_the_ladder_has_the_printed_ends(observed):
    printed = GOLDEN["interval_psi10_level95_before_ladder_rescaling"]
    like = likelihood(observed, PostNoise(CONSTANTS["phi"]), INTERVAL_PSI)
    weights = posterior(like, observed, np.array(CONSTANTS["t"]))
    np.testing.assert_allclose(posterior_mean(weights, observed.promise), printed["T"], **EXACT)
    low, high = quantiles(weights, observed.promise, INTERVAL_LEVEL)
    np.testing.assert_allclose(low, printed["lo"], **EXACT)
    np.testing.assert_allclose(high, printed["hi"], **EXACT)


def test_post_dispersion_runs_to_its_bound_where_posts_are_even():
    counts = np.bincount(EVENT_POST, minlength=AUTHOR.size).astype(float)
    printed = GOLDEN["fit_phi_on_these_posts"]["phi"]
    assert post_dispersion(AUTHOR, counts, min_accounts=1) == pytest.approx(printed, rel=1e-3)
