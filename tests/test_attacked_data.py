"""Attacks on data of every kind: as importing them would have given, or a sentence on why not."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from attacked_worlds import GRAPH, HABITS, MEMBERS, VICTIM, WORLD, new_rows, same
from databases import in_memory

from crawlers.files import import_files
from influence.errors import NothingFound
from influence.graph import (
    Amplifications,
    InteractionGraph,
    NewActs,
    PostTable,
    load,
    with_additions,
)
from influence.synthetic import write_world
from influence.synthetic.attacks import (
    CAMOUFLAGED,
    add_bots,
    add_pod,
    follow_one_another,
    partners,
    posts_of,
)
from influence.synthetic.world import BEGIN


def rewritten(path, change):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def moment(seconds):
    return f"{np.datetime64(int(seconds), 's')}Z"


def imported(folder, attacked):
    """Return the graph of files that hold an attack: what the graph got is written as rows."""
    paths = {path.name: path for path in write_world(WORLD, folder)}
    new = range(len(GRAPH), len(attacked))
    followers = attacked.followers.astype(int).tolist()

    def accounts(rows):
        rows = [{**row, "followers": followers[int(row["id"]) - 1]} for row in rows]
        blank = dict.fromkeys(rows[0], "") | {"followers": 0, "posts": 0}
        return [*rows, *({**blank, "id": k + 1, "handle": f"new{k}"} for k in new)]

    def acts(rows):
        blank = dict.fromkeys(rows[0], "") | {"count": 1}
        for actor, target, post, happened, _ in new_rows(GRAPH, attacked):
            own = {"type": "repost", "post_id": post + 1, "created_at": moment(happened)}
            rows.append({**blank, "actor_id": actor + 1, "target_id": target + 1, **own})
        follow = attacked.acts["follow"].tocoo()
        held = set(zip(*(each.tolist() for each in WORLD.shown_follows()), strict=True))
        for pair in zip(follow.row.tolist(), follow.col.tolist(), strict=True):
            if pair not in held:
                ids = {"actor_id": pair[0] + 1, "target_id": pair[1] + 1}
                rows.append({**blank, **ids, "type": "follow"})
        return rows

    def lists(rows):
        blank = dict.fromkeys(rows[0], "") | {"kind": "followers", "is_complete": 1}
        none = {"claimed_count": 0, "held_count": 0}
        return [*rows, *({**blank, "account_id": k + 1, **none} for k in new)]

    for name, change in (("accounts", accounts), ("interactions", acts), ("coverage", lists)):
        rewritten(paths[f"{name}.csv"], change)
    db = in_memory()
    reports = list(import_files(db, [str(path) for path in paths.values()]))
    assert [report.rejected for report in reports] == [0, 0, 0, 0]
    loaded = load(db)
    db.close()
    return loaded


@pytest.mark.parametrize("kind", HABITS)
def test_an_attack_is_what_importing_it_would_have_given(kind, tmp_path):
    attacked = add_bots(GRAPH, VICTIM, 5, seed=1, habit=HABITS[kind])
    same(imported(tmp_path, attacked), attacked)


def test_a_pod_is_what_importing_it_would_have_given(tmp_path):
    attacked = add_pod(GRAPH, MEMBERS, seed=3)
    loaded = imported(tmp_path, attacked)
    same(loaded, attacked, but=("weeks",))
    assert (attacked.weeks.toarray() <= loaded.weeks.toarray()).all()


def test_acts_on_oneself_in_the_data_leave_the_graph_as_it_was(tmp_path):
    paths = {path.name: str(path) for path in write_world(WORLD, tmp_path)}

    def acts(rows):
        blank = dict.fromkeys(rows[0], "") | {"count": 1, "created_at": moment(BEGIN + 1e6)}
        posts = zip(WORLD.posts.author.tolist(), range(1, 101), strict=False)
        for author, post in posts:
            own = {"actor_id": author + 1, "target_id": author + 1, "post_id": post}
            rows += [{**blank, **own, "type": kind} for kind in ("reply", "repost", "like")]
        return rows

    rewritten(tmp_path / "interactions.csv", acts)
    db = in_memory()
    list(import_files(db, list(paths.values())))
    same(load(db), GRAPH)
    db.close()


def without_posts(graph, numbers):
    """Return the graph of a source that gives numbers of posts alone."""
    empty = PostTable(*(column[:0] for column in graph.published))
    acts = graph.amplifications
    acts = acts._replace(post=np.full(acts.post.size, -1))
    return replace(graph, published=empty, posts=numbers, amplifications=acts)


def test_where_posts_are_only_counted_bots_act_as_often():
    counted = without_posts(GRAPH, GRAPH.posts)
    attacked = add_bots(counted, VICTIM, 5, seed=1)
    acted = attacked.amplified[len(GRAPH) :, [VICTIM]].toarray().ravel()
    np.testing.assert_array_equal(acted, np.full(5, round(0.9 * GRAPH.posts[VICTIM])))
    rows = attacked.amplifications
    new = rows.actor >= len(GRAPH)
    assert (rows.post[new] == -1).all()
    assert (rows.happened[new] >= GRAPH.since).all()
    assert (rows.happened[new] <= GRAPH.until).all()


def test_where_amplifications_are_only_counted_bots_are_too():
    claimed = np.bincount(GRAPH.amplifications.post, minlength=GRAPH.published.ids.size)
    no_acts = Amplifications(*(column[:0] for column in GRAPH.amplifications))
    counted = replace(
        GRAPH,
        acts={"follow": GRAPH.acts["follow"]},
        published=GRAPH.published._replace(claimed=claimed.astype(float)),
        amplifications=no_acts,
        weeks=None,
    )
    attacked = add_bots(counted, VICTIM, 5, seed=1)
    assert set(attacked.acts) == {"follow"}
    assert attacked.amplifications.post.size == 0
    gained = attacked.published.claimed - counted.published.claimed
    assert gained.sum() == 5 * round(0.9 * GRAPH.posts[VICTIM])
    assert (GRAPH.published.author[gained > 0] == VICTIM).all()
    assert gained.max() <= 5


def test_without_posts_there_is_nothing_to_pass_on():
    nothing = without_posts(GRAPH, np.full(len(GRAPH), np.nan))
    with pytest.raises(NothingFound, match="import posts"):
        add_bots(nothing, VICTIM, 5, seed=1)
    with pytest.raises(NothingFound, match="0 other accounts"):
        partners(nothing, VICTIM, 1, seed=1)


def test_without_others_bots_cannot_hide():
    alone = replace(GRAPH, posts=np.where(np.arange(len(GRAPH)) == VICTIM, GRAPH.posts, 0.0))
    with pytest.raises(NothingFound, match="hide"):
        add_bots(alone, VICTIM, 5, seed=1, habit=CAMOUFLAGED)


def test_partners_are_different_accounts_who_post():
    found = partners(GRAPH, VICTIM, 20, seed=1)
    assert len(set(found.tolist())) == 21
    assert VICTIM in found
    assert (GRAPH.posts[found] >= 3).all()
    assert posts_of(GRAPH, VICTIM).size == GRAPH.posts[VICTIM]


def test_the_start_of_a_follow_stays_beside_it():
    follow = GRAPH.acts["follow"].tocoo()
    began = 1000.0 * follow.row + follow.col
    attacked = follow_one_another(replace(GRAPH, follow_began=began), MEMBERS)
    pairs = attacked.acts["follow"].tocoo()
    old = np.isfinite(attacked.follow_began)
    assert old.sum() == began.size < old.size
    expected = 1000.0 * pairs.row + pairs.col
    np.testing.assert_array_equal(attacked.follow_began[old], expected[old])


def test_additions_to_an_empty_graph_are_all_that_it_holds():
    nothing, none = np.empty(0), np.empty(0, dtype=int)
    graph = InteractionGraph(
        np.array([4, 7]),
        {},
        np.array([2.0, np.nan]),
        np.full(2, np.nan),
        np.array([False, False]),
        PostTable(none, none, *[nothing] * 4),
        Amplifications(none, none, none, nothing, nothing),
    )
    acts = NewActs(np.array([1, 0, 2]), np.array([0, 0, 0]), np.full(3, -1), np.full(3, np.nan))
    found = with_additions(graph, {"repost": acts}, (np.array([1]), np.array([0])), accounts=1)
    assert found.accounts.tolist() == [4, 7, 8]
    assert found.acts["repost"].toarray().tolist() == [[0, 0, 0], [1, 0, 0], [1, 0, 0]]
    assert set(found.acts) == {"repost"}
    assert np.isnan(found.followers).all()
    assert found.weeks is None
