"""Pictures as SVG, each with a text that says what is in it and a table of what it shows.

One place for the page, the report and the notebooks: a :class:`Chart` shows itself in a notebook,
``chart.svg`` stands in a page, and ``chart.rows`` are its table. No script and no style is in it:
colours are attributes, which a page's own style may replace by the names of their classes.
"""

from influence.show.charts.activity import activity_over_time
from influence.show.charts.audiences import shared_audiences
from influence.show.charts.drawing import Chart
from influence.show.charts.ego import ego_network
from influence.show.charts.intervals import rank_and_interval, whisker
from influence.show.charts.scatter import influence_against_followers
from influence.show.charts.stages import stages_added

__all__ = [
    "Chart",
    "activity_over_time",
    "ego_network",
    "influence_against_followers",
    "rank_and_interval",
    "shared_audiences",
    "stages_added",
    "whisker",
]
