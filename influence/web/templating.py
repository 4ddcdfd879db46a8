"""Templates: every value is escaped, unknown names are errors, and strangers' words are tamed."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from influence.show import Cell
from influence.show.charts import whisker
from influence.show.markup import capital, day, minute, people, percent, piece, web_address, words
from influence.web.queries import address_of


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
        "minute": minute,
        "percent": percent,
        "capital": capital,
    }
    environment.filters["web_address"] = web_address
    environment.filters["drawn"] = drawn
    environment.globals |= {"address_of": address_of, "whisker": drawn_whisker}
    return environment
