"""Half-open time windows: ``since <= t < until``.

A bound is a date (``2026-03-01``), a time (``2026-03-01T09:30:00Z``), a month, a quarter
(``2026-Q1``) or a year, each standing for its first moment; or a length counted back from the last
event (``90d``, ``12w``, ``36h``). A missing bound is open.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from influence.errors import UsageError

_LENGTH = re.compile(r"(\d+)\s*([hdw])")
DIGITS, LONGEST_HOURS = 9, 200 * 366 * 24
"""No length is longer, so that no window leaves the calendar."""

_HOURS = {"h": 1, "d": 24, "w": 168}
_WRITE = "write 2026-03-01, 2026-03, 2026-Q1, 2026, or a length (90d)"
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.IGNORECASE)


Bound = str | date
"""A bound as a person gives it: a text as above, or a date or moment of Python; without a zone a
moment is one in UTC."""


class Window(NamedTuple):
    """A half-open span of UTC text times; ``None`` is an open end."""

    since: str | None = None
    until: str | None = None

    def __str__(self) -> str:
        if self == Window():
            return "all data"
        return f"{self.since or 'the first event'} to {self.until or 'the last event'}"


def parse_window(
    since: Bound | None,
    until: Bound | None,
    last_event: Callable[[], str | None] = lambda: None,
    *,
    until_called: str = "--until",
) -> Window:
    """Return the window between two bounds as a person gives them.

    A length such as ``90d`` counts back from ``until`` where it is given, else from the last event,
    which is looked for only then. ``until_called`` names the option of the later bound in messages.

    Raises
    ------
    UsageError
        Where a bound is neither a date nor a length, or the window would be empty.

    Examples
    --------
    >>> parse_window("2026-Q1", "2026-04")
    Window(since='2026-01-01T00:00:00Z', until='2026-04-01T00:00:00Z')
    >>> parse_window("2d", None, last_event=lambda: "2026-03-03T12:00:00Z").since
    '2026-03-01T12:00:00Z'
    """
    since, until = bound_text(since), bound_text(until)
    end = parse_bound(until) if until else None
    if since and _LENGTH.fullmatch(since.strip()):
        if (anchor := end or last_event()) is None:
            raise UsageError(
                f"--since {since} counts back from the last event, and none has a time."
            )
        start: str | None = to_text(_from_text(anchor) - timedelta(seconds=seconds_of(since)))
    else:
        start = parse_bound(since) if since else None
    if start is not None and end is not None and start >= end:
        raise UsageError(
            f"The window is empty: --since {since} is not before {until_called} {until}."
        )
    return Window(start, end)


def bound_text(bound: Bound | None) -> str | None:
    """Return a bound as text: that of a person as it is, a date or moment of Python in UTC.

    Raises
    ------
    UsageError
        Where it is neither.

    Examples
    --------
    >>> bound_text(datetime(2026, 3, 1, 9, 30)), bound_text(date(2026, 3, 1)), bound_text("90d")
    ('2026-03-01T09:30:00Z', '2026-03-01', '90d')
    """
    match bound:
        case None | str():
            return bound
        case datetime():
            return to_text(bound)
        case date():
            return bound.isoformat()
    raise UsageError(f"{bound!r} is no date: {_WRITE}.")


def seconds_of(length: str) -> float:
    """Return a length such as ``36h``, ``90d`` or ``12w`` in seconds.

    Raises
    ------
    UsageError
        Where it is none.

    Examples
    --------
    >>> seconds_of("36h")
    129600.0
    """
    if not (isinstance(length, str) and (found := _LENGTH.fullmatch(length.strip()))):
        raise UsageError(f"{length!r} is no length: write 12h, 30d or 8w.")
    if len(found[1]) > DIGITS or (hours := int(found[1]) * _HOURS[found[2]]) > LONGEST_HOURS:
        raise UsageError(f"{length[:20]} is longer than two hundred years; write a shorter length.")
    return 3600.0 * hours


def parse_bound(bound: Bound) -> str:
    """Return the first moment of a date, time, month, quarter or year as UTC text.

    Raises
    ------
    UsageError
        Where it is none of these.
    """
    text = (bound_text(bound) or "").strip()
    if _LENGTH.fullmatch(text):
        raise UsageError(
            f"{text!r} is a length; the end of a window is a date, such as 2026-03-01."
        )
    if quarter := _QUARTER.fullmatch(text):
        text = f"{quarter[1]}-{3 * int(quarter[2]) - 2:02}"
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        text = f"{text}-01-01"[:10]
    try:
        return to_text(datetime.fromisoformat(text))
    except (OverflowError, ValueError) as error:
        raise UsageError(f"{text!r} is no date: {_WRITE}.") from error


def to_text(moment: datetime) -> str:
    """Return a moment as UTC text to the second; a moment without a zone is taken as UTC."""
    moment = moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
    return f"{moment.isoformat(timespec='seconds')}Z"


def to_seconds(text: str) -> float:
    """Return UTC text as seconds since 1970."""
    return _from_text(text).timestamp()


def from_seconds(seconds: float) -> str | None:
    """Return seconds since 1970 as UTC text; None for nan, which is no known time."""
    return None if math.isnan(seconds) else _text_at(math.floor(seconds))


@lru_cache(maxsize=256)
def _text_at(seconds: int) -> str:
    return to_text(datetime.fromtimestamp(seconds, UTC))


def _from_text(text: str) -> datetime:
    return datetime.fromisoformat(text)
