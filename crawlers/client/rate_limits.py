"""What hosts say of how soon they may be asked again, in every way in which they say it.

Reset is a time in ISO 8601 at Mastodon, seconds since 1970 at Bluesky, X and GitHub, and seconds
left at Reddit and in the IETF's drafts (draft-ietf-httpapi-ratelimit-headers): told apart by what
it looks like, since who answers is not always known.
"""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import mktime_tz, parsedate_tz

SHORTEST, LONGEST = 1.0, 86_400.0
UNTOLD = 60.0
"""Seconds to wait after a 429 that says nothing else."""

_BUSY = {429, 503}
_PREFIXES = ("x-ratelimit", "ratelimit", "x-rate-limit")
_STRUCTURED = re.compile(r"\b(r|t|remaining|reset)\s*=\s*(\d{1,10})\b", re.IGNORECASE)
_SINCE_1970 = 1e8  # three years, as seconds left


def seconds_to_wait(status: int, headers: Mapping[str, str], now: float) -> float:
    """Return how long a host wants to be left alone after an answer; 0 where it does not mind.

    ``Retry-After`` wins over everything; else a limit that is used up but for one request counts
    until it is reset. Never more than a day.

    Parameters
    ----------
    headers
        Of the answer, names in lower case.
    now
        Seconds since 1970.

    Examples
    --------
    >>> seconds_to_wait(429, {"retry-after": "30"}, 0)
    30.0
    >>> seconds_to_wait(200, {"ratelimit": '"default";r=1;t=20'}, 0)
    20.0
    >>> seconds_to_wait(200, {"x-ratelimit-remaining": "7", "x-ratelimit-reset": "60"}, 0)
    0.0
    """
    if told := headers.get("retry-after", "").strip():
        return _clamped(_retry_after(told, now))
    left, reset = _limit(headers)
    is_busy = status in _BUSY
    if not is_busy and (left is None or left > 1):
        return 0.0
    wait = None if reset is None else _until(reset, now)
    if wait is not None:
        return _clamped(wait)
    return UNTOLD if status == 429 else 0.0


def http_date(text: str) -> float | None:
    """Return the moment of a date of HTTP as seconds since 1970; None where it is none.

    >>> http_date("Thu, 01 Jan 1970 00:01:00 GMT")
    60
    """
    try:
        parsed = parsedate_tz(text)
        return None if parsed is None else mktime_tz(parsed)
    except (TypeError, ValueError, OverflowError):
        return None


def _retry_after(text: str, now: float) -> float:
    seconds = _number(text)
    if seconds is not None:
        return seconds
    moment = http_date(text)
    return UNTOLD if moment is None else moment - now


def _limit(headers: Mapping[str, str]) -> tuple[float | None, str | None]:
    """Return how many requests are left, and when that begins anew, as written."""
    for prefix in _PREFIXES:
        left = _number(headers.get(f"{prefix}-remaining", ""))
        reset = headers.get(f"{prefix}-reset")
        if left is not None or reset is not None:
            return left, reset
    said = {name.lower()[0:3]: value for name, value in _STRUCTURED.findall(_whole(headers))}
    return _number(said.get("r", said.get("rem", ""))), said.get("t", said.get("res"))


def _whole(headers: Mapping[str, str]) -> str:
    return headers.get("ratelimit", "")[:500]


def _until(reset: str, now: float) -> float | None:
    """Return the seconds until a reset, with one to spare where it is a moment."""
    seconds = _number(reset)
    if seconds is not None:
        return seconds - now + 1 if seconds > _SINCE_1970 else seconds
    try:
        return datetime.fromisoformat(reset.strip()).timestamp() - now + 1
    except (ValueError, OverflowError, OSError):
        moment = http_date(reset)
        return None if moment is None else moment - now + 1


def _number(text: str) -> float | None:
    try:
        number = float(text.split(",", maxsplit=1)[0])
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _clamped(seconds: float) -> float:
    return min(max(seconds, SHORTEST), LONGEST)
