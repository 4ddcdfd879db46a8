"""What the default score does where lists, actors, posts or times are missing."""

from dataclasses import replace

import numpy as np
import pytest
from small_worlds import DAY, world

from influence.graph import (
    TIER_A,
    TIER_B,
    Amplifications,
    InteractionGraph,
    PostTable,
    exposure_pairs,
    in_order,
    induced,
    neighbourhood,
    pair_matrix,
)
from influence.scores.influence import influence
from influence.scores.influence.leave_out import Fitted, without_each


def graph_of(posts, reposts, *, n=None, followers=None, claimed=None, times=True):
    """Make a graph of posts [(author, day)] and reposts [(actor, target, post, count)]."""
    n = n or 1 + max([a for a, _ in posts] + [max(r[:2]) for r in reposts], default=0)
    author = np.array([a for a, _ in posts], dtype=np.int64)
    day = np.array([d for _, d in posts], dtype=float)
    actor, target, post, count = (
        np.array(column) for column in (zip(*reposts, strict=True) if reposts else ([],) * 4)
    )
    actor, target, post = (column.astype(np.int64) for column in (actor, target, post))
    happened = np.full(actor.size, np.nan)
    if times:
        linked = post >= 0
        happened = np.where(linked, np.append(day, 0.0)[post] * DAY, np.arange(actor.size) * 60.0)
    counted = np.bincount(author, minlength=n).astype(float)
    amplified = in_order(Amplifications(actor, target, post, happened, count.astype(float)))
    return InteractionGraph(
        np.arange(n),
        {"repost": pair_matrix(actor, target, count, n)},
        np.where(counted > 0, counted, np.nan),
        np.full(n, np.nan) if followers is None else np.array(followers, dtype=float),
        np.zeros(n, dtype=bool),
        PostTable(
            np.arange(author.size),
            author,
            day * DAY,
            np.full(author.size, np.nan) if claimed is None else np.array(claimed, dtype=float),
            *[np.full(author.size, np.nan)] * 2,
        ),
        amplified,
        None,
        0.0,
        100 * DAY,
    )


def test_nothing_amplified_rates_nobody_and_says_why():
    values = influence(graph_of([(0, 1), (1, 2)], []))
    assert np.isnan(values.value).all()
    assert "reposted" in values.facts["why_nothing"]


def test_tier_a_needs_lists_of_half_the_candidates():
    assert influence(world(1)).facts["tier"] == "A"
    few = world(1)
    few = replace(few, listed=np.arange(len(few)) < 3)
    assert influence(few).facts["tier"] == "B"


def test_a_missing_list_lies_on_the_line_of_the_others():
    graph = world(4)
    hidden = int(np.argmax(graph.posts))
    listed = np.ones(len(graph), dtype=bool)
    listed[hidden] = False
    values = influence(replace(graph, listed=listed))
    assert values.facts["tier"] == "A"
    assert "unguarded_beta list unknown" in values.facts
    assert values.companions["tier"][hidden] == TIER_B
    assert np.isnan(values.companions["receptive_audience"][hidden])
    assert np.isfinite(values.value[hidden])


def test_pairs_without_a_list_have_unknown_exposures_and_silent_followers_are_kept():
    graph = world(2)
    listed = np.arange(len(graph)) % 2 == 0
    pairs = exposure_pairs(replace(graph, listed=listed))
    assert np.isnan(pairs.exposures[pairs.tier == TIER_B]).all()
    in_a = pairs.tier == TIER_A
    assert (pairs.acted[in_a] == 0).any()
    assert listed[pairs.target[in_a]].all()
    assert (pairs.acted[~in_a] > 0).all()
    assert pairs.acted.sum() == graph.amplified.sum()


def test_exposures_count_only_posts_since_the_follow_began():
    graph = world(2)
    follow = graph.acts["follow"].tocoo()
    began = np.full(follow.row.size, 32 * DAY)
    pairs = exposure_pairs(replace(graph, follow_began=began))
    recent = graph.published.published >= 32 * DAY
    since = np.bincount(graph.published.author[recent], minlength=len(graph))
    silent = (pairs.tier == TIER_A) & (pairs.acted == 0)
    np.testing.assert_array_equal(pairs.exposures[silent], since[pairs.target[silent]])


def test_counts_per_post_alone_are_tier_c_and_rated_by_their_best_post():
    posts = [(a, d) for a in range(6) for d in range(1, 5)]
    claimed = [7, 0, 1, 2, 4, 4, 4, 4, *[1] * 16]
    values = influence(graph_of(posts, [], claimed=claimed))
    assert values.facts["tier"] == "C"
    assert values.companions["amplifiers"][:2].tolist() == [7, 4]
    assert values.companions["rated"][:2].tolist() == [1, 0]
    assert values.companions["amplifications"][0] == 10


