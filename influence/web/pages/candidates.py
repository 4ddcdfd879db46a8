"""Candidates: everybody on a list, filtered, sorted and counted; all of it in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from influence.errors import UsageError
from influence.graph import IntArray
from influence.outreach import shortlists
from influence.ranking import Row, Wanted, columns, rows_at
from influence.show.columns import PRIVATE
from influence.show.rankings import cautions, heading, span
from influence.web.brackets import bracketed
from influence.web.desk import Desk
from influence.web.facets import facets_of
from influence.web.jobs import BESIDE, Ranked
from influence.web.people import PAGE, Beside, Least, Measured, People
from influence.web.responding import View

if TYPE_CHECKING:
    from sqlite_utils import Database

NUMBERS = (
    Beside("Active audience", "active_audience"),
    Beside("Conversation", "conversation_rate", 2),
    Beside("Applause", "applause_rate", 2),
    Beside("Followers", "followers"),
)
FACETS: Mapping[str, str] = {
    "status": "List",
    "source": "Source",
    "size": "Followers",
    "evidence": "Evidence",
    "language": "Language",
    "tier": "Tier",
    "bot": "Declared bot",
}
"""Facet → its heading."""

STATUS_WORDS = {"ranked": "ranked", "check": "check before use", "unrated": "too little data"}


@dataclass(frozen=True, slots=True)
class CandidatesQuery:
    """Which candidates, in which order; ``-`` before a column turns the order round."""

    q: str = ""
    status: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    bot: tuple[str, ...] = ()
    followers_min: float | None = None
    followers_max: float | None = None
    value_min: float | None = None
    sort: str = "rank"
    page: int = 1

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The words of each facet that are asked for."""
        return {name: getattr(self, name) for name in FACETS}


def candidates(desk: Desk, query: CandidatesQuery) -> View:
    """Return who is wanted, with what each number rests on.

    Raises
    ------
    UsageError
        Where there is no such column to sort by.
    """
    ranked = desk.ranked
    with desk.opened() as db:
        chosen = ranked.roster.choose(db, wanted(ranked, query))
        pages = max(1, -(-chosen.positions.size // PAGE))
        at = min(max(query.page, 1), pages)
        lists = [each.name for each in shortlists(db)]
        shown = _rows(db, ranked, chosen.positions[PAGE * (at - 1) : PAGE * at])
    run, score = ranked.run, ranked.run.score.name
    by_value = query.sort in {"rank", f"-{score}"}
    rows = bracketed(shown, score, "score_low", "score_high") if by_value else shown
    return View(
        "Candidates",
        "candidates.html",
        list(dict.fromkeys([*(n for n in columns(run) if n not in PRIVATE), *BESIDE])),
        lambda: _all_rows(desk, ranked, chosen.positions),
        {
            **_people(ranked, query).shown(rows, int(chosen.positions.size), at),
            "wish": query,
            "run": run,
            "score": score,
            "facets": list(facets_of(chosen.facets, query.chosen, FACETS, STATUS_WORDS)),
            "span": span(run),
            "status_words": STATUS_WORDS,
            "cautions": cautions(run),
            "lists": lists,
        },
        [heading(run)],
    )


def _people(ranked: Ranked, query: CandidatesQuery) -> People:
    score = ranked.run.score.name
    called = score.replace("_", " ").capitalize()
    return People(
        here="/candidates",
        everybody="/candidates",
        places=Beside("Rank", "rank"),
        value=Measured(called, score, "score_low", "score_high"),
        numbers=NUMBERS,
        least=Least(called, "value_min", query.value_min),
        of_all=f"of {ranked.roster.positions.size:,}",
        sorts=_sorts(score, called),
    )


def wanted(ranked: Ranked, query: CandidatesQuery) -> Wanted:
    """Return what a query asks of the roster."""
    sort = query.sort.removeprefix("-")
    known = ranked.roster.numbers.keys() - PRIVATE
    if sort not in {*known, "handle"}:
        raise UsageError(f"sort={query.sort}: write one of {', '.join(sorted(known))}, handle.")
    return Wanted(
        query.q,
        query.chosen,
        {
            name: ends
            for name, ends in {
                "followers": (query.followers_min, query.followers_max),
                ranked.run.score.name: (query.value_min, None),
            }.items()
            if ends != (None, None)
        },
        sort,
        query.sort.startswith("-"),
    )


def _sorts(score: str, called: str) -> dict[str, str]:
    """Return column → its heading, of those that a person sorts by."""
    beside = {f"-{each.name}": each.label for each in NUMBERS}
    return {"rank": "Rank", "handle": "Who", f"-{score}": called, "-quality": "x usual", **beside}


def _rows(db: "Database", ranked: Ranked, positions: IntArray) -> list[Row]:
    found = rows_at(db, ranked.run, positions)
    for name, other in ranked.beside.items():
        for row, value in zip(found, other.values.value[positions].tolist(), strict=True):
            row.setdefault(name, value if np.isfinite(value) else None)
    return found


def _all_rows(desk: Desk, ranked: Ranked, positions: IntArray) -> list[Row]:
    with desk.opened() as db:
        return _rows(db, ranked, positions)
