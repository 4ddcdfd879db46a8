"""What a request for a task is expected to bring, in new relevant blogs."""

from collections.abc import Iterable
from math import sqrt

from crawlers.frontier.chances import Chances, Sight
from crawlers.frontier.votes import Standing
from crawlers.signals import EXPOSURE

SEEDS, EXPAND, VERIFY, COMPLETE = "seeds", "expand", "verify", "complete"
"""The user's own blogs; who else there is; what those found write, and who answers; and of those
that matter, who could see it (:mod:`.exposure`)."""

LIST_KINDS = frozenset(
    {
        *("blogroll", "recommendations"),
        *("directory", "endorsements", "following"),
        *("follows", "list", "lists", "profiles", "starter_packs"),
    }
)
"""Lists by which blogs and accounts point at others, of blogs, of Mastodon and of Bluesky. Who
follows an account is none: nobody is looked for there, since most followers are passive."""

_EXPANDING = LIST_KINDS | {"home"}
_LEADING = {"home": "blogroll", "lists": "list", "starter_packs": "list"}
"""Behind these stand the lists that they may lead to."""

_READING = {"feed": 1.0, "page": 0.2}
_OTHER_READING = 0.3


def phase_of(kind: str, depth: int, signals: Iterable[str] = ()) -> str:
    """Return which part of the budget a task belongs to.

    >>> phase_of("home", 0), phase_of("blogroll", 2), phase_of("feed", 0)
    ('seeds', 'expand', 'verify')
    >>> phase_of("followers", 0, ["exposure"])
    'complete'
    """
    if EXPOSURE in signals:
        return COMPLETE
    if kind not in _EXPANDING:
        return VERIFY
    return EXPAND if depth else SEEDS


def worth_of(standing: Standing, *, fits: float = 1.0, cost: int = 1, before: int = 0) -> float:
    """Return what a visit is worth by whose it is: more where more independent voters point there.

    Parameters
    ----------
    fits
        How well the blog fits the topic, 0 to 1.
    cost
        How many requests the visit takes.
    before
        How many pages of what the blog writes come first.
    """
    return fits * (1 + standing.weight) / (max(cost, 1) * sqrt(1 + before))


def price(chances: Chances, sight: Sight, depth: int, worth: float) -> float:
    """Return the expected gain per request; 0 where the task is not to be asked for, or only last.

    For what may list blogs: P(list) times the new blogs of a list; for what a blog writes, what
    such a page is worth; both times what the visit is worth by whose it is.
    """
    phase = phase_of(sight.kind, depth, sight.signals)
    if phase == COMPLETE:
        return 0.0
    if phase == VERIFY:
        return worth * _READING.get(sight.kind, _OTHER_READING)
    through = _LEADING.get(sight.kind, sight.kind)
    return worth * chances.of_list(sight) * chances.new_entries(through)
