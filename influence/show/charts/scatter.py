"""Influence against followers: the same followers, and ten times the influence or none."""

from collections.abc import Iterator, Sequence

from influence.ranking import CHECK, RANKED
from influence.show.charts.drawing import (
    Axis,
    Chart,
    Labels,
    across,
    chart,
    dot,
    name_of,
    number_in,
    text,
    upward,
)
from influence.show.columns import Column, Row, text_for_people

WIDTH, HEIGHT = 820.0, 380.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 18.0, 26.0, 46.0
MOST_POINTS = 1_500
ALWAYS = 500
"""The first of these are always shown; of the rest evenly many."""

NAMED, TABLED = 4, 20
SMALL_SHARE = 0.5


def influence_against_followers(rows: Sequence[Row], *, score: str, unit: str) -> Chart:
    """Return every account of rows that has followers and a value, both on scales of powers of ten.

    Parameters
    ----------
    rows
        Of a ranking, best first, with ``followers``, ``status``, ``handle`` and the score.
    unit
        What one of the score is.
    """
    known = [row for row in rows if number_in(row, "followers") > 0 and number_in(row, score) > 0]
    shown = known if len(known) <= MOST_POINTS else _thinned(known)
    called = score.replace("_", " ")
    title = f"{called.capitalize()} against followers"
    if not shown:
        alt = f"{title}: of no account are both known."
        return chart(title, alt, (WIDTH, 60), [text(12, 34, alt)], ([], []))
    x = _axis(shown, "followers", LEFT + 6, WIDTH - RIGHT)
    y = _axis(shown, score, HEIGHT - BOTTOM, TOP + 8)
    parts = [*across(x, TOP, HEIGHT - BOTTOM), *upward(y, LEFT, WIDTH - RIGHT)]
    parts += [
        text(WIDTH - RIGHT, HEIGHT - 8, "followers, as claimed", anchor="end"),
        text(10, 15, f"{called}: {unit}"),
    ]
    parts += _points(shown, score, x, y)
    columns: list[Column | str] = ["rank", Column("handle"), Column(score), "followers", "status"]
    return chart(
        title, _words(known, score, title), (WIDTH, HEIGHT), parts, (columns, shown[:TABLED])
    )


def named(rows: Sequence[Row]) -> list[Row]:
    """Return whom the picture names: the first, the most followed, and the best of the small."""
    ranked = [row for row in rows if row.get("status") == RANKED] or list(rows)
    followed = sorted(ranked, key=lambda row: -number_in(row, "followers"))
    line = number_in(followed[int(len(followed) * (1 - SMALL_SHARE))], "followers")
    small = [row for row in ranked if number_in(row, "followers") <= line]
    chosen = [ranked[0], followed[0], *small[:1], *ranked[1:2]]
    unique = {row.get("account_id", id(row)): row for row in chosen}
    return list(unique.values())[:NAMED]


def _points(rows: Sequence[Row], score: str, x: Axis, y: Axis) -> Iterator[str]:
    for row in reversed(rows):  # the best on top
        look = "other" if row.get("status") == CHECK else "mark"
        place = x.at(number_in(row, "followers")), y.at(number_in(row, score))
        words = f"{name_of(row)}: {_told(row, score)}"
        yield dot(*place, 4, look=look, words=words, solid=0.62)
    labels = Labels()
    for row in named(rows):
        left, top = x.at(number_in(row, "followers")), y.at(number_in(row, score))
        side = "end" if left > WIDTH * 0.72 else "start"
        shift = -8 if side == "end" else 8
        yield labels.place(left + shift, top - 6, name_of(row), side)


def _words(rows: Sequence[Row], score: str, title: str) -> str:
    best, followed = rows[0], max(rows, key=lambda row: number_in(row, "followers"))
    both = f"first is {name_of(best)}, {_told(best, score)}"
    if best is not followed:
        both += f"; most followed is {name_of(followed)}, {_told(followed, score)}"
    checked = sum(1 for row in rows if row.get("status") == CHECK)
    apart = f" {checked:,} in the second colour are to be checked before use." if checked else ""
    return f"{title} of {len(rows):,} accounts, both on scales of powers of ten: {both}.{apart}"


def _told(row: Row, score: str) -> str:
    value = text_for_people(number_in(row, score), 2)
    return f"{value} with {number_in(row, 'followers'):,.0f} followers"


def _thinned(rows: Sequence[Row]) -> list[Row]:
    step = -(-(len(rows) - ALWAYS) // (MOST_POINTS - ALWAYS))
    return [*rows[:ALWAYS], *rows[ALWAYS::step]]


def _axis(rows: Sequence[Row], name: str, start: float, end: float) -> Axis:
    values = [number_in(row, name) for row in rows]
    return Axis(min(values) / 1.15, max(values) * 1.15, start, end, is_log=True)
