"""What can go wrong between an address and its records; each message names the place.

FetchFailed
├── NotAllowed        robots.txt, a rule on addresses, or an opt-out refuses it: never tried again
├── PageGone          404, 410: there is nothing
├── TryLater          the host is busy, failing or resting; the time from which it may be asked
└── AnswerUnusable    too large, too slow, not what it should be, or hostile
"""

from influence.errors import InfluenceError
from influence.records import Fetch, HostState


class FetchFailed(InfluenceError):
    """An address could not be fetched or read.

    ``log`` holds every request that was made for it all the same, and ``hosts`` what is known of
    hosts since.
    """

    log: tuple[Fetch, ...] = ()
    hosts: tuple[HostState, ...] = ()


class NotAllowed(FetchFailed):
    """A rule refuses the address; the message is that rule."""


class PageGone(FetchFailed):
    """The host says that there is nothing at the address."""


class TryLater(FetchFailed):
    """The host may be asked again after ``seconds``."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class AnswerUnusable(FetchFailed):
    """What came is too large, too slow, not what it should be, or hostile."""
