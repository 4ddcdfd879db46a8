"""Templates: every value is escaped, unknown names are errors, and strangers' words are tamed."""

from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from influence.show import Cell, text_for_people
from influence.show.charts import whisker
from influence.show.columns import printable
from influence.web.queries import address_of

UNKNOWN = "\N{EN DASH}"
LONGEST_SHOWN = 280
"""Characters of a text of others that a page shows; more would push all else out of sight."""


def people(value: Cell, digits: int = 3) -> str:
    """Return a value as people read it; what is unknown is a dash."""
    return text_for_people(value, digits) or UNKNOWN


def words(text: object, most: int = LONGEST_SHOWN) -> str:
    """Return somebody's words on one line: no control, no mark of direction, no endless text."""
    told = " ".join(printable(str(text or "")).split())
    return told if len(told) <= most else f"{told[: most - 1]}…"


def piece(text: object) -> str:
    """Return a part of somebody's words, with the space at its ends that parts it from others."""
    told = printable(str(text or ""))
    return f"{' ' * told[:1].isspace()}{words(told)}{' ' * told[-1:].isspace()}"


def web_address(text: object) -> str | None:
    """Return an address that may be a link: of the web, and of nothing that a browser would run."""
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


def drawn(svg: str) -> Markup:
    """Return a picture of ours as it stands: its names were escaped when it was drawn."""
    return Markup(svg)  # noqa: S704 - see influence.show.charts.drawing.clean


def drawn_whisker(value: Cell, low: Cell, high: Cell, top: float) -> Markup:
    """Return a value with its interval as a picture."""
    return drawn(whisker(value, low, high, top))


@cache
def templates() -> Environment:
    """Return the templates of this package."""
    environment = Environment(
        loader=PackageLoader("influence.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "people": people,
        "words": words,
        "piece": piece,
        "day": day,
        "capital": capital,
    }
    environment.filters["web_address"] = web_address
    environment.filters["drawn"] = drawn
    environment.globals |= {"address_of": address_of, "whisker": drawn_whisker}
    return environment
