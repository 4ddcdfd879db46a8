"""What a window holds: which posts, acts, follows and claims of a database are in its graph."""

import re
from contextlib import ExitStack

import numpy as np
import pytest

from influence.errors import NothingFound
from influence.graph import columns, load
from influence.ranking.digest import data_digest
from influence.records import (
    Account,
    Coverage,
    Follow,
    Interaction,
    InteractionCount,
    Key,
    Post,
)
from influence.store import ingest, open_database
from influence.windows import Window, to_seconds

NAMES = ["ann", "ben", "cat", "dan"]
ANN, BEN, CAT, DAN = KEYS = [Key("file", name) for name in NAMES]


def at(hour):
    return f"2026-03-01T{hour:02}:00:00Z"


def hours(first, last):
    """Return the window from one hour to another, None open."""
    return Window(*(None if hour is None else at(hour) for hour in (first, last)))


@pytest.fixture
def held():
    """Return what makes a database of four accounts, in the order of their names, and records."""
    with ExitStack() as opened:

        def make(*records):
            db = opened.enter_context(open_database(":memory:"))
            ingest(db, [*map(Account, KEYS), *records], closed=True)
            return db

        yield make


def post(name, author=ANN, hour=None, **columns):
    moment = None if hour is None else at(hour)
    return Post(Key("file", name), author, "original", moment)._replace(**columns)


def act(kind, actor, target=ANN, on=None, hour=None):
    moment = None if hour is None else at(hour)
    return Interaction(kind, actor, target, on and Key("file", on), happened_at=moment)


def pairs(matrix):
    """Return the entries of a matrix by the names of actor and target."""
    entries = matrix.tocoo()
    where = zip(entries.row, entries.col, entries.data, strict=True)
    return {f"{NAMES[actor]} {NAMES[target]}": number for actor, target, number in where}


def test_a_window_is_half_open_for_posts_and_for_acts(held):
    db = held(
        *(post(f"p{hour}", ANN, hour) for hour in (1, 2, 3)),
        *(act("mention", BEN, ANN, hour=hour) for hour in (1, 2, 2, 3)),
    )
    graph = load(db, hours(2, 3))
    assert graph.published.published.tolist() == [to_seconds(at(2))]
    assert graph.posts[0] == 1
    assert pairs(graph.acts["mention"]) == {"ben ann": 2}
    assert (graph.since, graph.until) == (to_seconds(at(2)), to_seconds(at(3)))


def test_a_window_that_is_open_at_one_end_reaches_to_the_data_there(held):
    db = held(*(post(f"p{hour}", ANN, hour) for hour in (1, 2, 3)), act("like", BEN, hour=5))
    early, late, whole = (load(db, window) for window in (hours(None, 3), hours(2, None), None))
    assert [graph.posts[0] for graph in (early, late, whole)] == [2, 2, 3]
    assert (early.since, late.until) == (to_seconds(at(1)), to_seconds(at(5)))
    assert (whole.since, whole.until) == (to_seconds(at(1)), to_seconds(at(5)))
    closed = load(db, hours(0, 9))  # its bounds are those asked for, not those of the data
    assert (closed.since, closed.until) == (to_seconds(at(0)), to_seconds(at(9)))


def test_an_act_without_a_time_has_that_of_its_post(held):
    db = held(post("p1", ANN, 1), post("p3", ANN, 3), act("repost", BEN, on="p3"))
    assert pairs(load(db, hours(3, 4)).amplified) == {"ben ann": 1}
    assert load(db, hours(3, 4)).amplifications.happened.tolist() == [to_seconds(at(3))]
    assert "repost" not in load(db, hours(1, 2)).acts


def test_so_has_one_on_a_repost_though_that_is_no_post_of_its_account(held):
    db = held(post("r3", BEN, 3, kind="repost"), act("like", CAT, BEN, "r3"), post("p1", ANN, 1))
    graph = load(db, hours(3, 4))
    assert pairs(graph.acts["like"]) == {"cat ben": 1}
    assert graph.published.ids.size == 0
    assert np.isnan(load(db).posts[1])
    assert "like" not in load(db, hours(1, 2)).acts


