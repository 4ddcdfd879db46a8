"""Times that are not ISO 8601, as exports of other tools write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>[a-z]{3})[a-z]*\.?"
_CLOCK = (
    r"(?:,?\s+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"\s*(?P<half>[ap]m)?)?"
)
_ZONE = r"(?:\s*(?P<zone>utc|gmt|z|[+-]\d\d:?\d\d|[ecmp][sd]t))?"
_WRITTEN = tuple(
    re.compile(rf"(?:[a-z]{{3,9}},?\s+)?{date}{_CLOCK}{_ZONE}", re.IGNORECASE)
    for date in (
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]{_MONTH},?[\s-](?P<year>\d{{4}})",
        r"(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<year>\d{4})[/-](?P<number>\d{1,2})[/-](?P<day>\d{1,2})",
    )
)
_TWITTER = re.compile(r"[a-z]{3} ([a-z]{3} \d\d \d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.IGNORECASE)
_EPOCH = re.compile(r"(\d{9,10})(\.\d+)?|(\d{13})")
_EITHER = re.compile(r"\d{1,2}[/-]\d{1,2}[/-](\d\d|\d{4})\b.*")
_HOURS = {"e": 5, "c": 6, "m": 7, "p": 8}
_LONGEST = 60


class AmbiguousDate(ValueError):
    """A day and a month that could be either."""


def written_time(text: str, zone: tzinfo = UTC) -> datetime:
    """Return the time that a text tells in one of the forms that exports use.

    Months by name (``Mar 1, 2026 9:30 PM``, ``1 March 2026``), RFC 5322 (``Sun, 01 Mar 2026
    09:30:00 GMT``), Twitter's (``Sun Mar 01 09:30:00 +0000 2026``), days with points
    (``1.3.2026``), years first (``2026/3/1``), and seconds or milliseconds since 1970.

    Parameters
    ----------
    zone
        Of times that name none.

    Raises
    ------
    AmbiguousDate
        Where 03/04/2026 may be of March or of April.
    ValueError
        Where it is in no such form, or there is no such day.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError
    if number := _EPOCH.fullmatch(text):
        seconds = int(number[1] or number[3][:-3])
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if twitter := _TWITTER.fullmatch(text):
        day, offset, year = twitter.groups()
        text = f"{day[4:6]} {day[:3]} {year} {day[7:]} {offset}"
    for form in _WRITTEN:
        if found := form.fullmatch(text):
            return _moment(found.groupdict(), zone)
    if _EITHER.fullmatch(text):
        raise AmbiguousDate
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def time_in_form(text: str, forms: tuple[str, ...], zone: tzinfo = UTC) -> datetime:
    """Return the time that a text tells in the first of some forms of ``strptime`` that fits.

    Raises
    ------
    ValueError
        Where none fits.
    """
    for form in forms:
        try:
            moment = datetime.strptime(text.strip(), form)  # noqa: DTZ007 given its zone below
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    raise ValueError


def _moment(parts: dict[str, str | None], zone: tzinfo) -> datetime:
    month = _month(parts)
    hour = int(parts["hour"] or 0)
    if half := parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + 12 * (half.casefold() == "pm")
    year, day, minute, second = (
        int(parts[part] or 0) for part in ("year", "day", "minute", "second")
    )
    return datetime(year, month, day, hour, minute, second, tzinfo=_offset(parts["zone"], zone))


def _month(parts: dict[str, str | None]) -> int:
    name = parts.get("month")
    if name is None:
        return int(parts.get("number") or 0)
    return _MONTHS.index(name.casefold()) + 1


def _offset(name: str | None, zone: tzinfo) -> tzinfo:
    """Return the zone of a name; the American ones are those of RFC 5322."""
    if name is None:
        return zone
    name = name.casefold()
    if name in {"utc", "gmt", "z"}:
        return UTC
    if name[0] in _HOURS:
        return timezone(timedelta(hours=(name[1] == "d") - _HOURS[name[0]]))
    hours, minutes = int(name[1:3]), int(name[-2:])
    return timezone((-1 if name[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
