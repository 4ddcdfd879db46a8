"""What requests brought: the yield curve, and when nothing more is to be expected."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

FEWEST = 25
"""No crawl is told to have run dry by fewer requests."""

_SHARE = 0.05
_ENOUGH = 2
_BARS = "▁▂▃▄▅▆▇█"


class Point(NamedTuple):
    """After so many requests so many relevant blogs were seen."""

    requests: int
    found: int


class Curve:
    """Requests made, and relevant blogs seen, in the order of the requests."""

    def __init__(self, steps: Iterable[tuple[int, int]] = ()) -> None:
        self._points = [Point(0, 0)]
        for requests, found in steps:
            self.add(requests, found)

    @property
    def last(self) -> Point:
        """Where the crawl stands."""
        return self._points[-1]

    def add(self, requests: int, found: int) -> None:
        """Take in a task that took so many requests and brought so many new relevant blogs."""
        last = self.last
        self._points.append(Point(last.requests + requests, last.found + found))

    def points(self, most: int = 50) -> list[Point]:
        """Return at most so many points, evenly spread over the requests, first and last too."""
        total = self.last.requests
        if total <= most:
            return self._of_each_request(range(total + 1))
        return self._of_each_request(round(at * total / (most - 1)) for at in range(most))

    def chart(self, width: int = 40) -> str:
        """Return the curve as a line of bars.

        >>> Curve([(1, 10), (1, 5), (2, 1)]).chart()
        '▁▅▇▇█'
        """
        most = max(self.last.found, 1)
        return "".join(
            _BARS[point.found * (len(_BARS) - 1) // most] for point in self.points(width)
        )

    def _of_each_request(self, wanted: Iterable[int]) -> list[Point]:
        points, at, found = self._points, 0, []
        for requests in wanted:
            while at + 1 < len(points) and points[at + 1].requests <= requests:
                at += 1
            found.append(Point(requests, points[at].found))
        return found


def has_run_dry(brought: Sequence[int], budget: int) -> bool:
    """Tell whether looking for more blogs may end.

    Parameters
    ----------
    brought
        New relevant blogs of each request that looked for some, in order.
    budget
        Requests in all: the last twentieth of them decides, and no fewer than 25.
    """
    window = max(FEWEST, round(_SHARE * budget))
    return len(brought) >= window and sum(brought[-window:]) < _ENOUGH
