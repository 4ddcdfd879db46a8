"""What a request for a task is expected to bring, in new relevant blogs."""

from math import sqrt
from typing import NamedTuple

from crawlers.frontier.chances import Chances, Sight
from crawlers.frontier.votes import Standing

SEEDS, EXPAND, VERIFY = "seeds", "expand", "verify"
"""The user's own blogs; who else there is; what those found write, and who answers."""

LIST_KINDS = frozenset({"blogroll", "recommendations"})
_EXPANDING = LIST_KINDS | {"home"}
_READING = {"feed": 1.0, "page": 0.2}
_OTHER_READING = 0.3
_OFF_TOPIC = 0.0


class Candidate(NamedTuple):
    """A task that may be asked for now, as the order sees it.

    ``origin`` is whom it shares a host with; ``fits`` how well its blog fits the topic, 0 to 1;
    ``cost`` how many requests it takes; ``before`` how many tasks of its blog come first.
    """

    task: int
    sight: Sight
    depth: int
    origin: str
    standing: Standing
    fits: float = 1.0
    cost: int = 1
    before: int = 0


def phase_of(kind: str, depth: int) -> str:
    """Return which part of the budget a task belongs to.

    >>> phase_of("home", 0), phase_of("blogroll", 2), phase_of("feed", 0)
    ('seeds', 'expand', 'verify')
    """
    if kind not in _EXPANDING:
        return VERIFY
    return EXPAND if depth else SEEDS


def price(chances: Chances, task: Candidate) -> float:
    """Return the expected gain per request; 0 where the task is not to be asked for.

    For what may list blogs: P(list) times the new blogs of a list, more where more independent
    voters point there. For what a blog writes: what the blog is worth by those votes, less with
    each page of it that comes first.
    """
    if not task.fits:
        return _OFF_TOPIC
    sight = task.sight
    worth = task.fits * (1 + task.standing.weight)
    if phase_of(sight.kind, task.depth) == VERIFY:
        gain = _READING.get(sight.kind, _OTHER_READING) / sqrt(1 + task.before)
    else:
        # Behind a home page stands the list that it may lead to: one request more.
        through = "blogroll" if sight.kind == "home" else sight.kind
        gain = chances.of_list(sight) * chances.new_entries(through)
    return worth * gain / max(task.cost, 1)
