"""Worlds with known truth: the same from the same settings, the same through files, as planted."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from databases import in_memory
from scipy import stats

from crawlers.files import import_files
from influence.errors import UsageError
from influence.graph import load
from influence.records import AMPLIFICATION_KINDS
from influence.synthetic import DEMO, HARSH, PLAIN, Role, make_world, write_world
from influence.synthetic.responses import DAY

SMALL = replace(
    HARSH, seed=31, accounts=400, communities=4, response=1 / 20, likes=1.0, replies=0.5
)
PLANTED = replace(DEMO, seed=32, fakes=0.2)
SETTINGS = {"small": SMALL, "planted": PLANTED}


@pytest.fixture(scope="module", params=SETTINGS)
def any_world(request):
    return make_world(SETTINGS[request.param])


@pytest.fixture(scope="module")
def planted():
    return make_world(PLANTED)


def texts(folder):
    return {path.name: path.read_bytes() for path in Path(folder).glob("*.csv")}


def written(settings, folder):
    write_world(make_world(settings), folder)
    return texts(folder)


def who(world, role):
    return np.flatnonzero(world.people.role == role).tolist()


def followers_of(world, account):
    actor, target = world.follows
    return actor[target == account]


def followed_by(world, account):
    actor, target = world.follows
    return target[actor == account]


def passed_on(world):
    """Return (actor, post) of every repost and quote."""
    acts = [world.acts[kind] for kind in AMPLIFICATION_KINDS]
    return (
        np.concatenate([each.actor for each in acts]),
        np.concatenate([each.post for each in acts]),
    )


def pairs(one, other):
    return sorted(zip(one.tolist(), other.tolist(), strict=True))


def passed_between(world, actor, author):
    """Return which share of an author's posts an actor passed on."""
    actors, posts = passed_on(world)
    count = np.sum((actors == actor) & (world.posts.author[posts] == author))
    return count / world.people.posts[author]


def test_the_same_settings_give_the_same_bytes(tmp_path):
    once, again = written(SMALL, tmp_path / "once"), written(SMALL, tmp_path / "again")
    assert len(once) == 5
    assert once == again
    assert make_world(SMALL).digest() == make_world(SMALL).digest()


def test_another_process_writes_the_same_bytes(tmp_path, demo_folder):
    there = texts(demo_folder / "build/demo")
    here = written(DEMO, tmp_path)
    assert {name: there[name] for name in here} == here


def test_another_seed_gives_another_world(tmp_path):
    one, other = written(SMALL, tmp_path / "1"), written(replace(SMALL, seed=33), tmp_path / "2")
    assert [name for name in one if one[name] == other[name]] == []
    assert make_world(SMALL).digest() != make_world(replace(SMALL, seed=33)).digest()


def test_what_is_drawn_later_leaves_the_rest_as_it_was():
    one, other = make_world(SMALL), make_world(replace(SMALL, likes=0.0, replies=2.0, quotes=0.4))
    assert pairs(*passed_on(one)) == pairs(*passed_on(other))
    assert "like" not in other.acts
    assert other.acts["reply"].actor.size > one.acts["reply"].actor.size
    assert other.acts["quote"].actor.size > one.acts["quote"].actor.size


def test_a_world_is_the_same_through_files(any_world, tmp_path):
    db = in_memory()
    reports = list(import_files(db, [str(path) for path in write_world(any_world, tmp_path)]))
    assert [report.rejected for report in reports] == [0, 0, 0, 0]
    loaded, direct = load(db), any_world.graph()
    for name in ("accounts", "posts", "followers", "listed", "since", "until", "follow_began"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(direct, name), name)
    for name in ("published", "amplifications"):
        for column, same in zip(getattr(loaded, name), getattr(direct, name), strict=True):
            np.testing.assert_array_equal(column, same, name)
    assert set(loaded.acts) == set(direct.acts) == {*any_world.acts, "follow"}
    for kind, matrix in direct.acts.items():
        np.testing.assert_array_equal(loaded.acts[kind].toarray(), matrix.toarray(), kind)
    held = db.execute("select sum(held_count) from coverage where kind = 'followers'").fetchone()
    assert held == (any_world.shown_follows()[0].size,)
    db.close()


