"""The last part of a budget completes the accounts that matter, and says what more would take."""

import json
from functools import partial

import pytest
from fake_bluesky import FakeBluesky, crawl, did, name_of, uri
from fake_web import rows
from hypothesis import given, settings
from hypothesis import strategies as st

import influence as inf
from crawlers.frontier import PARTS, Lacking, costs_of, in_order, lot, within
from crawlers.run.completing import Completing
from influence import cli
from influence.records import Account, Consent, Follow, Key, Task
from influence.store import ingest, open_database
from influence.store.crawling import ask_followers, followers_sampled

FANS = [f"fan{n:03d}" for n in range(430)]
LACKING = st.lists(
    st.builds(
        Lacking,
        st.integers(0, 4),
        st.sampled_from(PARTS),
        st.text("abcdef", min_size=1, max_size=2),
        st.integers(1, 5),
    ),
    max_size=30,
)


def small(**changed):
    """Return Ann with 430 followers and 25 posts, Ben with 30 followers, and Cleo whom few know."""
    told = {
        "posts": {"ann": 25, "ben": 12, "cleo": 3},
        "follows": {fan: ["ann"] + ["ben"] * (fan < "fan030") for fan in FANS} | {"ann": ["ben"]},
        "reposts": {
            **{fan: [("ann", n) for n in range(25)] for fan in FANS[:7]},
            **{fan: [("ben", n) for n in range(12)] for fan in FANS[8:11]},
            "ann": [("cleo", 0), ("ben", 3)],
        },
    }
    return FakeBluesky(**{**told, **changed})


def ask(path, question, *values):
    with open_database(path) as db:
        return db.conn.execute(question, values).fetchall()


def coverage(path, kind):
    """Return account -> whether a list of it is whole, what is claimed and held of it."""
    question = """
        select native_id, is_complete, claimed_count, held_count from coverage
        join accounts using (account_id) where coverage.kind = ? and post_id is null
        """
    return {name_of(native_id): tuple(rest) for native_id, *rest in ask(path, question, kind)}


# ---- what is asked for, in which order


@given(LACKING, st.integers(0, 60))
def test_a_plan_never_costs_more_than_the_budget_and_leaves_nothing_out_before_its_end(
    lacking, budget
):
    ordered = in_order(lacking)
    bought = within(ordered, budget)
    assert sum(each.requests for each in bought) <= budget
    assert bought == ordered[: len(bought)]
    rest = ordered[len(bought) :]
    assert not rest or sum(each.requests for each in [*bought, rest[0]]) > budget


@given(LACKING, st.integers(0, 60), st.integers(0, 60))
def test_a_budget_spent_in_two_calls_buys_what_it_buys_in_one(lacking, first, second):
    bought = within(in_order(lacking), first)
    left = first - sum(each.requests for each in bought)
    rest = [each for each in in_order(lacking) if each not in bought]
    assert [*bought, *within(in_order(rest), second + left)] == within(
        in_order(lacking), first + second
    )


@given(LACKING, st.randoms())
def test_lists_come_first_and_accounts_in_their_order_whatever_the_order_told(lacking, random):
    ordered = in_order(lacking)
    assert [(each.part == "acts", each.account) for each in ordered] == sorted(
        (each.part == "acts", each.account) for each in ordered
    )
    names = [each.name for each in ordered if each.part == "acts"]
    assert len(names) == len(set(names))
    mixed = sorted(set(lacking), key=lambda _: random.random())
    assert [each[:3] for each in in_order(mixed)] == [each[:3] for each in ordered]
    costs = costs_of(lacking)
    assert [*costs] == sorted({each.account for each in lacking})
    assert sum(sum(parts.values()) for parts in costs.values()) == sum(
        each.requests for each in ordered
    )


# ---- the sample


