"""Pictures: whole SVG without style or script, a text, a table, and nobody breaks out."""

from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_worlds import HOSTILE, SCRIPTS

from influence.judge import Sharing, Week
from influence.show.charts import (
    activity_over_time,
    ego_network,
    influence_against_followers,
    rank_and_interval,
    shared_audiences,
    whisker,
)
from influence.show.charts.drawing import Axis, log_ticks, ticks

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [handle for handle, _, _ in (HOSTILE | SCRIPTS).values()]


def rows_of(names):
    return [
        {
            "account_id": place,
            "rank": place + 1,
            "handle": name,
            "followers": 10 * (place + 1) ** 2,
            "influence": 20.0 / (place + 1),
            "score_low": 10.0 / (place + 1),
            "score_high": 30.0 / (place + 1),
            "status": "check" if place == 3 else "ranked",
        }
        for place, name in enumerate(names)
    ]


def star_of(names):
    network = nx.DiGraph()
    for place, name in enumerate(names):
        network.add_node(place, label=name, is_centre=place == 0)
    for place in range(1, len(names)):
        network.add_edge(place, 0, weight=float(place))
    return network


def charts_of(names):
    """Return one picture of every kind about these names."""
    rows = rows_of(names)
    few = names[:4]
    sharing = Sharing([4] * len(few), [[2] * len(few)] * len(few), [1] * len(few), 9)
    weeks = [Week(f"2026-03-{day:02}T00:00:00Z", day % 3, day) for day in (2, 9, 16, 23)]
    return {
        "scatter": influence_against_followers(rows, score="influence", unit="per post"),
        "intervals": rank_and_interval(rows, score="influence", unit="per post"),
        "activity": activity_over_time(weeks),
        "audiences": shared_audiences(few, sharing),
        "ego": ego_network(star_of(names)),
    }


KINDS = list(charts_of(NAMES))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_whole_svg_without_style_or_script(kind):
    chart = charts_of(NAMES)[kind]
    root = ET.fromstring(chart.svg)  # noqa: S314 our own
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    for element in root.iter():
        assert element.tag not in {f"{SVG}script", f"{SVG}style", f"{SVG}foreignObject", f"{SVG}a"}
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert "{" not in "".join(element.attrib.values()) or element.get("aria-label")


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_what_it_shows_and_has_a_table_of_it(kind):
    chart = charts_of(NAMES)[kind]
    assert chart.title
    assert chart.alt.rstrip().endswith((".", "times."))
    assert ET.fromstring(chart.svg).get("aria-label")  # noqa: S314 our own
    assert chart.rows
    for row in chart.rows:
        assert {column.name for column in chart.columns} <= set(row)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_the_same_every_time(kind):
    assert charts_of(NAMES)[kind].svg == charts_of(NAMES)[kind].svg


@pytest.mark.parametrize("kind", KINDS)
def test_a_notebook_shows_the_picture_with_its_table_and_nothing_runs(kind):
    shown = charts_of(NAMES)[kind]._repr_html_()
    assert shown.count("<table>") == 1
    assert "<script" not in shown
    assert "<img" not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_show_is_a_picture_too(kind):
    empty = {
        "scatter": influence_against_followers([], score="influence", unit="u"),
        "intervals": rank_and_interval([], score="influence", unit="u"),
        "activity": activity_over_time([]),
        "audiences": shared_audiences([], Sharing([], [], [], 0)),
        "ego": ego_network(nx.DiGraph()),
    }[kind]
    ET.fromstring(empty.svg)  # noqa: S314 our own


@given(st.lists(st.text(min_size=1), min_size=1, max_size=6, unique=True))
def test_whatever_people_are_called_a_picture_stays_whole(names):
    for chart in charts_of(names).values():
        try:
            ET.fromstring(chart.svg)  # noqa: S314 our own
        except ET.ParseError:
            assert any(not letter.isprintable() for name in names for letter in name)


def test_every_point_of_the_scatter_stands_where_its_numbers_are():
    chart = charts_of(NAMES)["scatter"]
    dots = ET.fromstring(chart.svg).findall(f"{SVG}circle")  # noqa: S314 our own
    assert len(dots) == len(NAMES)
    across = [float(each.get("cx")) for each in reversed(dots)]  # drawn last to first
    down = [float(each.get("cy")) for each in reversed(dots)]
    assert across == sorted(across)  # followers grow with the rank
    assert down == sorted(down)  # influence falls
    assert [each.get("class") for each in reversed(dots)].index("other") == 3


def test_a_large_ranking_is_thinned_and_its_first_are_all_there():
    chart = influence_against_followers(
        rows_of([f"a{k}" for k in range(20_000)]), score="influence", unit="u"
    )
    assert chart.svg.count("<circle") <= 1_500
    assert "20,000 accounts" in chart.alt
    assert "a499:" in chart.svg


def test_an_interval_is_drawn_from_its_low_to_its_high_end():
    root = ET.fromstring(whisker(5.0, 2.0, 8.0, 10.0))  # noqa: S314 our own
    grid, span = root.findall(f"{SVG}line")
    whole = float(grid.get("x2")) - float(grid.get("x1"))
    assert float(span.get("x2")) - float(span.get("x1")) == pytest.approx(whole * 0.6, abs=0.2)


def test_the_text_of_intervals_counts_those_that_overlap_the_first():
    rows = rows_of(["a", "b", "c", "d"])  # low of the first is 10; highs 30, 15, 10, 7.5
    assert "intervals of 2 overlap" in rank_and_interval(rows, score="influence", unit="u").alt


@given(st.floats(0.001, 1e6), st.floats(1.01, 1e6))
def test_ticks_are_round_and_inside(low, times):
    high = low * times
    for found in (ticks(0.0, high), log_ticks(low, high)):
        assert all(each <= high * (1 + 1e-6) for each in found)
        assert found == sorted(set(found))
    axis = Axis(low, high, 0.0, 100.0, is_log=True)
    assert axis.at(low) == pytest.approx(0)
    assert axis.at(high) == pytest.approx(100)
