"""How likely an address lists other blogs, learnt from the addresses seen so far.

Without any sign about one blog in a hundred has a list, with one (``rel=blogroll``, a host whose
blogs recommend one another) three to five in ten. Signs that nobody gave are learnt as well: the
ending of the host's name, whether it is a host of its own, how many point there and how. On the
blogroll network that the tests replay they find more than the order of discovery does.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from crawlers.signals import GUESS

PRIOR = {
    "blogroll": 0.5,
    "recommendations": 0.5,
    "feed": 0.3,
    **dict.fromkeys(("follows", "following", "profiles", "list", "directory"), 0.9),
    **dict.fromkeys(("endorsements", "lists", "starter_packs"), 0.5),
}
_NO_SIGN, _SIGN = 0.01, 0.4
_USUAL_STRENGTH = 50.0
_STRENGTH = 40.0
_SIGN_STRENGTH = 10.0
_ENTRIES = {"feed": 3.0, "page": 2.0}
_LIST_ENTRIES = 20.0
_KINDS_STRENGTH = 2.0
_FADES = 0.9
_MOST = 0.95


SIGNS = frozenset({"has-list"})
"""Signals by which a source says that a list is likely; others say other things."""


class Sight(NamedTuple):
    """What can be seen of a task before it is asked for.

    ``how`` is the strongest way in which other blogs point at its site, ``voters`` how many do.
    """

    kind: str
    site: str
    signals: tuple[str, ...] = ()
    voters: int = 0
    how: str = ""


@dataclass
class _Count:
    tries: float = 0.0
    lists: float = 0.0

    def share(self, prior: float, strength: float) -> float:
        """Return the mean of a Beta distribution of that prior after what was counted."""
        return (prior * strength + self.lists) / (strength + self.tries)

    def add(self, *, is_list: bool) -> None:
        self.tries += 1
        self.lists += is_list


@dataclass
class _Lists:
    """Lists of one kind so far: how long they are, and how much of the newest was known before."""

    count: int = 0
    entries: int = 0
    known_share: float = 0.0

    def add(self, entries: int, new: int) -> None:
        self.count += 1
        self.entries += entries
        known = 1 - new / entries
        self.known_share = _FADES * self.known_share + (1 - _FADES) * known


@dataclass
class Chances:
    """What was learnt of which addresses list blogs, and how many of those are new."""

    _counts: defaultdict[tuple[str, str], _Count] = field(
        default_factory=lambda: defaultdict(_Count)
    )
    _lists: defaultdict[str, _Lists] = field(default_factory=lambda: defaultdict(_Lists))

    def learn(self, sight: Sight, entries: int, new: int, *, leads_to_list: bool = False) -> None:
        """Take in what a visit brought: entries of other blogs, and how many of them were new.

        A home page that only leads to a list counts as having one.
        """
        is_list, sort = entries > 0 or leads_to_list, _sort_of(sight)
        self._counts[sort, ""].add(is_list=is_list)
        for sign in (*_signs(sight), *SIGNS.intersection(sight.signals)):
            self._counts[sort, sign].add(is_list=is_list)
        if entries:
            self._lists[sight.kind].add(entries, new)

    def of_list(self, sight: Sight) -> float:
        """Return the probability that the address lists other blogs.

        The share of all visits of the kind, times how much more often those with each sign did (a
        naive Bayes estimate, each sign drawn to no difference), or that of a given signal where
        that is higher.
        """
        sort = _sort_of(sight)
        usual = self._share(sort, "", PRIOR.get(sort, _NO_SIGN), _USUAL_STRENGTH)
        learnt = usual
        for sign in _signs(sight):
            learnt *= self._share(sort, sign, usual, _STRENGTH) / usual
        given = (
            self._share(sort, each, _SIGN, _SIGN_STRENGTH)
            for each in SIGNS.intersection(sight.signals)
        )
        return min(max(learnt, *given, 0.0), _MOST)

    def new_entries(self, kind: str) -> float:
        """Return how many new blogs a list of that kind is expected to bring."""
        lists = self._lists.get(kind, _Lists())
        usual = _ENTRIES.get(kind, _LIST_ENTRIES)
        length = (usual * _KINDS_STRENGTH + lists.entries) / (_KINDS_STRENGTH + lists.count)
        return length * (1 - lists.known_share)

    def _share(self, sort: str, sign: str, prior: float, strength: float) -> float:
        return self._counts.get((sort, sign), _Count()).share(prior, strength)


def _sort_of(sight: Sight) -> str:
    """Return the kind of an address; one that nothing names is a kind by itself, of no promise."""
    return f"{sight.kind} by {GUESS}" if GUESS in sight.signals else sight.kind


def _signs(sight: Sight) -> tuple[str, ...]:
    """Return what an address shows by itself."""
    voters = "many voters" if sight.voters >= 5 else "voters" if sight.voters > 1 else "one voter"
    how = f"by {sight.how}" if sight.how else "by nobody"
    return (*_shown_by(sight.site), voters, how)


@lru_cache(maxsize=4_096)
def _shown_by(site: str) -> tuple[str, str]:
    labels = (urlsplit(site).hostname or "").split(".")
    form = "www" if labels[0] == "www" else "part of a host" if len(labels) > 2 else "own host"
    return f"ends in .{labels[-1]}", form
