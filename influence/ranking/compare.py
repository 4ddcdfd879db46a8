"""Accounts side by side: what differs, whom they share, and what each one adds."""

from collections.abc import Sequence

import numpy as np

from influence.graph import FloatArray, IntArray
from influence.ranking.names import Name
from influence.ranking.runs import Run

Cell = str | int | float | None
Row = dict[str, Cell]

MEASURES = (
    "quality",
    "posts",
    "amplifications",
    "amplifiers",
    "amplifiers_effective",
    "active_audience",
    "followers",
    "receptive_audience",
    "audience_passivity",
    "passivity",
)


def compare(run: Run, accounts: Sequence[Name]) -> list[Row]:
    """Return one row a measure with one column an account, in the order given.

    ``shared_with_first`` counts amplifiers who also amplify the first account, ``adds`` those whom
    no account before it has.
    """
    at = np.searchsorted(run.graph.accounts, [each.account_id for each in accounts])
    columns: dict[str, FloatArray] = {
        "rank": run.places.rank,
        run.score.name: run.values.value,
        "score_low": _known(run.values.low, len(run.graph)),
        "score_high": _known(run.values.high, len(run.graph)),
    }
    columns |= run.values.companions
    columns |= run.observed._asdict()
    names = ["rank", run.score.name, "score_low", "score_high", *MEASURES]
    rows = [_row(name, accounts, columns[name][at].tolist()) for name in names if name in columns]
    audiences = [_amplifiers(run, int(position)) for position in at]
    shared = [float(np.intersect1d(each, audiences[0]).size) for each in audiences]
    adds = [
        float(np.setdiff1d(each, np.concatenate([np.empty(0, np.int64), *audiences[:k]])).size)
        for k, each in enumerate(audiences)
    ]
    return [
        *rows,
        _row("shared_with_first", accounts, shared),
        _row("adds", accounts, adds),
    ]


def verdict(run: Run, accounts: Sequence[Name]) -> str:
    """Say in one sentence whether the first two accounts really differ."""
    first, second = (
        int(each)
        for each in np.searchsorted(run.graph.accounts, [each.account_id for each in accounts[:2]])
    )
    value, low, high = run.values.value, run.values.low, run.values.high
    one, other = accounts[0].label, accounts[1].label
    if not np.isfinite(value[[first, second]]).all():
        return f"{one} and {other} cannot be compared: one of them has no value in this window."
    if value[first] < value[second]:
        first, second, one, other = second, first, other, one
    if low is None or high is None:
        return f"{one} is above {other}; this score has no interval, so chance is not ruled out."
    if low[first] <= high[second]:
        return f"No real difference between {one} and {other}: their intervals overlap."
    amplifiers = run.observed.amplifiers[[first, second]]
    return (
        f"{one} is above {other}, and their intervals do not overlap: distinct people who passed "
        f"something on: {amplifiers[0]:.0f} vs {amplifiers[1]:.0f}."
    )


def _row(measure: str, accounts: Sequence[Name], values: Sequence[float]) -> Row:
    cells: Row = {"measure": measure}
    for account, value in zip(accounts, values, strict=True):
        cells[account.label] = _cell(value)
    return cells


def _cell(value: float) -> Cell:
    if not np.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def _amplifiers(run: Run, position: int) -> IntArray:
    return run.graph.amplified[:, [position]].tocoo().row.astype(np.int64)


def _known(end: FloatArray | None, n: int) -> FloatArray:
    return np.full(n, np.nan) if end is None else end
