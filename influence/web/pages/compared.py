"""Up to six accounts side by side: what differs, whom they share, whether they really differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from influence.errors import UsageError
from influence.judge import shared_audience
from influence.ranking import Row, row_of
from influence.ranking.compare import compare, verdicts
from influence.ranking.find_account import find_account
from influence.ranking.names import Name, distinct_labels
from influence.show import PRIVATE, Column, Kind
from influence.show.charts import Chart, rank_and_interval, shared_audiences
from influence.show.charts.audiences import words_of
from influence.web.desk import Desk
from influence.web.jobs import Ranked
from influence.web.pages.profile import found
from influence.web.responding import View

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 6
FEWEST = 2
LABELS = {"score_low": "from", "score_high": "to", "quality": "x usual"}
IN_WORDS = frozenset({"shared_with_first", "adds"})
"""Rows that the sentence and the picture of shared audiences say better."""


@dataclass(frozen=True, slots=True)
class ComparedQuery:
    """Which accounts: our numbers of them, or one more as it is typed."""

    id: tuple[str, ...] = ()
    add: str = ""
    all: int = 0


def compared(desk: Desk, query: ComparedQuery) -> View:
    """Return accounts side by side.

    Raises
    ------
    UsageError
        Where more are asked for than can be read side by side.
    """
    ranked = desk.ranked
    with desk.opened() as db:
        chosen = _chosen(db, ranked, query)
        if len(chosen) < FEWEST:
            return _too_few(query, chosen)
        names, positions = zip(*chosen, strict=True)
        rows = [row_of(db, ranked.run, position) for position in positions]
    labels = distinct_labels(names)
    whole = [r for r in compare(ranked.run, names, rows) if r["measure"] not in PRIVATE]
    differing = [row for row in whole if len({row[label] for label in labels}) > 1]
    score = ranked.run.score.name
    shown = whole if query.all else [r for r in differing if r["measure"] not in IN_WORDS]
    return View(
        "Compared",
        "compared.html",
        [Column("measure"), *(Column(each, label=each, kind=Kind.VALUE) for each in labels)],
        lambda: whole if query.all else differing,
        {
            "wish": query,
            "accounts": list(zip(labels, names, rows, strict=True)),
            "measures": shown,
            "same": len(whole) - len(differing),
            "labels": LABELS | {score: score.replace("_", " ")},
            "score": score,
            "verdicts": list(verdicts(ranked.run, names, rows)),
            "charts": _charts(ranked, labels, positions, rows),
            "together": words_of(labels, shared_audience(ranked.run, positions)),
        },
        list(verdicts(ranked.run, names, rows)),
    )


def _chosen(db: "Database", ranked: Ranked, query: ComparedQuery) -> list[tuple[Name, int]]:
    ids = [int(each) for each in query.id if each.isdecimal()]
    if query.add:
        ids.append(find_account(db, query.add).account_id)
    ids = list(dict.fromkeys(ids))
    if len(ids) > MOST:
        raise UsageError(f"{len(ids)} accounts are too many to compare: tick {MOST} at most.")
    return [found(db, ranked, each) for each in ids]


def _too_few(query: ComparedQuery, chosen: Sequence[tuple[Name, int]]) -> View:
    return View(
        "Compared",
        "compare.html",
        ["measure"],
        list,
        {"wish": query, "chosen": [name for name, _ in chosen]},
    )


def _charts(
    ranked: Ranked, labels: Sequence[str], positions: Sequence[int], rows: Sequence[Row]
) -> list[Chart]:
    named = [{**row, "handle": label} for row, label in zip(rows, labels, strict=True)]
    run = ranked.run
    charts = [shared_audiences(labels, shared_audience(run, positions))]
    if run.values.low is not None:
        charts.insert(0, rank_and_interval(named, score=run.score.name, unit=run.unit))
    return charts
