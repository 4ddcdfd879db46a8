"""How charts of Altair look in a notebook: quiet axes, and the colours of the other pictures."""

import altair as alt

from influence.show.charts.drawing import GRID, INK, MARK, OTHER, SOFT

NAME = "influence"
THIRD, FOURTH = "#6a4c93", "#8a8f98"

_AXIS: alt.theme.AxisConfigKwds = {
    "labelColor": SOFT,
    "labelFontSize": 12,
    "titleColor": SOFT,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "domainColor": GRID,
    "gridColor": GRID,
    "tickColor": GRID,
    "labelLimit": 260,
    "titlePadding": 8,
}
_LEGEND: alt.theme.LegendConfigKwds = {
    "labelColor": SOFT,
    "labelFontSize": 12,
    "titleColor": SOFT,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "orient": "top",
    "symbolOpacity": 1,
    "labelLimit": 320,
}


def print_charts() -> None:
    """Print charts of Altair as SVG from here on, with a look of their own.

    Nothing is fetched when one is shown, and a file of the notebook holds it.
    """
    alt.renderers.enable("svg")
    alt.theme.register(NAME, enable=True)(_look)


def _look() -> alt.theme.ThemeConfig:
    return {
        "background": "white",
        "padding": 12,
        "config": {
            "font": "sans-serif",
            "title": {
                "anchor": "start",
                "color": INK,
                "fontSize": 15,
                "offset": 14,
                "subtitleColor": SOFT,
                "subtitleFontSize": 12,
                "subtitlePadding": 6,
            },
            "axis": _AXIS,
            "axisQuantitative": {"tickCount": 6},
            "legend": _LEGEND,
            "view": {"stroke": None, "continuousWidth": 520, "continuousHeight": 300},
            "range": {"category": [MARK, OTHER, THIRD, FOURTH]},
            "mark": {"color": MARK},
            "text": {"color": INK, "fontSize": 12},
            "point": {"filled": True},
        },
    }
