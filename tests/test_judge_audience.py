"""Who acts on whom: counted anew in plain Python, and nobody named whom no list may show."""

from collections import Counter

import numpy as np
import pytest
from small_worlds import world
from web_worlds import SCRIPTS, opted_out_world

from influence.graph import WEEK
from influence.judge import activity, ego_graph, reactors, shared_audience
from influence.ranking import compute, find_score, run
from influence.store import open_database

SEEDS = range(6)


def run_of(seed):
    return compute(world(seed), find_score("active_audience"))


def actors_of(graph, position):
    """Return who acted on an account, in plain Python."""
    acts = graph.amplifications
    return {
        a for a, t in zip(acts.actor.tolist(), acts.target.tolist(), strict=True) if t == position
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_shared_audiences_are_those_of_plain_sets(seed):
    found = run_of(seed)
    positions = [0, 3, 5, 7]
    sets = [actors_of(found.graph, each) for each in positions]
    sharing = shared_audience(found, positions)
    assert list(sharing.sizes) == [len(each) for each in sets]
    assert [list(row) for row in sharing.shared] == [[len(a & b) for b in sets] for a in sets]
    assert sharing.together == len(set.union(*sets))
    assert sum(sharing.adds) == sharing.together
    before = set()
    for own, adds in zip(sets, sharing.adds, strict=True):
        assert adds == len(own - before)
        before |= own


@pytest.mark.parametrize("seed", SEEDS)
def test_activity_counts_every_post_and_act_that_has_a_time(seed):
    graph = world(seed)
    for position in range(10):
        weeks = activity(graph, position)
        own = graph.published.published[graph.published.author == position]
        passed = graph.amplifications.happened[graph.amplifications.target == position]
        assert sum(week.posts for week in weeks) == own.size
        assert sum(week.amplifications for week in weeks) == passed.size
        counted = Counter((own // WEEK).astype(int).tolist())
        assert sorted(counted.values()) == sorted(week.posts for week in weeks if week.posts)


@pytest.mark.parametrize("most", [2, 5, 30])
def test_the_circle_is_no_larger_than_asked_and_holds_the_account(tmp_path, most):
    with open_database(opted_out_world(tmp_path / "c.db")) as db:
        found = run(db)
        network = ego_graph(db, found, 10, most)
    assert len(network) <= most
    centres = [node for node, data in network.nodes(data=True) if data["is_centre"]]
    assert centres == [int(found.graph.accounts[10])]
    for actor, target, acts in network.edges(data="weight"):
        one, other = np.searchsorted(found.graph.accounts, [actor, target])
        assert acts == found.graph.acted[[one], [other]][0]


def test_whom_no_list_may_show_reacts_without_a_name(tmp_path):
    hidden = SCRIPTS["latin"]
    with open_database(opted_out_world(tmp_path / "r.db")) as db:
        found = run(db)
        rows = [row for k in range(len(found.graph)) for row in reactors(db, found, k, 50)]
        circles = [ego_graph(db, found, k) for k in range(len(found.graph))]
    assert any(row["account_id"] is None for row in rows)  # it acted on somebody
    assert not [name for name in hidden if name in str(rows)]
    labels = [label for each in circles for _, label in each.nodes(data="label")]
    assert not set(hidden) & set(labels)


def test_who_reacts_most_comes_first_with_the_ways(tmp_path):
    with open_database(opted_out_world(tmp_path / "r.db")) as db:
        found = run(db)
        place = int(found.lists["ranked"].positions[0])
        rows = reactors(db, found, place, 5)
    acts = [row["acts"] for row in rows]
    assert acts == sorted(acts, reverse=True)
    assert all("repost" in row["ways"] for row in rows)
