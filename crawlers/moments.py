"""Times as feeds and pages write them → UTC text; what cannot be true is unknown."""

import re
import time
from calendar import timegm
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from influence.windows import to_text

EARLIEST = "1995-01-01T00:00:00Z"
"""Before it nobody had a blog: an earlier time is an empty field of a database."""

AHEAD = timedelta(days=2)
"""How far after the visit a post may be dated: clocks and zones go wrong, but not further."""

_LONGEST = 80
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?:[T,\s]+(?P<hour>\d\d?):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?)?"
_WRITTEN = (
    re.compile(rf"(?P<year>\d{{4}})-?(?P<month>\d\d)-?(?P<day>\d\d)(?!\d){_CLOCK}"),
    re.compile(
        rf"(?<!\d)(?P<day>\d\d?)[\s-]+(?P<month>[a-z]{{3}})[a-z]*[\s-]+(?P<year>\d{{4}}){_CLOCK}",
        re.IGNORECASE,
    ),
)
_ZONE = re.compile(r":\d\d(?:[.,]\d+)?\s*[+-](\d\d):?\d\d(?!\d)")
_FURTHEST = 14
"""Hours between UTC and the zone that is furthest from it."""


def time_of(text: str | None, seen_at: str, parsed: time.struct_time | None = None) -> str | None:
    """Return the time that a text tells, as UTC text; None where it tells none, or none that is so.

    ISO 8601 and RFC 5322 are read; a time that names no zone is UTC. Days that no calendar has
    are unknown: libraries roll them over, so that ``2024-13-45`` would be a day of 2025.

    Parameters
    ----------
    text
        As it is written.
    seen_at
        When it was read; a post is from 1995 to two days after it.
    parsed
        What a reader of feeds made of the text (UTC), where there is one: it knows more forms.

    Examples
    --------
    >>> time_of("Tue, 02 Jan 2024 10:00:00 +0100", "2024-03-01T00:00:00Z")
    '2024-01-02T09:00:00Z'
    >>> time_of("2024-13-45", "2024-03-01T00:00:00Z")
    >>> time_of("Tue, 02 Jan 2024 10:00:00 +9999", "2024-03-01T00:00:00Z")
    >>> time_of("2034-01-01", "2024-03-01T00:00:00Z")
    """
    if not text or len(text) > _LONGEST or not _is_possible(text):
        return None
    try:
        moment = _moment(text.strip()) if parsed is None else _of_struct(parsed)
        told = to_text(moment)
        latest = to_text(datetime.fromisoformat(seen_at) + AHEAD)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return told if EARLIEST <= told <= latest else None


def _is_possible(text: str) -> bool:
    """Tell whether there is such a day, hour and zone, as far as a text tells them in figures."""
    if (zone := _ZONE.search(text)) and int(zone[1]) > _FURTHEST:
        return False
    for form in _WRITTEN:
        if found := form.search(text):
            try:
                _calendar(found.groupdict())
            except ValueError:
                return False
    return True


def _calendar(parts: dict[str, str | None]) -> datetime:
    month = (parts["month"] or "").lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    year, day, hour, minute, second = (
        int(parts[part] or 0) for part in ("year", "day", "hour", "minute", "second")
    )
    return datetime(year, number, day, hour, minute, min(second, 59), tzinfo=UTC)  # 60: a leap


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _of_struct(parsed: time.struct_time) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), tz=UTC)
