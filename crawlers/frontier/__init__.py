"""Which address to ask for next, and when to stop: pure functions of what was seen so far.

A blog that lists other blogs is worth many that do not, and few do: at most one in fifty of those
that others point at. So what a request is expected to bring is, above all, the chance that there
is a list (:mod:`.chances`), learnt while crawling from cheap signs, then how new its entries will
be, then who points there (:mod:`.votes`). A task's price is that expectation a request
(:mod:`.prices`). :mod:`.turns` shares requests out, :mod:`.topics` tells what is off topic, and
:mod:`.curve` keeps what requests brought and says when to stop. What the last part of a budget
completes, and at what cost, is told by :mod:`.exposure`.
"""

from crawlers.frontier.chances import Chances, Sight
from crawlers.frontier.curve import Curve, has_run_dry
from crawlers.frontier.exposure import (
    MOST_FOLLOWERS,
    PARTS,
    Lacking,
    Part,
    costs_of,
    in_order,
    lot,
    requests_for,
    requests_for_acts,
    within,
)
from crawlers.frontier.prices import (
    COMPLETE,
    EXPAND,
    LIST_KINDS,
    SEEDS,
    VERIFY,
    phase_of,
    price,
    worth_of,
)
from crawlers.frontier.topics import Topic
from crawlers.frontier.turns import Turns
from crawlers.frontier.votes import Standing, Vote, standing, strongest_of

__all__ = [
    "COMPLETE",
    "EXPAND",
    "LIST_KINDS",
    "MOST_FOLLOWERS",
    "PARTS",
    "SEEDS",
    "VERIFY",
    "Chances",
    "Curve",
    "Lacking",
    "Part",
    "Sight",
    "Standing",
    "Topic",
    "Turns",
    "Vote",
    "costs_of",
    "has_run_dry",
    "in_order",
    "lot",
    "phase_of",
    "price",
    "requests_for",
    "requests_for_acts",
    "standing",
    "strongest_of",
    "within",
    "worth_of",
]
