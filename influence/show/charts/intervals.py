"""Ranks with their intervals, so that what cannot be told apart is seen to overlap."""

from collections.abc import Iterator, Sequence

from influence.show.charts.drawing import (
    MARK,
    Axis,
    Chart,
    across,
    chart,
    dot,
    shortened,
    text,
)
from influence.show.columns import Cell, Column, Row, text_for_people

WIDTH, LEFT, RIGHT, TOP, ROW, BOTTOM = 720.0, 190.0, 24.0, 14.0, 26.0, 44.0
MOST = 25

_WIDE, _TALL, _MIDDLE = 136.0, 16.0, 8.0


def rank_and_interval(rows: Sequence[Row], *, score: str, unit: str) -> Chart:
    """Return the value of each row as a dot with its interval, in the order of the rows."""
    shown = [row for row in rows if row.get(score) is not None][:MOST]
    title = f"{score.replace('_', ' ').capitalize()} with its interval"
    high = max((_end(row, "score_high", score) for row in shown), default=1.0)
    axis = Axis(0.0, high * 1.02 or 1.0, LEFT, WIDTH - RIGHT)
    bottom = TOP + ROW * len(shown)
    parts = [*across(axis, TOP, bottom), *_lines(shown, score, axis)]
    parts.append(text(WIDTH - RIGHT, bottom + 36, unit, anchor="end"))
    alt = f"{title}, 90 %, of {len(shown)} accounts." + _overlap(shown, score)
    columns: list[Column | str] = [
        "rank",
        Column("handle"),
        Column(score),
        Column("score_low", label="from"),
        Column("score_high", label="to"),
    ]
    return chart(title, alt, (WIDTH, bottom + BOTTOM), parts, (columns, shown))


def whisker(value: Cell, low: Cell, high: Cell, top: float) -> str:
    """Return one value with its interval, on a scale from 0 to ``top``, to stand in a table."""
    axis = Axis(0.0, top or 1.0, 2.0, _WIDE - 4.0)
    begin, middle, end = (axis.at(float(each or 0)) for each in (low, value, high))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:g} {_TALL:g}"'
        ' aria-hidden="true" focusable="false">'
        f'<line class="grid" x1="2" x2="{_WIDE - 4:g}" y1="{_MIDDLE:g}" y2="{_MIDDLE:g}"'
        ' stroke="#d9d5cb"/>'
        f"{_span(begin, end, _MIDDLE)}{dot(middle, _MIDDLE, 3.5)}</svg>"
    )


def _lines(rows: Sequence[Row], score: str, axis: Axis) -> Iterator[str]:
    for place, row in enumerate(rows):
        y = TOP + ROW * place + ROW / 2
        rank = "" if row.get("rank") is None else f"{row['rank']}  "
        called = shortened(row.get("handle") or row.get("name") or row.get("native_id"))
        yield text(LEFT - 12, y + 4, f"{rank}{called}", anchor="end", look="name")
        low, high = (_end(row, name, score) for name in ("score_low", "score_high"))
        yield _span(axis.at(low), axis.at(high), y)
        value = _end(row, score, score)
        yield dot(axis.at(value), y, 4.5, words=f"{called}: {text_for_people(value)}")


def _span(begin: float, end: float, y: float) -> str:
    return (
        f'<line class="stroke" x1="{begin:.1f}" x2="{end:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
        f' stroke="{MARK}" stroke-width="2.5" stroke-opacity="0.55" stroke-linecap="round"/>'
    )


def _overlap(rows: Sequence[Row], score: str) -> str:
    """Say how many cannot be told apart from the first."""
    if len(rows) < 2 or rows[0].get("score_low") is None:
        return ""
    floor = _end(rows[0], "score_low", score)
    count = sum(1 for row in rows[1:] if _end(row, "score_high", score) >= floor)
    if count < 2:
        return f" {('No interval', 'One interval')[count]} overlaps that of the first."
    return f" The intervals of {count} overlap that of the first."


def _end(row: Row, name: str, score: str) -> float:
    value = row.get(name)
    value = row.get(score) if value is None else value
    return float(value) if isinstance(value, int | float) else 0.0
