"""The score of each account, from a stored run where one is still that of the data."""

import json
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.ranking.lists import CHECK, RANKED
from influence.ranking.runs import DEFAULT_SCORE, DISTRIBUTION, Run, run
from influence.ranking.settings import settings_of
from influence.scores import find_score
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite_utils import Database


class Scored(NamedTuple):
    """The value of one account; ``rank`` is None for those to check before use."""

    account_id: int
    value: float
    rank: int | None
    status: str


_LATEST = """
    select run_id, accounts, interactions from runs join run_scores using (run_id)
    where score = ? and settings = ? and version = ? and since is ? and until is ?
    order by run_id desc limit 1
"""
_SCORED = """
    select account_id, value, rank, status from scores where run_id = ? and score = ?
"""


def scored_accounts(
    db: "Database", window: Window, interactions: int
) -> tuple[str, Iterator[Scored]]:
    """Return the default score of each account over a window, and in words where it is from.

    From the latest stored run of this version over the same window, which takes no memory; where
    none is stored, or the database now holds another number of accounts or acts, from a new one.

    Parameters
    ----------
    interactions
        Acts of every kind but following in the window.
    """
    score = find_score(DEFAULT_SCORE)
    settings = json.dumps(settings_of(score), sort_keys=True)
    key = (score.name, settings, version(DISTRIBUTION), *window)
    stored = db.execute(_LATEST, key).fetchone()
    if stored is not None and stored[1:] == (db["accounts"].count, interactions):
        rows = db.execute(_SCORED, (stored[0], score.name))
        return f"run {stored[0]}", map(Scored._make, rows)
    found = run(db, window=window)
    run_id = found.recorded.run_id if found.recorded else None
    scored = iter(list(_of_run(found)))  # all at once, so that what was computed lets go of memory
    return "a run not stored" if run_id is None else f"run {run_id}", scored


def _of_run(found: Run) -> Iterator[Scored]:
    for status in (RANKED, CHECK):
        positions = found.lists[status].positions
        for account_id, value, rank in zip(
            found.graph.accounts[positions].tolist(),
            found.values.value[positions].tolist(),
            found.places.rank[positions].tolist(),
            strict=True,
        ):
            yield Scored(account_id, value, int(rank) if np.isfinite(rank) else None, status)
