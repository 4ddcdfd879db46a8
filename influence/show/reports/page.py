"""A report as one HTML file: escaped throughout, styled inside, without a script or a request."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TextIO

from influence.errors import InputUnusable
from influence.show.charts import whisker
from influence.show.columns import Cell
from influence.show.markup import capital, day, people, percent, piece, web_address, words
from influence.show.reports.report import Report

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


def write_report(report: Report, stream: TextIO) -> None:
    """Write a report as HTML.

    Raises
    ------
    InputUnusable
        Where jinja2 is not installed.
    """
    highs = (float(row.get("score_high") or row[report.score] or 0) for row in report.rows)
    stream.write(_template().render(report=report, top=max(highs, default=0.0)))


@cache
def _template() -> "Template":
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 an extra
    except ImportError as error:
        raise InputUnusable(
            "A report is written by jinja2: pip install 'influence-discovery[web]'."
        ) from error
    environment = Environment(
        loader=PackageLoader("influence.show", "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"people": people, "words": words, "piece": piece, "day": day}
    environment.filters["percent"] = percent
    environment.filters |= {"capital": capital, "web_address": web_address, "drawn": _drawn}
    style = files("influence.show.reports").joinpath("report.css").read_text("utf-8")
    environment.globals |= {"whisker": _whisker, "style": _drawn(style)}
    return environment.get_template("report.html")


def _drawn(text: str) -> "Markup":
    """Return a picture or a style of ours as it stands: names in it were escaped when drawn."""
    from markupsafe import Markup  # noqa: PLC0415 comes with jinja2

    return Markup(text)  # noqa: S704 see influence.show.charts.drawing.clean


def _whisker(value: Cell, low: Cell, high: Cell, top: float) -> "Markup":
    return _drawn(whisker(value, low, high, top))
