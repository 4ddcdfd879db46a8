"""The order of a crawl: lists first, learnt signs, votes that no ring swamps, and when to stop."""

from itertools import permutations
from math import sqrt
from statistics import mean

import pytest
from crawl_replay import BreadthFirst, ByGain, read_network, replay
from hypothesis import given
from hypothesis import strategies as st

from crawlers.frontier import (
    Chances,
    Curve,
    Sight,
    Standing,
    Topic,
    Turns,
    has_run_dry,
    phase_of,
    price,
    standing,
    worth_of,
)
from influence.store.crawling import Pointer

SEEDS = range(100, 110)
"""Other seeds than those by which the strengths of the priors were chosen."""


def listed(owner, length, how="blogroll"):
    return Pointer(owner, how, 1 / sqrt(length))


def priced(votes=(), mutual=(), *, kind="home", **options):
    held = standing(votes, mutual)
    sight = Sight(kind, "https://a.example/", voters=held.voters)
    return price(Chances(), sight, 1, worth_of(held, **options))


@given(st.integers(2, 40), st.integers(1, 60))
def test_a_ring_of_any_size_does_not_displace_who_two_independent_blogs_name(ring, length):
    members = [f"ring{number}" for number in range(ring)]
    of_ring = [listed(member, ring - 1) for member in members[1:]]
    pairs = list(permutations(members, 2))
    independent = [listed("anna", length), listed("ben", length)]
    assert standing(of_ring, pairs).voters == (ring > 1)
    if length <= ring - 1:
        assert priced(independent) > priced(of_ring, pairs)
    assert standing(of_ring, pairs).weight <= 1 / sqrt(ring - 1) + 1e-12


@given(st.integers(2, 5_000))
def test_one_list_of_thousands_lifts_nobody_above_who_two_small_lists_name(length):
    of_a_celebrity = [listed("celebrity", max(length, 100))]
    assert priced([listed("anna", 30), listed("ben", 50)]) > priced(of_a_celebrity)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 90)), max_size=12))
def test_votes_count_the_same_in_any_order(drawn):
    votes = [listed(voter, length) for voter, length in drawn]
    assert standing(votes) == standing(votes[::-1])


def test_a_voter_who_points_in_two_ways_votes_once():
    votes = [listed("anna", 4, "link"), listed("anna", 4)]
    assert standing(votes) == Standing(1, 0.5, "blogroll")


def test_a_given_sign_is_worth_many_blogs_without_one():
    chances = Chances()
    plain, signed = (
        Sight("home", "https://a.example/"),
        Sight("home", "https://a.example/", ("has-list",)),
    )
    assert chances.of_list(plain) == pytest.approx(0.01)
    assert 0.3 <= chances.of_list(signed) <= 0.5


def test_a_list_that_is_only_guessed_at_promises_little_until_some_are_there():
    chances, site = Chances(), "https://a.example/"
    named, guessed = (Sight("recommendations", site, signals) for signals in ((), ("guess",)))
    assert chances.of_list(guessed) == pytest.approx(0.01)
    for _ in range(20):
        chances.learn(guessed, 0, 0)
    assert chances.of_list(named) == pytest.approx(0.5)
    for _ in range(40):
        chances.learn(guessed, 9, 9)
    assert chances.of_list(guessed) > 0.3


def test_a_sign_that_misleads_is_believed_less_each_time():
    chances, sight = Chances(), Sight("home", "https://a.example/", ("has-list",))
    believed = [chances.of_list(sight)]
    for _ in range(20):
        chances.learn(sight, 0, 0)
        believed.append(chances.of_list(sight))
    assert believed == sorted(believed, reverse=True)
    assert believed[-1] < 0.2


def test_what_an_address_shows_by_itself_is_learnt():
    chances = Chances()
    for number in range(20):
        chances.learn(Sight("home", f"https://{number}.blog/"), 30, 30)
        chances.learn(Sight("home", f"https://shop{number}.com/"), 0, 0)
    of_blog = chances.of_list(Sight("home", "https://other.blog/"))
    assert of_blog > 1.5 * chances.of_list(Sight("home", "https://other.com/"))


def test_lists_whose_entries_are_known_already_promise_less():
    fresh, stale = Chances(), Chances()
    sight = Sight("blogroll", "https://a.example/")
    for _ in range(10):
        fresh.learn(sight, 30, 30)
        stale.learn(sight, 30, 3)
    assert stale.new_entries("blogroll") < 0.6 * fresh.new_entries("blogroll")


def test_a_home_page_that_leads_to_a_list_counts_as_having_one_and_not_as_its_entries():
    chances, sight = Chances(), Sight("home", "https://a.example/")
    before = chances.new_entries("home")
    chances.learn(sight, 0, 0, leads_to_list=True)
    assert chances.of_list(sight) > 0.01
    assert chances.new_entries("home") == before


def test_what_is_off_topic_is_not_asked_for_and_a_dear_request_promises_less():
    votes = [listed("anna", 4)]
    assert priced(votes, fits=0.0) == 0
    assert priced(votes, cost=2) == priced(votes) / 2
    assert priced(votes, kind="page", before=3) < priced(votes, kind="page")
    assert priced(votes, kind="page") < priced(votes, kind="feed")


