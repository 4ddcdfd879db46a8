"""What was published and what was passed on, week by week."""

from collections.abc import Iterator, Sequence

from influence.judge import Week
from influence.show.charts.drawing import Axis, Chart, bar, chart, line, text, upward
from influence.show.columns import Column, Row

WIDTH, LEFT, RIGHT = 720.0, 48.0, 12.0
PANEL, GAP, TOP = 92.0, 34.0, 24.0
LABELS = 6


def activity_over_time(weeks: Sequence[Week]) -> Chart:
    """Return posts and amplifications a week, one under the other."""
    title = "Activity over time"
    columns = [Column("week"), Column("posts"), Column("amplifications")]
    rows: list[Row] = [
        {"week": each.begins_at[:10], "posts": each.posts, "amplifications": each.amplifications}
        for each in weeks
    ]
    if not weeks:
        alt = "Activity over time: nothing that is held has a time."
        return chart(title, alt, (WIDTH, 50), [text(12, 30, alt)], (columns, rows))
    posts, passed = sum(week.posts for week in weeks), sum(week.amplifications for week in weeks)
    active = sum(1 for week in weeks if week.posts)
    alt = (
        f"Activity over {len(weeks)} weeks from {weeks[0].begins_at[:10]}: {posts:,} posts in"
        f" {active} of them, passed on {passed:,} times."
    )
    parts = [
        *_panel([week.posts for week in weeks], TOP, "posts a week", "other"),
        *_panel(
            [week.amplifications for week in weeks],
            TOP + PANEL + GAP,
            "passed on, times a week",
            "mark",
        ),
        *_dates(weeks, TOP + 2 * PANEL + GAP),
    ]
    size = (WIDTH, TOP + 2 * PANEL + GAP + 28)
    return chart(title, alt, size, parts, (columns, rows))


def _panel(counts: Sequence[int], top: float, words: str, look: str) -> Iterator[str]:
    bottom = top + PANEL
    axis = Axis(0.0, float(max(*counts, 1)), bottom, top)
    yield text(LEFT, top - 8, words)
    yield from upward(axis, LEFT, WIDTH - RIGHT, most=3)
    step = (WIDTH - RIGHT - LEFT) / len(counts)
    gap = min(step * 0.2, 3.0)
    for place, count in enumerate(counts):
        if count:
            y = axis.at(float(count))
            yield bar(LEFT + place * step, y, max(step - gap, 0.8), bottom - y, look=look)
    yield line(LEFT, bottom, WIDTH - RIGHT, bottom, look="axis")


def _dates(weeks: Sequence[Week], bottom: float) -> Iterator[str]:
    step = (WIDTH - RIGHT - LEFT) / len(weeks)
    every = max(1, -(-len(weeks) // LABELS))
    for place in range(0, len(weeks), every):
        yield text(LEFT + place * step, bottom + 18, weeks[place].begins_at[:10])
