"""Strangers' words in a page: on one line, of bounded length, and no link that a browser runs."""

from urllib.parse import urlsplit

from influence.show.columns import Cell, printable, text_for_people

UNKNOWN = "\N{EN DASH}"
LONGEST_SHOWN = 280
"""Characters of a text of others that a page shows; more would push all else out of sight."""


def people(value: Cell, digits: int = 3) -> str:
    """Return a value as people read it; what is unknown is a dash."""
    return text_for_people(value, digits) or UNKNOWN


def words(text: object, most: int = LONGEST_SHOWN) -> str:
    """Return somebody's words on one line: no control, no mark of direction, no endless text.

    >>> words("a  b", 2), words("rye bread", 4)
    ('a…', 'rye…')
    """
    told = " ".join(printable(str(text or "")).split())
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


def day(moment: object) -> str:
    """Return the day of a UTC text time."""
    return str(moment)[:10] if moment else UNKNOWN
