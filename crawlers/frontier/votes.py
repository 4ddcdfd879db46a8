"""What pointers to a site are worth: few to it from independent blogs beat many from one list."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

_TRUST = {"seed": 1.0, "blogroll": 1.0, "recommendation": 1.0, "link": 0.7, "comment": 0.3}
_OTHER = 0.3

MOST = 32
"""So many votes, the strongest, say enough of a site; whose rings are known as well."""


class Vote(Protocol):
    """A site that points here, how, and what that counts: less the more sites it points at."""

    @property
    def from_site(self) -> str:
        """Who points."""

    @property
    def how(self) -> str:
        """How: in a blogroll, a link, a comment of its own making, ..."""

    @property
    def weight(self) -> float:
        """1 / √(sites that it points at)."""


class Standing(NamedTuple):
    """How many independent voters a site has, the sum of their votes, and the most trusted way."""

    voters: int = 0
    weight: float = 0.0
    how: str = ""


def standing(votes: Iterable[Vote], mutual: Collection[tuple[str, str]] = ()) -> Standing:
    """Count votes, those of one ring as one; of very many the strongest.

    Parameters
    ----------
    votes
        All votes for one site; of a voter who points in several ways the strongest counts.
    mutual
        Pairs of voters who point at each other: whoever is joined by such pairs is a ring.

    Examples
    --------
    >>> from influence.store.crawling import Pointer
    >>> votes = [Pointer("a", "blogroll", 0.5), Pointer("b", "blogroll", 0.25)]
    >>> standing(votes).weight, standing(votes, mutual=[("a", "b")]).weight
    (0.75, 0.5)
    """
    votes = list(votes)
    strongest = strongest_of(votes)
    how = max(sorted({vote.how for vote in votes}), key=_trust, default="")
    if len(strongest) <= 1:
        return Standing(len(strongest), sum(strongest.values()), how)
    leader = {voter: voter for voter in strongest}
    for one, other in mutual:
        if one in leader and other in leader:
            leader[_leader(leader, one)] = _leader(leader, other)
    rings: dict[str, float] = {}
    for voter, weight in strongest.items():
        ring = _leader(leader, voter)
        rings[ring] = max(weight, rings.get(ring, 0.0))
    return Standing(len(rings), sum(sorted(rings.values())), how)


def strongest_of(votes: Iterable[Vote]) -> dict[str, float]:
    """Return the voters that count, at most so many, and what the strongest vote of each counts."""
    strongest: dict[str, float] = {}
    for vote in votes:
        weight = vote.weight * _trust(vote.how)
        strongest[vote.from_site] = max(weight, strongest.get(vote.from_site, 0.0))
    if len(strongest) <= MOST:
        return strongest
    return dict(sorted(strongest.items(), key=lambda each: (-each[1], each[0]))[:MOST])


def _trust(how: str) -> float:
    return _TRUST.get(how, _OTHER)


def _leader(leader: dict[str, str], voter: str) -> str:
    while leader[voter] != voter:
        leader[voter] = leader[leader[voter]]
        voter = leader[voter]
    return voter
