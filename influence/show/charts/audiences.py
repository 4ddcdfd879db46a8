"""Whom accounts share: for each pair how many act on both."""

from collections.abc import Iterator, Sequence

from influence.judge import Sharing
from influence.show.charts.drawing import MARK, Chart, chart, clean, shortened, text
from influence.show.columns import Column, Row

CELL, LEFT, TOP = 84.0, 190.0, 40.0
FAINT, FULL = 0.06, 0.6


def shared_audiences(labels: Sequence[str], sharing: Sharing) -> Chart:
    """Return a grid: each row's active audience, and the part that also acts on each column.

    Parameters
    ----------
    labels
        What each account is called, all different.
    """
    title = "Active audiences, and whom they share"
    rows: list[Row] = [
        {
            "account": label,
            "active_audience": size,
            "adds": adds,
            **{f"shared {other}": count for other, count in zip(labels, counts, strict=True)},
        }
        for label, size, adds, counts in zip(
            labels, sharing.sizes, sharing.adds, sharing.shared, strict=True
        )
    ]
    columns: list[Column | str] = [
        Column("account"),
        "active_audience",
        "adds",
        *(Column(f"shared {other}", label=f"shared with {other}") for other in labels),
    ]
    alt = f"{title}: {words_of(labels, sharing)}"
    size = (LEFT + CELL * len(labels) + 12, TOP + CELL * 0.6 * len(labels) + 12)
    return chart(title, alt, size, _grid(labels, sharing), (columns, rows))


def words_of(labels: Sequence[str], sharing: Sharing) -> str:
    """Say how many act on any of the accounts, and what each adds to those before it."""
    adds = ", ".join(
        f"{shortened(label)} adds {count:,}"
        for label, count in list(zip(labels, sharing.adds, strict=True))[1:]
    )
    first = f"{shortened(labels[0])} has {sharing.sizes[0]:,}" if labels else ""
    return f"together {sharing.together:,} active people; {first}{', ' if adds else ''}{adds}."


def _grid(labels: Sequence[str], sharing: Sharing) -> Iterator[str]:
    high = CELL * 0.6
    for place, label in enumerate(labels):
        x = LEFT + CELL * (place + 0.5)
        yield text(x, TOP - 14, shortened(label, 12), anchor="middle")
        y = TOP + high * (place + 0.5)
        yield text(LEFT - 12, y + 4, shortened(label), anchor="end", look="name")
    for row, counts in enumerate(sharing.shared):
        for column, count in enumerate(counts):
            share = count / sharing.sizes[row] if sharing.sizes[row] else 0.0
            x, y = LEFT + CELL * column, TOP + high * row
            said = f"{count:,} of {sharing.sizes[row]:,} who act on {shortened(labels[row])}"
            yield (
                f'<rect class="mark" x="{x + 2:.1f}" y="{y + 2:.1f}" width="{CELL - 4:.1f}"'
                f' height="{high - 4:.1f}" rx="5" fill="{MARK}"'
                f' fill-opacity="{FAINT + (FULL - FAINT) * share:.2f}">'
                f"<title>{clean(said)}</title></rect>"
            )
            yield text(x + CELL / 2, y + high / 2 + 5, f"{count:,}", anchor="middle", look="name")
