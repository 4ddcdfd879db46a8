"""Whose turn it is: between the parts of a budget, between origins, and now and then by lot."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from crawlers.frontier.prices import EXPAND, SEEDS, VERIFY

SHARES = {SEEDS: 0.3, EXPAND: 0.45, VERIFY: 0.25}
"""Of every hundred requests; what one part has no use for goes to the others."""

BY_LOT = 0.1
"""Of a hundred picks so many are drawn from all that is due: what is learnt may be wrong."""

_NEAR = 0.5


class Turns:
    """Counts of picks so far, from which the next is told; the same seed picks the same.

    Parameters
    ----------
    seed
        Kept with the crawl.
    picks
        How many picks were made in each part before, where a crawl goes on.
    """

    def __init__(self, seed: int, picks: Mapping[str, int] | None = None) -> None:
        self._seed = seed
        self._picks = Counter(picks or {})
        self._origins: Counter[str] = Counter()

    def phases(self) -> list[str]:
        """Return the parts of the budget, the one that is furthest behind first."""
        return sorted(SHARES, key=lambda phase: (self._picks[phase] + 0.5) / SHARES[phase])

    def lot(self) -> float | None:
        """Return where in all that is due the next pick lies, 0 to 1; None where gain decides."""
        random = Random(f"{self._seed} {self._picks.total()}")  # noqa: S311 - no secret hangs on it
        return random.random() if random.random() < BY_LOT else None

    def in_turn(self, offers: Sequence[tuple[float, str]]) -> list[int]:
        """Return the places of the offers (gain, origin) that may be taken, the first one first.

        They promise at least half of the best; those of the origin that had fewest turns go first,
        so that no one host of many blogs starves the others.

        >>> Turns(1).in_turn([(3.0, "micro.blog"), (9.0, "anna.example"), (5.0, "micro.blog")])
        [1, 2]
        """
        enough = _NEAR * max(gain for gain, _ in offers)
        near = [place for place, (gain, _) in enumerate(offers) if gain >= enough]
        return sorted(near, key=lambda at: (self._origins[offers[at][1]], -offers[at][0], at))

    def taken(self, phase: str, origin: str) -> None:
        """Note that a task was taken."""
        self._picks[phase] += 1
        self._origins[origin] += 1