def test_unknown_posts_give_amplifications_per_hour_and_say_so():
    reposts = [(j, t, -1, 1) for t in range(4) for j in range(10, 16 + 3 * t)]
    values = influence(graph_of([], reposts))
    assert values.facts["unit"] == "expected amplifications per hour"
    assert "per hour" in values.facts["what_cannot_be_known"]
    assert np.isnan(values.companions["posts"][:4]).all()
    assert (np.diff(values.value[:4]) > 0).all()
    assert np.isnan(values.value[4:]).all()


def test_nobody_passes_on_more_posts_than_there_are():
    posts = [(a, d) for a in range(4) for d in range(1, 4)]
    reposts = [(j, 0, -1, 50) for j in range(10, 16)] + [(j, 1, -1, 1) for j in range(10, 16)]
    values = influence(graph_of(posts, reposts, times=False))
    assert values.companions["amplifications"][0] == 18


def test_without_times_the_ladder_is_off():
    posts = [(a, d) for a in range(8) for d in range(1, 6)]
    reposts = [(10 + j, a, -1, 1) for a in range(8) for j in range(a)]
    values = influence(graph_of(posts, reposts, times=False))
    for step in ("recent_1", "recent_2", "recent_3"):
        np.testing.assert_array_equal(values.stages[step], values.stages["observed_mean"])


def test_recent_amplifications_lift_and_old_ones_lower():
    posts = [(a, d) for a in (0, 1) for d in range(0, 100, 5)]
    late = [(10 + j, 0, p, 1) for p in range(16, 20) for j in range(30)]
    early = [(10 + j, 1, 20 + p, 1) for p in range(4) for j in range(30)]
    values = influence(graph_of(posts, late + early))
    assert values.stages["observed_mean"][0] == pytest.approx(values.stages["observed_mean"][1])
    assert values.value[0] > 1.2 * values.stages["observed_mean"][0]
    assert values.value[1] < 0.8 * values.stages["observed_mean"][1]


def test_exclusive_amplifiers_are_flagged_with_both_numbers():
    honest = [(60 + j, a, 20 * a + j % 20, 1) for a in range(6) for j in range(60)]
    bots = [(50 + b, 6, 120 + p, 1) for b in range(6) for p in range(20)]
    posts = [(a, 1 + 4 * p) for a in range(7) for p in range(20)]
    values = influence(graph_of(posts, honest + bots))
    assert values.companions["flagged"].tolist()[:7] == [0, 0, 0, 0, 0, 0, 1]
    assert values.value[6] == values.companions["guarded"][6]
    assert values.companions["unguarded"][6] > 2 * values.companions["guarded"][6]


def test_the_floor_is_three_posts_and_five_amplifiers():
    posts = [(0, 1), (0, 2), (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    reposts = (
        [(10 + j, 0, 0, 1) for j in range(9)]
        + [(10 + j, 1, 2, 1) for j in range(4)]
        + [(10 + j, 2, 5, 1) for j in range(5)]
    )
    companions = influence(graph_of(posts, reposts)).companions
    assert companions["rated"][:3].tolist() == [0, 0, 1]
    assert companions["evidence"][:3].tolist() == [4, 4, 3]


def test_leaving_an_amplifier_out_is_what_the_fixed_fit_gives_without_it():
    graph = world(6)
    values = influence(graph)
    position = int(np.nanargmax(values.companions["unguarded"]))
    near = neighbourhood(graph, position)
    own = int(np.searchsorted(near, position))
    part = induced(graph, near)
    fitted = Fitted(
        values.stages["promised"][position],
        values.stages["audience_size"][position],
        np.array([float(t) for t in values.facts["unguarded_shape"].split()]),
        values.facts["phi"],
    )
    actors = np.flatnonzero(part.amplified[:, [own]].toarray().ravel())
    without = without_each(part, own, actors, fitted)
    assert without[-1] == pytest.approx(values.companions["unguarded"][position], rel=1e-12)
    assert (without[:-1] < without[-1]).all()
    for actor, value in zip(actors, without, strict=False):
        acts = part.amplifications
        kept = ~((acts.actor == actor) & (acts.target == own))
        less = replace(part, amplifications=Amplifications(*(c[kept] for c in acts)))
        assert value == pytest.approx(
            without_each(less, own, np.empty(0, np.int64), fitted)[-1], rel=1e-12
        )


def test_own_passivity_needs_thirty_exposures():
    graph = world(5)
    passivity = influence(graph).companions["passivity"]
    pairs = exposure_pairs(graph)
    shown = np.bincount(pairs.actor, np.nan_to_num(pairs.exposures), minlength=len(graph))
    np.testing.assert_array_equal(np.isfinite(passivity), shown >= 30)
    assert ((passivity >= 0) & (passivity <= 1))[np.isfinite(passivity)].all()
