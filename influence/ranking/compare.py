"""Accounts side by side: what differs, whom they share, and what each one adds."""

from collections.abc import Iterator, Sequence

import numpy as np

from influence.graph import IntArray
from influence.ranking.column_names import MEASURES
from influence.ranking.lists import RANKED
from influence.ranking.names import Name, distinct_labels
from influence.ranking.runs import Run
from influence.ranking.where import Cell, Row


def compare(run: Run, accounts: Sequence[Name], found: Sequence[Row]) -> list[Row]:
    """Return one row a measure with one column an account, in the order given.

    ``shared_with_first`` counts amplifiers who also amplify the first account, ``adds`` those whom
    no account before it has.

    Parameters
    ----------
    found
        Each account's row of the ranking (:func:`influence.ranking.row_of`).
    """
    names = ["rank", "status", run.score.name, "score_low", "score_high", *MEASURES]
    names = [name for name in dict.fromkeys(names) if any(name in row for row in found)]
    at = np.searchsorted(run.graph.accounts, [each.account_id for each in accounts])
    audiences = [_amplifiers(run, int(position)) for position in at]
    shared = [np.intersect1d(each, audiences[0]).size for each in audiences]
    adds = [
        np.setdiff1d(each, np.concatenate([np.empty(0, np.int64), *audiences[:k]])).size
        for k, each in enumerate(audiences)
    ]
    labels = distinct_labels(accounts)
    table: dict[str, Sequence[Cell]] = {name: [row.get(name) for row in found] for name in names}
    if not run.graph.only_claimed[at].any():  # nobody knows who acted on these
        table |= {"shared_with_first": shared, "adds": adds}
    return [
        {"measure": name, **dict(zip(labels, cells, strict=True))} for name, cells in table.items()
    ]


def verdicts(run: Run, accounts: Sequence[Name], found: Sequence[Row]) -> Iterator[str]:
    """Yield whether the first ranked account really differs from each other one."""
    labelled = list(zip(distinct_labels(accounts), found, strict=True))
    ranked = [(label, row) for label, row in labelled if row["status"] == RANKED]
    for other in ranked[1:]:
        yield _between(run, ranked[0], other)
    for label, row in labelled:
        if row["status"] != RANKED:
            yield f"Not compared: {label}, {row['why']}."


def _between(run: Run, one: tuple[str, Row], other: tuple[str, Row]) -> str:
    name = run.score.name
    (high, above), (low, below) = sorted((one, other), key=lambda pair: -float(pair[1][name] or 0))
    if above[name] == below[name]:
        return f"{high} and {low} are equal."
    if above.get("score_low") is None or below.get("score_high") is None:
        return f"{high} is above {low}; this score has no interval, so chance is not ruled out."
    if float(above["score_low"] or 0) <= float(below["score_high"] or 0):
        return f"No certain difference between {high} and {low}: their intervals overlap."
    return f"{high} is above {low}, and their intervals do not overlap."


def _amplifiers(run: Run, position: int) -> IntArray:
    return run.graph.amplified[:, [position]].tocoo().row.astype(np.int64)