def test_what_has_no_time_counts_only_in_the_open_window(held):
    db = held(
        post("p1", ANN, 1),
        post("p"),
        act("repost", BEN, on="p"),
        act("reply", CAT),
        act("reply", DAN, hour=1),
    )
    whole, cut = load(db), load(db, hours(None, 9))
    assert [whole.posts[0], cut.posts[0]] == [2, 1]
    assert pairs(whole.acts["reply"]) == {"cat ann": 1, "dan ann": 1}
    assert pairs(cut.acts["reply"]) == {"dan ann": 1}
    assert pairs(whole.amplified) == {"ben ann": 1}
    assert cut.amplified.nnz == 0


def test_an_account_amplifies_a_post_at_most_once_and_at_the_first_time(held):
    again = [act("repost", BEN, on="p1", hour=3), act("quote", BEN, on="p1", hour=4)]
    db = held(post("p1", ANN, 1), act("quote", BEN, on="p1", hour=5), act("repost", CAT, on="p1"))
    ingest(db, again)
    graph = load(db)
    assert pairs(graph.amplified) == {"ben ann": 1, "cat ann": 1}
    assert pairs(graph.acts["quote"]) == {"ben ann": 2}
    assert graph.amplifications.happened.tolist() == [to_seconds(at(3)), to_seconds(at(1))]
    assert graph.amplifications_received.tolist() == [2, 0, 0, 0]


def test_acts_on_posts_that_are_only_named_are_told_apart_by_them(held):
    db = held(
        *(act(kind, BEN, on=name) for name in ("x", "y") for kind in ("repost", "quote")),
        *(act("repost", CAT, hour=hour) for hour in (1, 2, 2)),
    )
    graph = load(db)
    assert pairs(graph.amplified) == {"ben ann": 2, "cat ann": 3}
    assert set(graph.amplifications.post) == {-1}
    assert np.isnan(graph.posts[0])


def test_a_post_outside_the_window_is_no_post_of_it_whenever_it_is_passed_on(held):
    db = held(
        *(post(f"p{hour}", ANN, hour) for hour in (1, 2)),
        *(act("repost", BEN, on=f"p{hour}", hour=2) for hour in (1, 2)),
        post("r1", CAT, 1, kind="repost"),
        act("repost", BEN, CAT, "r1", 2),
    )
    graph = load(db, hours(2, 9))
    assert pairs(graph.acts["repost"]) == {"ben ann": 2, "ben cat": 1}
    assert pairs(graph.amplified) == {"ben ann": 1}


def test_posts_of_one_who_lists_none_are_unknown_and_of_one_who_paused_none(held):
    db = held(post("p1", ANN, 1), post("q2", BEN, 2), act("like", DAN, CAT, "named", 2))
    np.testing.assert_array_equal(load(db, hours(2, 3)).posts, [0, 1, np.nan, np.nan])


def test_a_claimed_number_of_posts_counts_only_where_none_is_listed_and_the_window_open(held):
    claims = [Coverage("posts", key, claimed_count=7) for key in (ANN, BEN)]
    others = [
        Coverage("posts", CAT, claimed_count=None),
        Coverage("followers", DAN, claimed_count=7),
    ]
    db = held(post("p1", ANN, 1), *claims, *others)
    np.testing.assert_array_equal(load(db).posts, [1, 7, np.nan, np.nan])
    np.testing.assert_array_equal(load(db, hours(None, 9)).posts, [1, np.nan, np.nan, np.nan])


def claim(key, followers, hour=0):
    return Account(key, followers_count=followers, seen_at=at(hour))


@pytest.mark.parametrize(("claimed", "is_listed"), [(19, True), (20, True), (21, False)])
def test_a_follower_list_with_95_of_a_hundred_claimed_is_read_to_its_end(held, claimed, is_listed):
    fans = [Follow(Key("file", f"fan{k}"), ANN) for k in range(19)]
    graph = load(held(post("p1", ANN, 1), claim(ANN, claimed), claim(BEN, 0), *fans))
    assert graph.listed[:4].tolist() == [is_listed, False, False, False]


