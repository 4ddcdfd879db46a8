"""What each stage of a number adds to it, one below the other."""

from collections.abc import Iterator, Sequence

from influence.show.charts.drawing import Axis, Chart, across, bar, chart, clean, number_in, text
from influence.show.columns import Column, Row, text_for_people

WIDTH, LEFT, RIGHT, TOP, ROW, BOTTOM = 720.0, 110.0, 70.0, 14.0, 28.0, 44.0


def stages_added(rows: Sequence[Row], *, unit: str, title: str) -> Chart:
    """Return the stages of an explanation, each beginning where the one before it ended.

    Parameters
    ----------
    rows
        ``stage``, ``adds``, ``sum`` and ``words`` of each, in order.
    title
        Whose number it is.
    """
    columns = [Column("stage"), Column("adds"), Column("sum"), Column("words", wrap=True)]
    if not rows:
        alt = f"{title}: there is no number to be taken apart."
        return chart(title, alt, (WIDTH, 50), [text(12, 30, alt)], (columns, rows))
    ends = [0.0, *(number_in(row, "sum") for row in rows)]
    axis = Axis(min(ends), max(ends) * 1.02 or 1.0, LEFT, WIDTH - RIGHT)
    bottom = TOP + ROW * len(rows)
    last = text_for_people(ends[-1])
    parts = [f"{row['stage']} {_signed(row)}" for row in rows]
    alt = f"{title}, stage by stage: {', '.join(parts)}; together {last} {unit}."
    drawn = [*across(axis, TOP, bottom), *_bars(rows, axis)]
    drawn.append(text(WIDTH - RIGHT, bottom + 36, unit, anchor="end"))
    return chart(title, alt, (WIDTH, bottom + BOTTOM), drawn, (columns, rows))


def _bars(rows: Sequence[Row], axis: Axis) -> Iterator[str]:
    for place, row in enumerate(rows):
        adds, end = number_in(row, "adds"), axis.at(number_in(row, "sum"))
        begin = axis.at(number_in(row, "sum") - adds)
        y, left = TOP + ROW * place, min(begin, end)
        yield text(LEFT - 12, y + ROW / 2 + 4, clean(row["stage"]), anchor="end", look="name")
        look = "other" if adds < 0 else "mark"
        yield bar(left, y + 5, max(abs(end - begin), 1.0), ROW - 10, look=look)
        yield text(max(begin, end) + 6, y + ROW / 2 + 4, _signed(row))


def _signed(row: Row) -> str:
    adds = number_in(row, "adds")
    return f"{'+' if adds > 0 else ''}{text_for_people(adds)}"
