"""Times as files write them → UTC text to the second."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

from crawlers.dates import AmbiguousDate, time_in_form, written_time
from influence.windows import to_text

EARLIEST = "1990-01-01"
_LOOKS = "write 2026-03-01T09:30:00Z"
_EITHER = (
    "may be a day of either month: a mapping file says which comes first, as in "
    'date = "%d/%m/%Y" or date = "%m/%d/%Y %H:%M"'
)


class UnreadableTime(ValueError):
    """A text that is no time, or may be two."""


class TimeReader:
    """Reads ISO 8601 times, and others that can be read in one way only (``dates``).

    Most times of a file are UTC already and share few days and 86,400 clock times, so each of
    these is checked once and then only looked up.

    Parameters
    ----------
    forms
        Forms of ``strptime`` that stand before all others.
    zone
        Of times that name no offset.

    Attributes
    ----------
    left_out
        Times read since it was last emptied that cannot be true: before 1990, or more than a day
        after now. They read as unknown.
    """

    def __init__(self, now: str, forms: tuple[str, ...] = (), zone: tzinfo = UTC) -> None:
        self.left_out: list[str] = []
        self._now = now
        self._forms = forms
        self._zone = zone
        self._today = now[:10]
        self._latest = to_text(datetime.fromisoformat(now) + timedelta(days=1))
        self._days: set[str] = set()
        self._clocks: set[str] = set()

    def told(self, forms: tuple[str, ...], zone: tzinfo | None) -> Self:
        """Return a reader that knows how the times of this file are written."""
        return type(self)(self._now, forms, zone or UTC)

    def __call__(self, text: str) -> str | None:
        """Return UTC text to the second; None for a time that cannot be true, or for none.

        Raises
        ------
        UnreadableTime
            Where the text is no time, or may be two.
        """
        day, clock, rest = text[:10], text[11:19], text[19:]
        if day in self._days and clock in self._clocks and text[10] == "T":
            if rest == "Z":
                return text
            if _is_utc(rest):
                return f"{text[:19]}Z"
        return self._converted(text.strip()) if text else None

    def _converted(self, text: str) -> str | None:
        try:
            moment = to_text(self._read(text))
        except OverflowError:
            moment = ""
        except AmbiguousDate as error:
            raise UnreadableTime(f"{text[:40]!r} {_EITHER}") from error
        except (ValueError, TypeError, IndexError) as error:
            form = " or ".join(self._forms) or _LOOKS
            raise UnreadableTime(f"{text[:40]!r} is no time that can be read: {form}") from error
        if not EARLIEST <= moment <= self._latest:
            self.left_out.append(text)
            return None
        is_utc = self._zone is UTC and not self._forms
        if is_utc and moment[:19] == text[:19] and moment[:10] < self._today:
            self._days.add(moment[:10])
            self._clocks.add(moment[11:19])
        return moment

    def _read(self, text: str) -> datetime:
        if self._forms:
            with suppress(ValueError):
                return time_in_form(text, self._forms, self._zone)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            if self._forms:
                raise
            return written_time(text, self._zone)
        return moment if moment.tzinfo else moment.replace(tzinfo=self._zone)


def _is_utc(rest: str) -> bool:
    """Tell whether what follows the seconds is at most a fraction and UTC."""
    fraction = rest.removesuffix("+00:00") if rest.endswith("+00:00") else rest.removesuffix("Z")
    return not fraction or (fraction[0] == "." and fraction[1:].isdecimal())
