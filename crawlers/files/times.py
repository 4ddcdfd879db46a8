"""Times as files write them → UTC text to the second."""

from datetime import datetime, timedelta

from influence.windows import to_text

EARLIEST = "1990-01-01"
_LOOKS = "write 2026-03-01T09:30:00Z"


class UnreadableTime(ValueError):
    """A text that is no ISO 8601 time."""


class TimeReader:
    """Reads ISO 8601 times of any offset; without an offset they are taken to be UTC.

    Most times of a file are UTC already and share few days and 86,400 clock times, so each of
    these is checked once and then only looked up.

    Attributes
    ----------
    left_out
        Times read since it was last emptied that cannot be true: before 1990, or more than a day
        after now. They read as unknown.
    """

    def __init__(self, now: str) -> None:
        self.left_out: list[str] = []
        self._today = now[:10]
        self._latest = to_text(datetime.fromisoformat(now) + timedelta(days=1))
        self._days: set[str] = set()
        self._clocks: set[str] = set()

    def __call__(self, text: str) -> str | None:
        """Return UTC text to the second; None for a time that cannot be true, or for none.

        Raises
        ------
        UnreadableTime
            Where the text is no ISO 8601 time.
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
            moment = to_text(datetime.fromisoformat(text))
        except OverflowError:
            moment = ""
        except ValueError as error:
            raise UnreadableTime(f"{text[:40]!r} is no ISO 8601 time: {_LOOKS}") from error
        if not EARLIEST <= moment <= self._latest:
            self.left_out.append(text)
            return None
        if moment[:19] == text[:19] and moment[:10] < self._today:
            self._days.add(moment[:10])
            self._clocks.add(moment[11:19])
        return moment


def _is_utc(rest: str) -> bool:
    """Tell whether what follows the seconds is at most a fraction and UTC."""
    fraction = rest.removesuffix("+00:00") if rest.endswith("+00:00") else rest.removesuffix("Z")
    return not fraction or (fraction[0] == "." and fraction[1:].isdecimal())
