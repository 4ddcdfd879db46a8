"""Strangers' words in a page: on one line, of bounded length, and no link that a browser runs."""

from urllib.parse import urlsplit

from influence.show.columns import Cell, printable, text_for_people

UNKNOWN = "\N{EN DASH}"
_WITHOUT_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
"""Signs that nobody sees at an end of words; between others they join or part them."""

LONGEST_SHOWN = 280
"""Characters of a text of others that a page shows; more would push all else out of sight."""


def people(value: Cell, digits: int = 3) -> str:
    """Return a value as people read it; what is unknown is a dash."""
    return text_for_people(value, digits) or UNKNOWN


def with_interval(value: Cell, low: Cell, high: Cell) -> str:
    """Return a value with the ends of its interval, where it has one.

    >>> with_interval(1.56, 0.763, 2.78), with_interval(3, None, None)
    ('1.56 (0.76 to 2.8)', '3')
    """
    ends = "" if low is None or high is None else f" ({people(low, 2)} to {people(high, 2)})"
    return f"{people(value)}{ends}"


def words(text: object, most: int = LONGEST_SHOWN) -> str:
    """Return somebody's words on one line: no control, no mark of direction, no endless text.

    >>> words("a  b", 2), words("rye bread", 4)
    ('a…', 'rye…')
    """
    told = " ".join(printable(str(text or "")).split()).strip(_WITHOUT_WIDTH)
    return told if len(told) <= most else f"{told[: most - 1]}…"


def piece(text: object) -> str:
    """Return a part of somebody's words, with the space at its ends that parts it from others."""
    told = printable(str(text or ""))
    return f"{' ' * told[:1].isspace()}{words(told)}{' ' * told[-1:].isspace()}"


def web_address(text: object) -> str | None:
    """Return an address that may be a link: of the web, and of nothing that a browser would run.

    >>> web_address("https://x.example/1"), web_address("javascript:alert(1)")
    ('https://x.example/1', None)
    """
    told = str(text or "").strip()
    try:
        parts = urlsplit(told)
    except ValueError:
        return None
    return told if parts.scheme in {"http", "https"} and parts.netloc else None


def capital(text: str) -> str:
    """Return a sentence that begins as one."""
    return text[:1].upper() + text[1:]


def percent(share: Cell) -> str:
    """Return a part of 1 in percent, whole.

    >>> percent(0.25)
    '25 %'
    """
    return f"{round(100 * share)} %" if isinstance(share, int | float) else UNKNOWN


def minute(moment: object) -> str:
    """Return the minute of a UTC text time.

    >>> minute("2026-11-30T03:06:14Z")
    '2026-11-30 03:06 UTC'
    """
    return f"{str(moment)[:16].replace('T', ' ')} UTC" if moment else UNKNOWN


def day(moment: object) -> str:
    """Return the day of a UTC text time."""
    return str(moment)[:10] if moment else UNKNOWN
