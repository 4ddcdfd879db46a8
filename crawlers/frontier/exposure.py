"""What the last part of a budget completes: who could see the accounts that matter, and who acted.

An account is complete once its posts of the window are held, who passed each of them on, who
follows it, and what a sample of these followers does themselves. Accounts come one after another,
those that matter most first, so that a budget that ends midway leaves some of them known and not
all of them half known: first their lists, by which their numbers are right, then what followers do.
What is next hangs on nothing but what is lacking, so that a budget spent in two calls buys what it
buys in one.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from math import ceil
from typing import Final, Literal, NamedTuple

Part = Literal["posts", "amplifiers", "followers", "acts"]

PARTS: Final[tuple[Part, ...]] = ("posts", "amplifiers", "followers", "acts")
"""In the order in which they are completed: before its posts are known, nothing of them is."""

MOST_FOLLOWERS: Final = 5_000
"""A longer list is not read to its end, unless all of history is wanted: half a hundred requests
for one account would be the end of most budgets."""

PAGE: Final = {"bluesky": 100, "mastodon": 80}
"""Entries that a source gives at a time."""

_USUAL_PAGE = 50
_ACTS_COST = {"bluesky": 2, "mastodon": 3}
"""Requests that tell what a follower did: where its acts are kept, then these."""


class Lacking(NamedTuple):
    """One thing that an account that matters lacks.

    Attributes
    ----------
    account
        The number of the account, from the one that matters most on.
    name
        The task or the follower by which it is asked for.
    requests
        The most that it is expected to take, 1 at least.
    """

    account: int
    part: Part
    name: str
    requests: int = 1


def in_order(lacking: Iterable[Lacking]) -> list[Lacking]:
    """Return what is lacking in the order in which it is asked for, each thing once.

    What several accounts lack, such as the acts of somebody who follows both, comes with the first.

    >>> one, other = Lacking(0, "acts", "ann"), Lacking(1, "acts", "ann")
    >>> in_order([other, one, Lacking(0, "posts", "7")])[0].part, len(in_order([other, one]))
    ('posts', 1)
    """
    place = {part: number for number, part in enumerate(PARTS)}
    ordered = sorted(
        lacking,
        key=lambda each: (each.part == "acts", each.account, place[each.part], each.name),
    )
    first: dict[tuple[bool, str], Lacking] = {}
    for each in ordered:
        first.setdefault((each.part == "acts", each.name), each)
    return list(first.values())


def within(steps: Iterable[Lacking], budget: int) -> list[Lacking]:
    """Return the first things that a budget pays for; nothing after the first that it does not.

    >>> within([Lacking(0, "posts", "a"), Lacking(0, "acts", "b", 3), Lacking(1, "posts", "c")], 3)
    [Lacking(account=0, part='posts', name='a', requests=1)]
    """

    def paid() -> Iterator[Lacking]:
        left = budget
        for step in steps:
            left -= step.requests
            if left < 0:
                return
            yield step

    return list(paid())


def lot(name: str) -> bytes:
    """Return the place of a follower among those whose acts are read, the first ones first.

    It hangs on the name alone. So the same followers are read whoever asks and however often, every
    follower of an account is as likely to be among them as any other, and one who follows several
    accounts is asked once for all.
    """
    return blake2b(name.encode(), digest_size=8).digest()


def requests_for(source: str, claimed: int | None, held: int = 0) -> int:
    """Return how many requests the rest of a list takes, 1 at least.

    >>> requests_for("bluesky", 250, 100), requests_for("mastodon", None)
    (2, 1)
    """
    return max(ceil(((claimed or 0) - held) / PAGE.get(source, _USUAL_PAGE)), 1)


def requests_for_acts(source: str, *, is_begun: bool) -> int:
    """Return how many requests it takes to learn what a follower did."""
    return 1 if is_begun else _ACTS_COST.get(source, 2)


def costs_of(lacking: Iterable[Lacking]) -> Mapping[int, Mapping[Part, int]]:
    """Return the requests that each account takes that lacks something, by part.

    What several lack is counted for the first of them; so one may lack something and take nothing.
    """
    lacking = list(lacking)
    costs = {each.account: dict.fromkeys(PARTS, 0) for each in sorted(lacking)}
    for each in in_order(lacking):
        costs[each.account][each.part] += each.requests
    return costs
