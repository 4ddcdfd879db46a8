"""The same pictures as charts of Altair, for notebooks: to be pointed at, layered and changed.

Each is made of the rows alone, so that it can be drawn again from what it holds. In a notebook
``influence.print_charts()`` makes them print without a script and without a network.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from influence.show.charts.drawing import GRID, MARK, OTHER, name_of, number_in, shortened
from influence.show.columns import Row

if TYPE_CHECKING:
    from influence.judge import Sharing

MOST, MOST_POINTS = 25, 1_500
ROW, WIDTH, HEIGHT, CELL = 20, 460, 320, 60


def ranked_intervals(rows: Sequence[Row], *, score: str, unit: str) -> alt.LayerChart:
    """Return the value of each row as a dot with its interval, in the order of the rows."""
    shown = [
        {
            "account": f"{'' if row.get('rank') is None else row['rank']}  {name_of(row)}",
            "value": row[score],
            "low": _or(row, "score_low", score),
            "high": _or(row, "score_high", score),
        }
        for row in rows[:MOST]
        if row.get(score) is not None
    ]
    title = f"{_spaced(score).capitalize()} with its interval"
    return _intervals(shown, "account", unit, title)


def against_followers(rows: Sequence[Row], *, score: str, unit: str) -> alt.LayerChart:
    """Return every account that has followers and a value, both on scales of powers of ten."""
    shown = [
        {
            "account": name_of(row),
            "followers": row["followers"],
            "value": row[score],
            "status": row.get("status"),
        }
        for row in rows
        if number_in(row, "followers") > 0 and number_in(row, score) > 0
    ][:MOST_POINTS]
    points = (
        alt.Chart(_data(shown))
        .mark_circle(size=42, opacity=0.62)
        .encode(
            x=alt.X("followers:Q", scale=alt.Scale(type="log"), title="followers, as claimed"),
            y=alt.Y("value:Q", scale=alt.Scale(type="log"), title=unit),
            color=alt.Color(
                "status:N", scale=alt.Scale(domain=["ranked", "check"], range=[MARK, OTHER])
            ),
            tooltip=["account:N", "followers:Q", "value:Q"],
        )
    )
    named = (
        alt.Chart(_data(shown[:3]))
        .mark_text(align="left", dx=7, dy=-5)
        .encode(x="followers:Q", y="value:Q", text="account:N")
    )
    title = f"{_spaced(score).capitalize()} against followers"
    return _layered(points, named, title=title, height=HEIGHT)


def judged_concordance(rows: Sequence[Row], *, target: str) -> alt.LayerChart:
    """Return how many pairs of accounts each score puts in the right order, the best first."""
    shown = [
        {"score": row["score"], "value": row["value"], "low": row["low"], "high": row["high"]}
        for row in rows
        if row["measure"] == "concordance"
    ]
    shown.sort(key=lambda row: -number_in(row, "value"))
    title = f"Which score predicts {target}"
    words = "concordance (a coin: 0.5), with 95 % of the draws"
    return _intervals(shown, "score", words, title)


def stages_of(rows: Sequence[Row], *, unit: str, title: str) -> alt.LayerChart:
    """Return what each stage adds to a number, each beginning where the one before it ended."""
    shown: list[Row] = [
        {
            "stage": row["stage"],
            "adds": row["adds"],
            "begin": number_in(row, "sum") - number_in(row, "adds"),
            "end": row["sum"],
            "words": row["words"],
        }
        for row in rows
    ]
    base = alt.Chart(_data(shown)).encode(
        y=alt.Y("stage:N", sort=None, title=None), tooltip=["stage:N", "adds:Q", "words:N"]
    )
    bars = base.mark_bar().encode(
        x=alt.X("begin:Q", title=unit),
        x2="end:Q",
        color=alt.condition("datum.adds < 0", alt.value(OTHER), alt.value(MARK)),
    )
    ends = base.mark_tick(color=GRID, thickness=2).encode(x="end:Q")
    return _layered(bars, ends, title=title)


def shared_heat(labels: Sequence[str], sharing: "Sharing") -> alt.LayerChart:
    """Return for each pair of accounts how many act on both, of those who act on the first."""
    shown: list[Row] = [
        {
            "account": shortened(label),
            "other": shortened(other),
            "both": count,
            "share": count / size if size else 0.0,
        }
        for label, size, counts in zip(labels, sharing.sizes, sharing.shared, strict=True)
        for other, count in zip(labels, counts, strict=True)
    ]
    base = alt.Chart(_data(shown)).encode(
        x=alt.X("other:N", sort=None, title=None, axis=alt.Axis(labelAngle=-35)),
        y=alt.Y("account:N", sort=None, title=None),
    )
    legend = alt.Legend(title="of the row's audience", format="%")
    cells = base.mark_rect().encode(
        color=alt.Color("share:Q", scale=alt.Scale(scheme="teals"), legend=legend)
    )
    counts = base.mark_text().encode(
        text="both:Q",
        color=alt.condition("datum.share > 0.5", alt.value("#ffffff"), alt.value("#101010")),
    )
    title = "Active audiences, and whom they share"
    return _layered(cells, counts, title=title, width=alt.Step(CELL), height=alt.Step(CELL))


def attacked_places(rows: Sequence[Row]) -> alt.Chart:
    """Return the place of the median victim by size of attack, a line an attack and score."""
    shown = [
        {
            "score": row["score"],
            "attack": row["attack"],
            "size": row["size"],
            "place": row["place"],
        }
        for row in rows
        if row.get("place") is not None and row.get("guard") in {None, "triggered"}
    ]
    drawn: alt.Chart = (
        alt.Chart(_data(shown))
        .mark_line(point=True)
        .encode(
            x=alt.X("size:O", title="size of the attack"),
            y=alt.Y("place:Q", scale=alt.Scale(reverse=True), title="place of the median victim"),
            color="attack:N",
            column="score:N",
        )
        .properties(width=WIDTH // 2)
    )
    return drawn


def _intervals(shown: Sequence[Row], name: str, unit: str, title: str) -> alt.LayerChart:
    base = alt.Chart(_data(shown)).encode(
        y=alt.Y(f"{name}:N", sort=None, title=None),
        tooltip=[f"{name}:N", "value:Q", "low:Q", "high:Q"],
    )
    spans = base.mark_rule(strokeWidth=2.5, opacity=0.55, color=MARK).encode(
        x=alt.X("low:Q", title=unit, scale=alt.Scale(zero=False)), x2="high:Q"
    )
    dots = base.mark_circle(size=60, opacity=1, color=MARK).encode(x="value:Q")
    return _layered(spans, dots, title=title)


def _or(row: Row, name: str, other: str) -> Any:  # noqa: ANN401 a cell
    return row[other] if row.get(name) is None else row[name]


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _data(rows: Sequence[Row]) -> alt.Data:
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def _layered(
    *charts: alt.Chart,
    title: str,
    width: float | alt.Step = WIDTH,
    height: float | alt.Step | None = None,
) -> alt.LayerChart:
    """Return charts over one another; without a height each row gets its own."""
    size = alt.Step(ROW) if height is None else height
    layers: alt.LayerChart = alt.layer(*charts)  # type: ignore[assignment]  # none is faceted
    return layers.properties(title=title, width=width, height=size)
