"""Attacks: they add exactly what they say to a graph, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest
from attacked_worlds import GRAPH, HABITS, MEMBERS, VICTIM, new_rows, same

from influence.ranking.digest import data_digest
from influence.synthetic import ATTACKS
from influence.synthetic.attacks import (
    CAMOUFLAGED,
    POPULAR,
    add_bots,
    add_pod,
    add_self_replies,
    follow_one_another,
)

SIZES = [1, 5, 30]


def unchanged_among(before, after, kinds):
    """Tell whether nothing changed between the accounts that were there before."""
    n = len(before)
    return all((after.acts[kind][:n, :n] != before.acts[kind]).nnz == 0 for kind in kinds)


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("kind", HABITS)
def test_bots_add_exactly_their_acts_on_the_victim(kind, count):
    attacked = add_bots(GRAPH, VICTIM, count, seed=1, habit=HABITS[kind])
    n, each = len(GRAPH), round(HABITS[kind].share * GRAPH.posts[VICTIM])
    on_victim = [row for row in new_rows(GRAPH, attacked) if row[1] == VICTIM]
    assert len(on_victim) == each * count
    acted = attacked.acts["repost"][n:, [VICTIM]].toarray().ravel()
    np.testing.assert_array_equal(acted, np.full(count, each))
    np.testing.assert_array_equal(attacked.amplified[n:, [VICTIM]].toarray().ravel(), acted)
    assert all(GRAPH.published.author[post] == VICTIM for _, _, post, _, _ in on_victim)
    assert {row[0] for row in on_victim} == set(range(n, n + count))


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("kind", HABITS)
def test_bots_hide_behind_popular_accounts_as_their_kind_says(kind, count):
    attacked = add_bots(GRAPH, VICTIM, count, seed=1, habit=HABITS[kind])
    popular = set(np.argsort(-GRAPH.amplifiers, kind="stable")[: POPULAR + 1].tolist()) - {VICTIM}
    made = attacked.amplified[len(GRAPH) :].toarray()
    on_victim = made[:, VICTIM].copy()
    made[:, VICTIM] = 0
    assert set(np.flatnonzero(made.any(axis=0)).tolist()) <= popular
    faces = {"exclusive": 0, "camouflaged": 3, "busy": 5, "slow": 3}[kind]
    assert ((made > 0).sum(axis=1) == faces).all()
    if kind == "busy":
        np.testing.assert_array_equal(made.sum(axis=1), on_victim)
        assert made.max() - made[made > 0].min() <= 1
    else:
        assert made.max(initial=0) == min(faces, 1)


@pytest.mark.parametrize("kind", HABITS)
def test_bots_are_new_accounts_and_change_no_other(kind):
    before = data_digest(GRAPH)
    attacked = add_bots(GRAPH, VICTIM, 5, seed=1, habit=HABITS[kind])
    n = len(GRAPH)
    assert data_digest(GRAPH) == before  # the graph that was given stays as it was
    assert attacked.accounts[n:].tolist() == [GRAPH.accounts[-1] + k for k in range(1, 6)]
    assert attacked.posts[n:].tolist() == attacked.followers[n:].tolist() == [0.0] * 5
    np.testing.assert_array_equal(attacked.posts[:n], GRAPH.posts)
    gained = attacked.followers[:n] - GRAPH.followers
    assert gained[VICTIM] == gained.sum() == 5
    assert unchanged_among(GRAPH, attacked, GRAPH.acts)
    follow = attacked.acts["follow"][n:].tocoo()
    assert follow.col.tolist() == [VICTIM] * 5
    assert set(attacked.acts) == set(GRAPH.acts)
    for kind_of_act in set(GRAPH.acts) - {"repost", "follow"}:
        assert attacked.acts[kind_of_act].nnz == GRAPH.acts[kind_of_act].nnz


def test_bots_act_after_the_post_and_within_the_window():
    attacked = add_bots(GRAPH, VICTIM, 30, seed=1, habit=CAMOUFLAGED)
    rows = new_rows(GRAPH, attacked)
    delays = [moment - GRAPH.published.published[post] for _, _, post, moment, _ in rows]
    assert min(delays) > 0
    assert max(delays) <= 3600
    assert max(row[3] for row in rows) <= GRAPH.until
    assert (attacked.since, attacked.until) == (GRAPH.since, GRAPH.until)


def test_a_bot_is_not_seen_in_a_list_that_was_not_read():
    unlisted = int(np.flatnonzero(~GRAPH.listed & (GRAPH.posts > 5))[0])
    attacked = add_bots(GRAPH, unlisted, 5, seed=1)
    assert attacked.acts["follow"].nnz == GRAPH.acts["follow"].nnz
    assert attacked.followers[unlisted] == GRAPH.followers[unlisted] + 5


@pytest.mark.parametrize("name", ATTACKS)
def test_the_same_seed_is_the_same_attack(name):
    run = ATTACKS[name].run
    digests = [data_digest(run(GRAPH, VICTIM, 5, seed)) for seed in (1, 1, 2)]
    assert digests[0] == digests[1]
    assert (digests[0] != digests[2]) == ("repl" not in ATTACKS[name].many)


def test_a_pod_adds_acts_and_follows_among_its_members_alone():
    attacked = add_pod(GRAPH, MEMBERS, seed=3)
    assert len(attacked) == len(GRAPH)
    inside = np.zeros((len(GRAPH), len(GRAPH)), dtype=bool)
    inside[np.ix_(MEMBERS, MEMBERS)] = True
    np.fill_diagonal(inside, val=False)
    for kind in GRAPH.acts:
        change = attacked.acts[kind].toarray() - GRAPH.acts[kind].toarray()
        assert (change >= 0).all()
        assert not change[~inside].any()
        assert bool(change.any()) == (kind in ("repost", "follow"))
    assert attacked.acts["follow"].toarray()[inside][GRAPH.listed[np.nonzero(inside)[1]]].all()
    for target in MEMBERS.tolist():
        others = np.setdiff1d(MEMBERS, [target])
        share = attacked.amplified[others, target].toarray() / GRAPH.posts[target]
        asked = round(0.7 * GRAPH.posts[target]) / GRAPH.posts[target]
        assert (share >= asked).all()  # more, where a member passed on something before


def test_nobody_passes_on_a_post_twice_however_often_a_pod_meets():
    attacked = add_pod(add_pod(GRAPH, MEMBERS, seed=3), MEMBERS, seed=4)
    acts = attacked.amplifications
    keys = list(zip(acts.actor.tolist(), acts.post.tolist(), strict=True))
    assert len(keys) == len(set(keys))
    total = attacked.acts["repost"].sum() + attacked.acts["quote"].sum()
    assert total == attacked.amplified.sum() == len(keys)


def test_those_who_follow_one_another_do_nothing_else():
    attacked = follow_one_another(GRAPH, MEMBERS)
    same(
        replace(attacked, acts={**attacked.acts, "follow": GRAPH.acts["follow"]}),
        GRAPH,
        but=("followers",),
    )
    held = GRAPH.acts["follow"].toarray()[np.ix_(MEMBERS, MEMBERS)]
    np.testing.assert_array_equal(
        attacked.followers[MEMBERS] - GRAPH.followers[MEMBERS], len(MEMBERS) - 1 - held.sum(axis=0)
    )
    everybody = np.delete(np.arange(len(GRAPH)), MEMBERS)
    np.testing.assert_array_equal(attacked.followers[everybody], GRAPH.followers[everybody])


def test_replies_to_oneself_are_no_acts():
    own = add_self_replies(GRAPH, VICTIM, 5, seed=1, second=False)
    assert data_digest(own) == data_digest(GRAPH)
    same(own, GRAPH)


def test_a_second_account_replies_so_often_to_each_post():
    attacked = add_self_replies(GRAPH, VICTIM, 3, seed=1, second=True)
    n = len(GRAPH)
    assert len(attacked) == n + 1
    assert attacked.acts["reply"][n, VICTIM] == 3 * GRAPH.posts[VICTIM]
    assert attacked.acts["reply"].sum() == GRAPH.acts["reply"].sum() + 3 * GRAPH.posts[VICTIM]
    gained = attacked.published.replies - GRAPH.published.replies
    np.testing.assert_array_equal(gained, 3 * (GRAPH.published.author == VICTIM))
    same(
        replace(
            attacked,
            acts={kind: matrix[:n, :n] for kind, matrix in attacked.acts.items()},
            published=GRAPH.published,
            weeks=attacked.weeks[:n, :n],
        ),
        GRAPH,
        but=("accounts", "posts", "followers", "listed"),
    )