def test_the_truth_lies_beside_the_files_that_are_imported(any_world, tmp_path):
    assert tmp_path / "truth.csv" not in write_world(any_world, tmp_path)
    with (tmp_path / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["id"]) for row in rows] == list(range(1, len(any_world) + 1))
    assert len({row["handle"] for row in rows}) == len(any_world)
    assert [Role[row["role"].upper()] for row in rows] == any_world.people.role.tolist()
    truth = [float(row["expected_amplifications"]) for row in rows]
    np.testing.assert_allclose(truth, any_world.truth, rtol=1e-5)


def test_a_list_that_is_missing_hides_its_follows_and_no_claim():
    world = make_world(SMALL)
    hidden = ~world.listed
    assert 0.05 < hidden.mean() < 0.15
    graph = world.graph()
    shown = np.bincount(graph.acts["follow"].indices, minlength=len(world))
    np.testing.assert_array_equal(shown, np.where(hidden, 0, world.followers))
    np.testing.assert_array_equal(graph.followers, world.followers)


def test_nobody_acts_on_itself_or_twice_or_follows_twice(any_world):
    actor, target = any_world.follows
    assert (actor != target).all()
    assert len(set(pairs(actor, target))) == actor.size
    columns = [passed_on(any_world)]
    columns += [(any_world.acts[kind].actor, any_world.acts[kind].post) for kind in any_world.acts]
    for who_acted, post in columns:
        assert who_acted.size
        assert (who_acted != any_world.posts.author[post]).all()
        assert len(set(pairs(who_acted, post))) == post.size


def test_everything_happens_in_the_window_and_after_its_post(any_world):
    end = any_world.settings.days * DAY
    published = any_world.posts.published
    assert published.min() >= 0
    assert published.max() < end
    for acts in any_world.acts.values():
        assert (acts.happened > published[acts.post]).all()
        assert (acts.happened < end).all()


def test_without_cascades_only_followers_act_and_with_them_others_too():
    for share in (0.0, 0.4):
        world = make_world(replace(SMALL, cascade=share))
        actor, post = passed_on(world)
        strangers = {*pairs(actor, world.posts.author[post])} - {*pairs(*world.follows)}
        assert bool(strangers) == bool(share)


def test_posts_bring_what_the_truth_says():
    world = make_world(replace(PLAIN, seed=34, accounts=4000, response=1 / 50))
    expected = float(world.people.posts @ world.truth)
    happened = passed_on(world)[0].size
    assert expected > 5_000
    assert abs(happened - expected) < 4 * np.sqrt(expected)
    rated = world.people.posts >= 20
    received = np.bincount(world.posts.author[passed_on(world)[1]], minlength=len(world))
    rate = received[rated] / world.people.posts[rated]
    assert stats.spearmanr(rate, world.truth[rated]).statistic > 0.9


def test_as_many_are_planted_as_asked(planted):
    found = {role: len(who(planted, role)) for role in Role}
    asked = planted.settings
    assert found[Role.FAKE_FOLLOWER] == 0.2 * len(planted)
    assert found[Role.BOUGHT_AUDIENCE] == 5  # eight for a thousand fakes
    assert found[Role.BOOSTED] == asked.boosted
    assert found[Role.BOT] == asked.boosted * asked.bots_each
    assert found[Role.POD] == asked.pod
    assert found[Role.SILENT_CELEBRITY] == 1
    assert found[Role.NICHE_STAR] == asked.niche_stars