def test_what_is_said_of_a_follower_list_stands_above_its_size(held):
    said = [Coverage("followers", ANN, is_complete=False), Coverage("followers", CAT, None)]
    said += [Coverage("followers", BEN, is_complete=True), Coverage("posts", DAN, is_complete=True)]
    follows = [Follow(DAN, ANN), Follow(ANN, CAT)]
    claims = [claim(ANN, 1), claim(BEN, 100), claim(CAT, 1)]
    graph = load(held(post("p1", ANN, 1), *claims, *follows, *said))
    assert graph.listed.tolist() == [False, True, True, False]


def test_follows_that_began_after_the_window_are_left_out_and_starts_stay_aligned(held):
    db = held(
        post("p1", ANN, 1),
        *(Follow(*pair, at(hour)) for pair, hour in (((DAN, ANN), 1), ((BEN, CAT), 4))),
        Follow(BEN, ANN, at(3)),
        Follow(CAT, ANN),
        claim(CAT, 1),
    )
    graph = load(db, hours(0, 4))
    assert list(pairs(graph.acts["follow"])) == ["ben ann", "cat ann", "dan ann"]
    np.testing.assert_array_equal(
        graph.follow_began, [to_seconds(at(3)), np.nan, to_seconds(at(1))]
    )
    assert load(db).listed.tolist() == [False, False, True, False]
    assert not load(db, hours(0, 4)).listed.any()  # the one follower came later
    assert load(held(post("p1"), Follow(BEN, ANN))).follow_began is None


COUNTED = [(1, 3, True), (0, 3, False), (1, 5, False), (None, 3, False), (1, None, False)]


@pytest.mark.parametrize(("since", "until", "is_in"), COUNTED)
def test_counted_acts_are_in_where_their_whole_span_lies_in_the_window(held, since, until, is_in):
    span = [None if hour is None else at(hour) for hour in (since, until)]
    db = held(post("p1", ANN, 1), InteractionCount("repost", BEN, ANN, 3, *span))
    assert load(db).interactions == 3
    assert pairs(load(db).amplified) == {"ben ann": 3}
    assert load(db, hours(1, 3)).interactions == 3 * is_in
    assert load(db, hours(None, 4)).interactions == 3 * (until == 3 and since is not None)


def test_nobody_acts_on_or_follows_itself(held):
    db = held(
        post("p1", ANN, 1),
        act("repost", ANN, on="p1", hour=1),
        act("reply", ANN, hour=1),
        InteractionCount("quote", ANN, ANN, 5),
        Follow(ANN, ANN),
    )
    graph = load(db)
    assert graph.acts == {}
    assert graph.amplifications.actor.size == 0


def test_tables_are_read_the_same_in_small_steps(held, monkeypatch):
    db = held(
        *(post(f"p{hour}", key, hour) for hour in range(5) for key in KEYS),
        *(act("repost", BEN, ANN, hour=hour) for hour in range(7)),
        *(Follow(actor, target) for actor in KEYS for target in KEYS),
        *(claim(key, 3) for key in KEYS),
    )
    whole = load(db)
    monkeypatch.setattr(columns, "STEP", 2)
    assert whole.interactions == 7
    assert data_digest(load(db)) == data_digest(whole)


def test_an_empty_database_says_how_data_gets_in():
    empty = "The database is empty; `influence import DB FILE...` brings data in."
    with (
        open_database(":memory:") as db,
        pytest.raises(NothingFound, match=f"^{re.escape(empty)}$"),
    ):
        load(db)


@pytest.mark.parametrize("record", [post("p5", ANN, 5), act("like", BEN, hour=5)])
def test_an_empty_window_says_when_there_is_data(held, record):
    db = held(record, post("p"))
    for window in (hours(6, 7), hours(None, 5), hours(6, None)):
        with pytest.raises(NothingFound) as caught:
            load(db, window)
        assert str(window) in str(caught.value)
        assert f"from {at(5)} to {at(5)}" in str(caught.value)


def test_a_window_over_data_without_times_says_so(held):
    with pytest.raises(NothingFound, match="no post and no act in it has a time"):
        load(held(post("p"), act("like", BEN)), hours(1, 2))
