"""Times as files write them, to UTC text."""

import re
from datetime import datetime
from functools import lru_cache

from influence.windows import to_text

EARLIEST = "1990-01-01T00:00:00Z"
_UTC_SECONDS = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?(Z|\+00:00)")


class ImplausibleTime(ValueError):
    """A time before the web, or in the future: the row is kept without it."""


def utc_text(text: str, latest: str) -> str:
    """Return a time as UTC text to the second.

    Raises
    ------
    ImplausibleTime
        Where it lies before 1990 or after ``latest``.
    ValueError
        Where it is no ISO 8601 time.
    """
    moment = f"{text[:19]}Z" if _UTC_SECONDS.fullmatch(text) else _converted(text)
    if moment < EARLIEST or moment > latest:
        raise ImplausibleTime(f"time {text} lies before 1990 or in the future")
    return moment


@lru_cache(maxsize=100_000)
def _converted(text: str) -> str:
    try:
        return to_text(datetime.fromisoformat(text.strip()))
    except OverflowError:
        raise ImplausibleTime(f"time {text} lies before 1990 or in the future") from None
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no ISO 8601 time") from None