@settings(max_examples=40)
@given(st.lists(st.text("abcxyz", min_size=1, max_size=3), unique=True), st.integers(0, 12))
def test_the_sample_is_the_followers_with_the_first_lots_whoever_is_read_first(names, size):
    ann, samples = Key("bluesky", did("ann")), []
    for order in (names, names[::-1]):
        with open_database(":memory:", create=True) as db:
            fans = [Key("bluesky", did(name)) for name in order]
            ingest(db, [Account(ann), *(Follow(fan, ann) for fan in fans)])
            if fans:
                ingest(db, [Consent(Key("bluesky", did(names[0])), "deny", "said so")])
            (account_id,) = db.execute(
                "select account_id from accounts where native_id = ?", [did("ann")]
            ).fetchone()
            sample = followers_sampled(db, account_id, size, lot, ())
            samples.append([each.native_id for each in sample])
            assert {each.held for each in sample} <= {max(len(names) - 1, 0)}
    assert samples[0] == samples[1] == sorted(map(did, names[1:]), key=lot)[:size]


# ---- crawls


def test_the_accounts_that_matter_become_complete_and_the_sample_is_stated(tmp_path):
    path, network = tmp_path / "a.db", small()
    report = crawl(path, network, budget=3_000)
    assert (report.stopped, report.mattering, report.complete) == ("done", 3, 3)
    assert coverage(path, "followers")["ann"] == (1, 430, 430)
    assert coverage(path, "sampled followers") == {"ann": (1, 430, 20), "ben": (1, 31, 20)}
    acts = ask(
        path,
        """
        select p.native_id, count(*) from interactions i join posts p using (post_id)
        where i.kind = 'repost' group by 1
        """,
    )
    assert dict(acts) == {
        **{uri("ann", n): 7 for n in range(25)},
        **{uri("ben", n): 3 + (n == 3) for n in range(12)},
        uri("cleo", 0): 1,
    }


def test_without_that_part_older_posts_and_longer_lists_are_left(tmp_path):
    path, network = tmp_path / "a.db", small()
    report = crawl(path, network, budget=3_000, exposure=0)
    assert (report.stopped, report.mattering) == ("done", 0)
    assert coverage(path, "followers")["ann"] == (0, 430, 300)
    assert coverage(path, "sampled followers") == {}
    assert len([url for url in network.asked if "getRepostedBy" in url]) < 25
    with open_database(path) as db:
        (needs, *_) = Completing(db, {"sample": 20}).costs()
    assert needs.account.native_id == did("ann")
    assert needs.requests == {"posts": 0, "amplifiers": 15, "followers": 2, "acts": 40}


@pytest.mark.parametrize("budget", [5, 30, 55, 90, 140])
def test_no_budget_is_exceeded_and_what_more_would_take_is_told(tmp_path, budget):
    path, network = tmp_path / "a.db", small()
    report = crawl(path, network, most=1, budget=budget, exposure=0.6)
    robots = sum(url.endswith("/robots.txt") for url in network.asked)
    assert len(network.asked) - robots <= budget
    assert report.requests == len(network.asked)
    with open_database(path) as db:
        completing = Completing(db, {"sample": 20, "since": "90d"})
        before = sum(cost.total for cost in completing.costs())
    # Of a follower it is not known yet whether another account shares it, nor that its host is.
    more = crawl(path, network, most=1, budget=before + 500, exposure=0.6)
    assert more.complete == more.mattering


def test_a_budget_spent_in_two_calls_completes_what_one_call_does(tmp_path):
    first = crawl(tmp_path / "found.db", small(), most=1, budget=3_000, exposure=0)
    found = first.requests
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    crawl(one, small(), most=1, budget=found + 40, exposure=40 / (found + 40))
    network = small()
    crawl(two, network, most=1, budget=found + 15, exposure=15 / (found + 15))
    crawl(two, network, most=1, budget=25, exposure=0.9)
    assert content(two) == content(one)
    assert content(one) != content(tmp_path / "found.db")


class Killed(BaseException):
    """Stands in for kill -9."""


@pytest.mark.parametrize("visits", [12, 35, 60, 80])
def test_killed_while_it_completes_it_goes_on_as_if_it_had_not_been(tmp_path, visits):
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    asked = partial(crawl, most=1, budget=90, exposure=0.6)
    asked(whole, small())
    left = [visits]

    def told(_):
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    network = small()
    with pytest.raises(Killed):
        asked(killed, network, told=told)
    asked(killed, network)
    assert content(killed) == content(whole)


