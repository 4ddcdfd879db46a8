"""What a server of AT Protocol streams, whatever its wire: events, as plain values.

Each but a notice and a failure has a ``place``, the server's own number of it, by which a stream is
gone on with, and the ``seconds`` since 1970 at which the server says that it came.
"""

import math
from datetime import UTC, datetime
from typing import Final, NamedTuple

from crawlers.errors import AnswerUnusable
from crawlers.json_values import Object

_LATEST: Final = 253_402_300_799.0
"""The last second of the year 9999: no later one can be written."""
_LONGEST_TIME: Final = 80


class Unreadable(AnswerUnusable):
    """A message that is none of the protocol; the sentence says why."""


class Change(NamedTuple):
    """A record of an account was made, changed or (``record`` is None) deleted."""

    place: int
    seconds: float
    account: str
    collection: str
    key: str
    record: Object | None


class Status(NamedTuple):
    """An account is there (``why_not`` is None), or no more: ``deleted``, ``takendown``, ..."""

    place: int
    seconds: float
    account: str
    why_not: str | None


class Renamed(NamedTuple):
    """An account says anew what its handle is; None where it does not say."""

    place: int
    seconds: float
    account: str
    handle: str | None


class Broken(NamedTuple):
    """What became of an account is not told: its repository has to be read again."""

    place: int
    seconds: float
    account: str
    why: str


class Other(NamedTuple):
    """An event of a kind that is not known."""

    place: int | None
    seconds: float
    kind: str


class Notice(NamedTuple):
    """What the server says of the stream itself, such as ``OutdatedCursor``."""

    name: str
    message: str


class Failed(NamedTuple):
    """Why the server ends the stream, such as ``FutureCursor`` or ``ConsumerTooSlow``."""

    name: str
    message: str


Placed = Change | Status | Renamed | Broken | Other
Event = Placed | Notice | Failed


def seconds_of(value: object) -> float:
    """Return a time of a server, ISO text or microseconds, as seconds since 1970.

    Raises
    ------
    Unreadable
        Where it is none.

    Examples
    --------
    >>> seconds_of("1970-01-02T00:00:00.5Z"), seconds_of(1_500_000)
    (86400.5, 1.5)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value / 1e6 if 0 <= value < 10**18 else math.inf
    else:
        seconds = _of_text(value)
    if not 0 <= seconds <= _LATEST:
        raise Unreadable("An event has no time.")
    return seconds


def _of_text(value: object) -> float:
    if not isinstance(value, str) or len(value) > _LONGEST_TIME:
        return math.inf
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.inf
