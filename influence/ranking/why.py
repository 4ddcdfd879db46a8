"""One sentence an account: what the number says, and what it rests on."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from influence.ranking.lists import CHECK, UNRATED

FEWEST_TOLD = 2.95
"""Smaller expectations are told of ten (a hundred, ...) posts, so that no rounding hides them."""


class Case(NamedTuple):
    """What the sentence on one account is made of; None is unknown.

    ``missing_posts`` and ``missing_amplifiers`` are what it lacks to be rated, None where the
    score does not ask for them; ``named`` says whether the data names the amplifiers; ``lacks`` are
    the reasons why a score has no value for it (:func:`lacking`); of influence within a topic,
    ``topic_posts`` are the posts on it, and ``topic_lift`` how many times better they were taken.
    """

    status: str
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    quality: float | None = None
    unguarded: float | None = None
    guarded: float | None = None
    amplifiers: float | None = None
    missing_posts: float | None = None
    missing_amplifiers: float | None = None
    named: bool = True
    lacks: tuple[str, ...] = ()
    topic_posts: float | None = None
    topic_lift: float | None = None


def why(case: Case) -> str:
    """Return the sentence on one account.

    >>> why(Case("ranked", "expected amplifications per post", 14.2, 9.1, 20.0, 1.8, amplifiers=96))
    'about 14 people pass on each post (9 to 20), 1.8 times what such an audience usually gives; \
96 different amplifiers'
    >>> why(Case("ranked", "accounts", 12.0))
    '12 accounts'
    """
    if case.status == UNRATED:
        return _not_rated(case)
    if case.value is None:
        return ""
    if case.status == CHECK:
        return f"{_carried_by_few(case)}{_amplified_by(case)}"
    ends = None if case.low is None or case.high is None else (case.low, case.high)
    if case.topic_lift is not None:
        return _on_topic(case, ends)
    if case.quality is None:
        return f"{_rounded(case.value)} {case.unit}"
    times = _rounded(case.quality, 2)
    usual = "what" if times == "1" else f"{times} times what"
    told = expected(case.value, case.unit, ends)
    return f"{told}, {usual} such an audience usually gives{_amplified_by(case)}"


def _on_topic(case: Case, ends: tuple[float, float] | None) -> str:
    posts = counted(case.topic_posts or 0, "post on the topic", "posts on the topic")
    told = expected(case.value or 0, "expected amplifications per post", ends)
    lift = _rounded(case.topic_lift or 0, 2)
    times = "as many as" if lift == "1" else f"{lift} times what"
    return f"{posts}: {told}, {times} its posts usually get"


def counted(number: float, one: str, many: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "post", "posts"), counted(1200, "post", "posts")
    ('1 post', '1,200 posts')
    """
    return f"{number:,.0f} {one if round(number) == 1 else many}"


def expected(value: float, unit: str, ends: tuple[float, float] | None = None) -> str:
    """Return an expectation in words that count people, whatever its size.

    >>> expected(14.2, "expected amplifications per post", (9.1, 20.0))
    'about 14 people pass on each post (9 to 20)'
    >>> expected(0.031, "expected amplifications per post")
    'about 3 amplifications in every 100 posts'
    >>> expected(1.07, "expected amplifications per post", (0.45, 2.2))
    'about 11 amplifications in every 10 posts (4 to 22)'
    >>> expected(0.5, "expected amplifications per hour")
    'about 5 amplifications in every 10 hours lately'
    """
    _, is_rate, base = unit.rpartition(" per ")
    times = 10 ** max(0, math.ceil(math.log10(FEWEST_TOLD / value))) if value > 0 else 1
    if not is_rate:
        times, people, span = 1, counted(value, "amplification", "amplifications"), "in all"
    elif base == "post" and times == 1:
        people, span = counted(value, "person passes on", "people pass on"), "each post"
    else:
        people = counted(value * times, "amplification in", "amplifications in")
        span = _each(base, times) if base == "post" else f"{_each(base, times)} lately"
    between = f" ({ends[0] * times:,.0f} to {ends[1] * times:,.0f})" if ends else ""
    return f"about {people} {span}{between}"


def _each(base: str, times: int) -> str:
    return f"each {base}" if times == 1 else f"every {times:,} {base}s"


def would_rate(missing_posts: float | None, missing_amplifiers: float | None) -> str:
    """Return what would have to be seen for an account to be rated.

    >>> would_rate(2, 3), would_rate(None, 1)
    ('2 more posts and 3 more different amplifiers', '1 more different amplifier')
    """
    parts = []
    if missing_posts:
        parts.append(counted(missing_posts, "more post", "more posts"))
    if missing_amplifiers:
        few = counted(missing_amplifiers, "more different amplifier", "more different amplifiers")
        parts.append(few)
    return " and ".join(parts)


def _not_rated(case: Case) -> str:
    needed = would_rate(case.missing_posts, case.missing_amplifiers)
    if needed:
        return f"not rated: {needed} would rate it"
    return f"not rated: {'; '.join(case.lacks) or 'its value is not known'}"


def lacking(
    score: str, needs: Sequence[str], numbers: Mapping[str, float | None]
) -> tuple[str, ...]:
    """Return why a score has no value for an account: what it needs that the account has not.

    Parameters
    ----------
    needs
        As the score declares them.
    numbers
        Posts, amplifiers and followers of the account; None unknown.

    >>> lacking("reposts_per_post", ["posts"], {"posts": 0})
    ('it has no post in this window',)
    >>> lacking("hypeauditor", ["followers", "a post with likes"], {"followers": 12})
    ('hypeauditor asks for a post with likes',)
    """
    words = {
        "posts": ("its posts are not known", "it has no post in this window"),
        "amplifiers": (
            "nobody is known to have passed on anything of its",
            "nobody passed on anything of its in this window",
        ),
        "followers": ("its source claims no number of followers", "its source claims 0 followers"),
        "topic_posts": ("its posts are not held", "it has no post on the topic"),
    }
    found = tuple(
        words[need][numbers[need] is not None]
        for need in needs
        if need in words and not numbers[need]
    )
    others = [need for need in needs if need not in words]
    return found or ((f"{score} asks for {' and '.join(others)}",) if others else ())


def _carried_by_few(case: Case) -> str:
    both = ""
    if case.unguarded is not None and case.guarded is not None:
        both = (
            f": {expected(case.unguarded, case.unit)} as observed, "
            f"{expected(case.guarded, case.unit)} without the excess of these"
        )
    return f"depends on few or exclusive accounts{both}"


def _amplified_by(case: Case) -> str:
    if case.amplifiers is None:
        return ""
    least = "" if case.named else "at least "
    return f"; {least}{counted(case.amplifiers, 'amplifier', 'different amplifiers')}"


def _rounded(value: float, digits: int = 3) -> str:
    """Return a number rounded for people; never in exponents unless it is minute."""
    if value and abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"
