"""Up to six accounts side by side: what differs, whom they share, whether they really differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from influence.errors import UsageError
from influence.find import candidate_of, latest_finding
from influence.judge import shared_audience
from influence.ranking import Row, row_of
from influence.ranking.compare import compare, verdicts
from influence.ranking.find_account import find_account
from influence.ranking.names import Name, distinct_labels
from influence.show import PRIVATE, Column, Kind
from influence.show.charts import Chart, rank_and_interval, shared_audiences
from influence.show.charts.audiences import words_of
from influence.show.glossaries import meanings
from influence.show.markup import with_interval
from influence.web.desk import Desk
from influence.web.jobs import Ranked
from influence.web.pages.profile import found
from influence.web.responding import View

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 6
FEWEST = 2
LABELS = {
    "quality": "x usual",
    "topical_influence": "influence on the topic",
    "topic_posts": "posts on the topic",
}
ENDS = {"score_low", "score_high", "low", "high"}
"""Ends of intervals: beside their value, for people."""
OF_BRIEF = ("fit", "topical_influence", "low", "high", "topic_posts")
IN_WORDS = frozenset({"shared_with_first", "adds"})
"""Rows that the sentence and the picture of shared audiences say better."""


@dataclass(frozen=True, slots=True)
class ComparedQuery:
    """Which accounts: our numbers of them, or one more as it is typed; under which brief.

    ``name`` is a list that was typed beside those ticked, and says nothing here.
    """

    id: tuple[str, ...] = ()
    add: str = ""
    all: int = 0
    brief: str = ""
    name: str = ""


class Line(NamedTuple):
    """One measure as people read it, with one text an account."""

    label: str
    texts: Sequence[str]


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
        on_topic = _of_brief(db, query.brief, names)
    labels = distinct_labels(names)
    whole = [*on_topic, *compare(ranked.run, names, rows)]
    whole = [row for row in whole if row["measure"] not in PRIVATE]
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
            "lines": list(_lines(shown, whole, labels, score)),
            "same": len(_of_people(whole)) - len(_of_people(differing)),
            "meanings": meanings(str(row["measure"]) for row in shown),
            "score": score,
            "verdicts": list(verdicts(ranked.run, names, rows)),
            "charts": _charts(ranked, labels, positions, rows),
            "together": words_of(labels, shared_audience(ranked.run, positions)),
        },
        list(verdicts(ranked.run, names, rows)),
        of=", ".join(labels),
    )


def _of_brief(db: "Database", brief: str, names: Sequence[Name]) -> list[Row]:
    """Return what a brief says of accounts, one row a measure; nothing without a brief."""
    if not brief:
        return []
    finding = latest_finding(db, brief)
    found = [candidate_of(db, finding, name.account_id) or {} for name in names]
    labels = distinct_labels(names)
    return [
        {"measure": each, **dict(zip(labels, (row.get(each) for row in found), strict=True))}
        for each in OF_BRIEF
    ]


def _of_people(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["measure"] not in ENDS | IN_WORDS]


def _lines(
    shown: Sequence[Row], whole: Sequence[Row], labels: Sequence[str], score: str
) -> Iterator[Line]:
    """Yield measures with the interval of each beside it."""
    by_name = {row["measure"]: row for row in whole}
    ends = {score: ("score_low", "score_high"), "topical_influence": ("low", "high")}
    for row in _of_people(shown):
        name = str(row["measure"])
        low, high = (by_name.get(end, {}) for end in ends.get(name, ("", "")))
        texts = [with_interval(row[each], low.get(each), high.get(each)) for each in labels]
        yield Line(LABELS.get(name, name.replace("_", " ")), texts)


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
