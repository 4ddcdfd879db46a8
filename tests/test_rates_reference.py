"""Every rate equals its slow plain twin: loops over lists of posts, read off its docstring."""

import math
import statistics
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_twins import same
from posters import UNTIL, accounts_with_posts, posting
from strategies import interaction_graphs

from influence.errors import UsageError
from influence.graph import pair_matrix
from influence.scores import all_scores

SCORES = all_scores()
NAN = float("nan")
DAY_OF, CLAIMED, LIKES, REPLIES = range(4)
RATES = {
    "conversation_rate": ("replies", "reply"),
    "applause_rate": ("likes", "like"),
    "amplification_rate": ("claimed", "repost"),
}
PRINTED = ("hypeauditor", "infludata_likes", "modash_ig", "traackr", "upfluence")


def mean(numbers):
    known = [number for number in numbers if number is not None]
    return sum(known) / len(known) if known else NAN


def median(numbers):
    known = [number for number in numbers if number is not None]
    return statistics.median(known) if known else NAN


def both(post):
    return None if None in (post[LIKES], post[REPLIES]) else post[LIKES] + post[REPLIES]


def newest(posts, most):
    """Return the newest posts; of two at the same time the one listed later is newer."""
    dated = [(post[DAY_OF], k, post) for k, post in enumerate(posts) if post[DAY_OF] is not None]
    return [post for *_, post in sorted(dated, reverse=True)[:most]]


def of_last(posts, days):
    return [post for post in newest(posts, None) if post[DAY_OF] >= UNTIL - days]


def of_traackr(posts, followers):
    recent = of_last(posts, 365)
    enough = len(recent) >= 10 and followers is not None and followers >= 2000
    return mean(map(both, recent)) if enough else NAN


TWINS = {
    "hypeauditor": lambda posts, _: mean(map(both, newest(posts, 12))),
    "infludata_likes": lambda posts, _: median(post[LIKES] for post in newest(posts, 12)),
    "modash_ig": lambda posts, _: median(post[LIKES] for post in of_last(posts, 60)),
    "upfluence": lambda posts, _: (
        mean(post[LIKES] for post in of_last(posts, 90))
        + mean(post[REPLIES] for post in of_last(posts, 90))
    ),
    "traackr": of_traackr,
}


@pytest.mark.parametrize("name", PRINTED)
@settings(max_examples=150)
@given(accounts=accounts_with_posts)
def test_printed_rates_are_percent_of_followers_over_their_posts(name, accounts):
    values = SCORES[name](posting(accounts))
    expected = [
        100 * TWINS[name](posts, followers) / followers if followers else NAN
        for followers, posts in accounts
    ]
    same(values.value, expected)
    assert ("why_nothing" in values.facts) == all(map(math.isnan, expected))


def test_modash_looks_at_the_newest_500_posts_of_its_days():
    old, new = [(UNTIL - 30, None, 1000, None)] * 600, [(UNTIL - 1, None, 10, None)] * 251
    of_both = [posting([(1000, old + new[:count])]) for count in (249, 250, 251)]
    found = [SCORES["modash_ig"](graph).value[0] for graph in of_both]
    assert found == [100.0, (1000 + 10) / 2 / 10, 1.0]


@pytest.mark.parametrize("name", ["hypeauditor", "infludata_likes"])
@pytest.mark.parametrize("day", [UNTIL, UNTIL - 1])
def test_the_last_twelve_posts_count_and_the_thirteenth_does_not(name, day):
    first, others = (day, None, 0, 0), [(UNTIL, None, 10, 0)] * 5 + [(UNTIL, None, 30, 0)] * 6
    values = SCORES[name](posting([(1000, [(day, None, 900, 0), first, *others])])).value
    mean_and_median = {"hypeauditor": 100 * 230 / 12 / 1000, "infludata_likes": 100 * 20 / 1000}
    assert values.tolist() == pytest.approx([mean_and_median[name]])


@pytest.mark.parametrize(("name", "days"), [("modash_ig", 60), ("upfluence", 90), ("traackr", 365)])
def test_a_window_ends_with_the_graph_and_holds_its_first_day(name, days):
    on_it, before = (
        posting([(2000, [(UNTIL - days - early, None, 20, 20)] * 10)]) for early in (0, 1)
    )
    assert SCORES[name](on_it).value[0] > 0
    assert np.isnan(SCORES[name](before).value[0])


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ((5000, [(None, 1, 2, 3)] * 10), "no post has a time"),
        ((5000, [(UNTIL, 1, None, 3)] * 10), "likes of posts are not known"),
        ((None, [(UNTIL, 1, 2, 3)] * 10), "no follower count is known"),
        ((0, [(UNTIL, 1, 2, 3)] * 10), "no follower count is known"),
    ],
)
def test_a_printed_rate_says_what_it_lacks(name, account, reason):
    assert reason in SCORES[name](posting([account])).facts["why_nothing"]


def test_rates_of_likes_alone_need_no_replies_and_the_others_say_that_they_do():
    graph = posting([(5000, [(UNTIL, None, 50, None)] * 10)])
    for name in PRINTED:
        if name in ("infludata_likes", "modash_ig"):
            assert SCORES[name](graph).value.tolist() == [1.0]
        else:
            assert "replies of posts" in SCORES[name](graph).facts["why_nothing"]


def held(graph, kind):
    """Return the acts of a kind on each account; None where there are none of it."""
    if kind not in graph.acts:
        return None
    total = dict.fromkeys(range(len(graph)), 0)
    pairs = graph.acts[kind].tocoo()
    for target, times in zip(pairs.col.tolist(), pairs.data.tolist(), strict=True):
        total[target] += times
    return total


@pytest.mark.parametrize("per", ["post", "1000_followers"])
@pytest.mark.parametrize("name", RATES)
@settings(max_examples=80)
@given(graph=interaction_graphs(), with_replies=st.booleans())
def test_kaushiks_rates_take_claims_first_and_then_what_is_held(name, per, graph, with_replies):
    if with_replies:
        n = len(graph)
        answer = pair_matrix(np.arange(n), np.roll(np.arange(n), 1), np.arange(n) + 1.0, n)
        graph = replace(graph, acts={**graph.acts, "reply": answer})
    column, kind = RATES[name]
    known = {k: [] for k in range(len(graph))}
    posts = graph.published
    numbers = getattr(posts, column).tolist()
    for author, number in zip(posts.author.tolist(), numbers, strict=True):
        known[author].append(None if math.isnan(number) else number)
    total, q = held(graph, kind), graph.posts.tolist()
    expected = []
    for k, followers in enumerate(graph.followers.tolist()):
        rate = mean(known[k])
        if math.isnan(rate) and total is not None and q[k] > 0:
            rate = total[k] / q[k]
        if per == "1000_followers":
            rate = rate / (followers / 1000) if followers > 0 else NAN
        expected.append(rate)
    values = SCORES[name](graph, per=per)
    same(values.value, expected)
    if all(map(math.isnan, expected)):
        assert SCORES[name].unit.split()[0] in values.facts["why_nothing"]
    else:
        unit = SCORES[name].unit
        assert values.facts["unit"] == (unit if per == "post" else f"{unit} and 1,000 followers")


@pytest.mark.parametrize("name", RATES)
def test_kaushiks_rates_know_two_denominators(name):
    with pytest.raises(UsageError, match="per=week: write one of post, 1000_followers"):
        SCORES[name](posting([]), per="week")
