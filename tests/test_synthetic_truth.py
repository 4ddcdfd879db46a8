"""The truth of a world against brute force: many posts, drawn follower by follower."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from influence.synthetic import HARSH, KINDS, PLAIN, make_world
from influence.synthetic.draws import Stage
from influence.synthetic.responses import Posts, draw_acts, draw_hazards, spread_on

POSTS = 3000
LIVELY = replace(
    HARSH, seed=51, accounts=300, communities=3, response=1 / 15, likes=0.0, logistic=True
)
ALIKE = {
    "single step": replace(LIVELY, cascade=0.0),
    "cascades": LIVELY,
    "same pull": replace(LIVELY, virality=0.0, drift=0.0, seed=52),
    "product of traits": replace(LIVELY, logistic=False, virality=0.5, seed=55),
}


@cache
def drawn(name):
    world = make_world(ALIKE[name])
    return world, draw_hazards(world.settings, world.people, *world.follows).people


def judged(world):
    """Return some accounts from the most to the least influential."""
    order = np.argsort(-world.truth)
    return np.sort(order[[0, 1, 2, 5, 10, 20, 40, 80, 120]])


def pulls(world, author, rng):
    """Return the pull of many next posts of an account."""
    spread = world.settings.virality
    return np.exp(world.posts.drift[author] + spread * rng.standard_normal(POSTS) - spread**2 / 2)


def decides(settings, log_strength):
    """Return the chance of a person: logistic in the sum of logs, or that of a Poisson throw."""
    strength = np.exp(log_strength)
    return strength / (1 + strength) if settings.logistic else 1 - np.exp(-strength)


def simulated(name, author, *, once):
    """Return how many pass on each of many posts of an author, (posts,).

    The generator's words as a loop: each follower of whoever shows a post decides, with log odds
    that are the sum of log quality, log receptivity and noise. ``once`` counts a person once a
    post, who then shows it once; else all that happens counts, as the branching process has it.
    """
    world, hazard = drawn(name)
    rng = np.random.default_rng([53, author])
    actor, target = world.follows
    quality, pull = world.people.quality, pulls(world, author, rng)
    shown = {author: np.ones(POSTS, dtype=int)}
    reached = np.zeros((len(world), POSTS), dtype=int)
    for share in (1.0, world.settings.cascade, world.settings.cascade):
        found = np.zeros_like(reached)
        for shower, times in shown.items():
            for pair in np.flatnonzero((target == shower) & (share * hazard > 0)):
                strength = share * hazard[pair] / quality[shower] * quality[author] * pull
                found[actor[pair]] += rng.binomial(times, decides(world.settings, np.log(strength)))
        if once:
            found = (found > 0) & (reached == 0)
            found[author] = False
        reached += found
        shown = {person: found[person].astype(int) for person in np.flatnonzero(found.any(axis=1))}
    return reached.sum(axis=0)


def standard_errors(counts, expected):
    return (counts.mean() - expected) / (counts.std() / np.sqrt(POSTS))


@pytest.mark.parametrize("name", ALIKE)
def test_the_truth_is_what_many_posts_bring(name):
    world, _ = drawn(name)
    off = [
        standard_errors(simulated(name, author, once=False), world.truth[author])
        for author in judged(world)
    ]
    assert np.abs(off).max() < 4
    assert np.mean(np.square(off)) < 2.5


def test_the_truth_counts_a_person_who_is_reached_twice_twice():
    world, _ = drawn("cascades")
    first = int(np.argmax(world.truth))
    assert simulated("cascades", first, once=True).mean() < 0.9 * world.truth[first]
    world, _ = drawn("single step")
    first = int(np.argmax(world.truth))
    per_post = simulated("single step", first, once=True)
    assert abs(standard_errors(per_post, world.truth[first])) < 4


@pytest.mark.parametrize("name", ALIKE)
def test_a_world_draws_as_many_as_the_loop_does(name):
    world, hazard = drawn(name)
    settings = replace(world.settings, days=100_000)
    for author in judged(world):
        rng = np.random.default_rng([54, author])
        posts = Posts(
            np.full(POSTS, author), np.zeros(POSTS), pulls(world, author, rng), world.posts.drift
        )
        acts = draw_acts(settings, Stage.AMPLIFICATIONS, posts, world.follows, hazard)
        if settings.cascade:
            acts = spread_on(settings, posts, world.people.quality, world.follows, hazard, acts)
        per_post = np.bincount(acts.post, minlength=POSTS)
        looped = simulated(name, author, once=True)
        error = np.sqrt((per_post.var() + looped.var()) / POSTS)
        assert abs(per_post.mean() - looped.mean()) < 4 * error


def test_every_pair_of_a_logistic_world_acts_by_its_own_odds():
    settings = replace(PLAIN, accounts=60, communities=1, posts_median=3000.0, lurkers=0.2)
    settings = replace(settings, fakes=0.0, response=1 / 10, days=9000, logistic=True)
    world = make_world(settings)
    actor, target = world.follows
    odds = draw_hazards(settings, world.people, actor, target).people
    made = world.graph().amplified[actor, target]
    posts = world.people.posts[target]
    expected = posts * odds / (1 + odds)
    sure = (expected > 20) & (posts - expected > 20)
    off = (made - expected)[sure] / np.sqrt((expected * (1 - odds / (1 + odds)))[sure])
    assert sure.sum() > 300
    assert abs(off.mean()) < 0.1
    assert 0.9 < off.std() < 1.1


def test_a_habit_is_the_same_in_a_logistic_world():
    world = make_world(replace(PLAIN, seed=55, accounts=2000, boosted=4, logistic=True))
    bots = np.flatnonzero(world.people.owner >= 0)
    bots = bots[world.people.receptivity[bots] == 0]
    graph = world.graph()
    owner = world.people.owner[bots]
    serve = np.isin(owner, np.flatnonzero(world.people.posts > 0))
    share = graph.amplified[bots[serve], owner[serve]] / graph.posts[owner[serve]]
    assert 0.8 < share[share > 0].mean() < 0.95


def test_every_kind_of_world_is_another_one():
    digests = {name: make_world(replace(KINDS[name], accounts=400)).digest() for name in KINDS}
    assert len(set(digests.values())) == len(KINDS) == 8
    assert KINDS["plain"] is PLAIN
    assert KINDS["harsh"] is HARSH


def test_four_times_the_response_is_about_four_times_as_much():
    one, four = (
        make_world(replace(KINDS[name], cascade=0.0, accounts=5000)).graph()
        for name in ("harsh", "harsh_x4")
    )
    ratio = four.amplified.sum() / one.amplified.sum()
    assert 3 < ratio < 4  # chances saturate


def test_a_setting_that_is_left_alone_leaves_the_digest_alone():
    assert ", logistic=False" in repr(HARSH)
    world = make_world(replace(HARSH, accounts=50, fakes=0.0))
    assert world.digest() != make_world(replace(world.settings, logistic=True)).digest()