def test_the_celebrity_is_followed_most_and_by_those_who_pass_little_on(planted):
    (celebrity,) = who(planted, Role.SILENT_CELEBRITY)
    followers, people = planted.followers, planted.people
    assert followers[celebrity] > 1.2 * np.delete(followers, celebrity).max()
    readiness = people.receptivity
    fans = followers_of(planted, celebrity)
    assert np.median(readiness[fans]) < 0.5 * np.median(readiness[readiness > 0])
    ordinary = (people.role == Role.ORDINARY) & (people.posts > 0) & (followers >= 20)
    response = planted.truth / np.maximum(followers, 1)
    assert response[celebrity] < 0.5 * np.median(response[ordinary])


def test_bots_serve_one_account_and_pass_on_almost_all_of_it(planted):
    bots = who(planted, Role.BOT)
    for bot in bots:
        master = int(planted.people.owner[bot])
        assert planted.people.role[master] == Role.BOOSTED
        assert followed_by(planted, bot).tolist() == [master]
        actors, posts = passed_on(planted)
        assert set(planted.posts.author[posts[actors == bot]].tolist()) == {master}
        assert planted.people.posts[bot] == 0
    habits = [passed_between(planted, bot, planted.people.owner[bot]) for bot in bots]
    assert 0.8 < np.mean(habits) < 0.95


def test_bots_are_no_audience(planted):
    boosted = who(planted, Role.BOOSTED)
    received = np.bincount(planted.posts.author[passed_on(planted)[1]], minlength=len(planted))
    rate = received[boosted] / planted.people.posts[boosted]
    assert (rate > 4).all()  # six bots
    assert (planted.truth[boosted] < 0.5 * rate).all()


def test_the_pod_passes_on_one_another(planted):
    pod = who(planted, Role.POD)
    ways = [(one, other) for one in pod for other in pod if one != other]
    assert all(other in followed_by(planted, one) for one, other in ways)
    habits = [passed_between(planted, one, other) for one, other in ways]
    assert 0.5 < np.mean(habits) < 0.8
    assert min(habits) > 0


def test_bought_followers_come_from_one_seller_and_do_nothing(planted):
    people = planted.people
    buyers, fakes = who(planted, Role.BOUGHT_AUDIENCE), who(planted, Role.FAKE_FOLLOWER)
    for buyer in buyers:
        bought = np.intersect1d(followers_of(planted, buyer), fakes)
        assert bought.size > 0.15 * len(fakes)
        assert len(set(people.owner[bought].tolist())) == 1
    actor, target = planted.follows
    assert set(target[np.isin(actor, fakes)].tolist()) == set(buyers)
    assert not np.isin(target, fakes).any()
    assert not np.isin(planted.posts.author, fakes).any()
    assert not any(np.isin(acts.actor, fakes).any() for acts in planted.acts.values())


def test_niche_stars_have_few_followers_who_listen(planted):
    stars = who(planted, Role.NICHE_STAR)
    (celebrity,) = who(planted, Role.SILENT_CELEBRITY)
    readiness = planted.people.receptivity
    for star in stars:
        followers = followers_of(planted, star)
        assert 0.7 * PLANTED.niche_audience < followers.size < planted.followers[celebrity]
        assert np.median(readiness[followers]) > 2 * np.median(readiness[readiness > 0])
    assert (planted.truth[stars] > planted.truth[celebrity]).all()


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"lurkers": 0.0}, "that never post"), ({"pod": 40}, "that post"), ({"fakes": 0.9}, "never")],
)
def test_a_world_too_small_for_its_plants_is_refused(settings, words):
    with pytest.raises(UsageError, match=words):
        make_world(replace(PLAIN, accounts=50, **settings))


@pytest.mark.parametrize("accounts", [1, 2, 30])
def test_a_tiny_world_is_a_world(accounts):
    world = make_world(replace(SMALL, accounts=accounts, fakes=0.0))
    assert len(world.graph()) == world.truth.size == accounts