def content(path):
    """Return what a database holds, but for the order in which tasks were put in line."""
    held = rows(path)
    held["crawl_tasks"] = [(each["kind"], each["address"]) for each in held["crawl_tasks"]]
    return held


def test_posts_before_the_window_are_not_completed(tmp_path):
    path, network = tmp_path / "a.db", small()
    crawl(path, network, budget=3_000, since="12d")
    asked = {url for url in network.asked if "getRepostedBy" in url and did("ann") in url}
    # The newest ten are asked about in any case, the others back to twelve days before the last.
    assert {int(url.partition("3p")[2][:4]) for url in asked} == set(range(24 - 12, 25))


def test_who_is_hidden_is_not_completed_nor_sampled(tmp_path):
    path, network = tmp_path / "a.db", small(hidden=["ben", *FANS[20:]])
    report = crawl(path, network, budget=3_000)
    assert report.mattering == 2
    assert coverage(path, "sampled followers")["ann"] == (1, 20, 20)
    hidden = [did(name) for name in ("ben", *FANS[20:])]
    about = [url for url in network.asked if "getProfiles" not in url]
    assert not [url for url in about for native_id in hidden if native_id in url]


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        (("acts", "exposure"), (), []),
        ((), ("acts", "exposure"), []),
        (("acts", "exposure"), ("exposure",), ["exposure"]),
        (("exposure",), ("history",), ["history"]),
        (("acts", "exposure"), ("acts", "exposure"), ["acts", "exposure"]),
    ],
)
def test_what_is_wanted_in_two_ways_is_wanted_in_the_wider_one(first, then, kept):
    address = f"https://oyster.pds.blog/xrpc/com.atproto.sync.getRepo?did={did('ann')}"
    with open_database(":memory:", create=True) as db:
        for signals in (first, then):
            task = Task("bluesky", "repository", address, did("ann"), signals=signals)
            ask_followers(db, [task], "2026-03-01T00:00:00Z")
        ((told,),) = db.execute("select signals from crawl_tasks").fetchall()
        assert sorted(json.loads(told)) == kept


def test_more_posts_are_asked_about_where_a_person_says_so(tmp_path):
    network = small()
    crawl(tmp_path / "a.db", network, budget=3_000, exposure=0, who_acted=18)
    asked = [url for url in network.asked if "getRepostedBy" in url and did("ann") in url]
    assert len(asked) == 18


def test_status_tells_what_it_takes_by_account_and_in_all(tmp_path, capsys):
    path = tmp_path / "a.db"
    crawl(path, small(), budget=3_000, exposure=0)
    assert cli.main(["status", str(path), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["to_complete"]
    assert (told["mattering"], told["complete"]) == (3, 1)
    ann, ben = told["accounts"]
    assert ann == {
        "handle": "ann.blog",
        "source": "bluesky",
        "posts": 0,
        "amplifiers": 15,
        "followers": 2,
        "acts": 40,
        "requests": 57,
    }
    assert told["requests"]["requests"] == ann["requests"] + ben["requests"]
    assert cli.main(["status", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "1 of 3 are complete; the others take about" in shown
    assert "ann.blog" in shown


def test_a_ranking_says_of_how_many_it_was_not_asked_who_passed_most_of_their_posts_on(tmp_path):
    path = tmp_path / "a.db"
    # Ann's 25 posts were passed on by seven each; of the ten newest it is asked who did.
    for budget, exposure, said in (
        (60, 0, "Of 1 of the 1 ranked less than 80% of the amplifications"),
        (3_000, 0.6, None),
    ):
        crawl(path, small(), budget=budget, exposure=exposure)
        with inf.open(path) as db:
            ranking = inf.rank(db)
        told = [line for line in ranking.words if "is a lower bound" in line]
        assert [line.partition(" that")[0] for line in told] == ([said] if said else [])
        (ann, *_) = ranking.rows
        assert (ann["handle"], ann["amplifications"]) == ("ann.blog", 70 if said else 175)