def test_the_budget_is_split_between_seeds_more_blogs_and_what_they_write():
    turns, counts = Turns(1), dict.fromkeys(("seeds", "expand", "verify"), 0)
    for _ in range(200):
        phase = turns.phases()[0]
        counts[phase] += 1
        turns.taken(phase, "own")
    assert counts == {"seeds": 60, "expand": 90, "verify": 50}
    assert [phase_of("home", 0), phase_of("home", 1), phase_of("page", 0)] == list(counts)


def test_lists_of_networks_are_lists_and_followers_are_none():
    of_networks = ("profiles", "follows", "list", "following", "directory", "endorsements")
    assert {phase_of(kind, 1) for kind in of_networks} == {"expand"}
    assert phase_of("followers", 1) == phase_of("feed", 1) == "verify"
    followers, chances = Sight("followers", "did:plc:ann"), Chances()
    for kind in of_networks:
        listed = Sight(kind, "did:plc:ann")
        assert price(chances, listed, 1, 1.0) > price(chances, followers, 1, 1.0) > 0


def test_what_is_left_to_the_end_promises_nothing_before():
    later = Sight("followers", "did:plc:ann", ("exposure",))
    assert phase_of(later.kind, 1, later.signals) == "complete"
    assert price(Chances(), later, 1, 1.0) == 0


def test_a_tenth_of_picks_is_by_lot_and_the_same_for_the_same_seed():
    def lots(seed):
        turns, drawn = Turns(seed), []
        for _ in range(1_000):
            drawn.append(turns.lot())
            turns.taken("expand", "own")
        return drawn

    drawn = [lot for lot in lots(7) if lot is not None]
    assert 60 <= len(drawn) <= 140
    assert 0.4 < mean(drawn) < 0.6
    assert lots(7) == lots(7) != lots(8)


def test_a_crawl_that_goes_on_draws_the_lots_that_it_would_have_drawn():
    turns = Turns(7)
    for _ in range(30):
        turns.taken("expand", "own")
    assert [Turns(7, {"expand": 30}).lot(), Turns(7, {"expand": 30}).phases()] == [
        turns.lot(),
        turns.phases(),
    ]


def test_one_host_of_many_blogs_does_not_starve_the_others():
    turns, picked = Turns(1), []
    for _ in range(10):
        offers = [(5.0, "micro.blog"), (4.9, "micro.blog"), (3.0, "own"), (0.1, "spam.example")]
        place = turns.in_turn(offers)[0]
        turns.taken("expand", offers[place][1])
        picked.append(offers[place][1])
    assert picked.count("own") == 5
    assert "spam.example" not in picked


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 50)), max_size=80))
def test_the_yield_curve_rises_from_nothing_to_all_that_was_found(steps):
    points = Curve(steps).points()
    assert points[0].requests == 0
    assert points[-1] == (sum(made for made, _ in steps), sum(found for _, found in steps))
    assert points == sorted(points)
    assert len(points) <= 50 or not steps
    assert len(Curve(steps).chart(30)) <= 31


def test_looking_for_blogs_ends_when_a_twentieth_of_the_budget_brought_next_to_nothing():
    assert not has_run_dry([0] * 24, 100)
    assert has_run_dry([9, *[0] * 24, 1], 100)
    assert not has_run_dry([9, 1, *[0] * 23, 1], 100)
    assert not has_run_dry([0] * 49, 1_000)
    assert has_run_dry([0] * 50, 1_000)


def test_a_blog_off_topic_is_left_alone_unless_three_on_topic_point_at_it():
    topic, posts = Topic("sourdough bread baking"), ["Engines and gears. " * 20]
    assert topic.fits(posts) == 0
    assert topic.fits(posts, accepted=2) == 0
    assert topic.fits(posts, accepted=3) > 0
    assert topic.fits(["Bread I bake", "SOURDOUGHS, baking"]) == 1
    assert 0 < topic.fits(["Anna's diary"]) < topic.fits(["Anna's bread and baking"])
    assert Topic("").fits(["Engines"]) == 1


@pytest.fixture(scope="module")
def blogrolls(real_data):
    return read_network(real_data / "blogroll2024")


@pytest.mark.parametrize(
    ("signs", "least"), [((0.0, 0.0), (0.55, 0.85)), ((0.5, 0.05), (0.68, 0.90))]
)
def test_on_real_blogrolls_it_sees_more_of_the_most_named_blogs_than_breadth_first(
    blogrolls, signs, least
):
    first, ours = (
        [mean(shares) for shares in zip(*runs, strict=True)]
        for runs in (
            [replay(blogrolls, order, seed, (50, 200), signs) for seed in SEEDS]
            for order in (BreadthFirst, ByGain)
        )
    )
    assert ours[0] > first[0]
    assert ours[1] > first[1] + 0.10
    assert ours[0] >= least[0]
    assert ours[1] >= least[1]
