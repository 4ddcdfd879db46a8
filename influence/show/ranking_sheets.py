"""A ranking as a workbook: the lists, their evidence, how to read them, and who is left out why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from influence.ranking import ALL, CHECK, RANKED, STATUSES, UNRATED, Run, columns, rows
from influence.ranking.best_posts import best_posts
from influence.ranking.methods import method_of
from influence.ranking.provenance import acts_held, facts_of, sources_held, when_computed
from influence.show.columns import Column, Kind, Row, columns_of, counted, shareable
from influence.show.glossaries import GLOSSARY, meanings
from influence.show.rankings import cautions, heading, left_out
from influence.show.workbook import Sheet

if TYPE_CHECKING:
    from sqlite_utils import Database

TITLES = {RANKED: "Ranked", CHECK: "Check before use", UNRATED: "Not rated"}
EVIDENCE, HOW, SOURCES = "Evidence", "How to read", "Sources"
LEFT_OUT = "Left out and why"

EVIDENCE_ACCOUNTS, EVIDENCE_POSTS = 100, 3
LEFT_OUT_SHOWN = 10_000
"""More than anybody reads; the list unrated has every one."""

_LEFT_OUT_COLUMNS = "handle name platform status why posts amplifications amplifiers followers url"
_FROZEN = "handle"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows of a ranking are wanted: a list, at most so many, and an SQL expression."""

    which: str = RANKED
    top: int | None = None
    where: str | None = None

    @property
    def statuses(self) -> tuple[str, ...]:
        """The lists that get a sheet; beside the ranked stand those to check before use."""
        return {RANKED: (RANKED, CHECK), ALL: STATUSES}.get(self.which, (self.which,))


def ranking_sheets(db: "Database", run: Run, choice: Choice) -> list[Sheet]:
    """Return the sheets of a ranking, the list that was asked for first.

    ``top`` holds for each list alone.
    """
    shown = {
        status: rows(db, run, which=status, top=choice.top, where=choice.where)
        for status in choice.statuses
    }
    wide = shareable(columns_of(columns(run)))
    frozen = [column.name for column in wide].index(_FROZEN) + 1
    sheets = [Sheet(TITLES[status], wide, found, frozen=frozen) for status, found in shown.items()]
    listed = [row for status, found in shown.items() if status != UNRATED for row in found]
    if evidence := list(_evidence(db, run, listed[:EVIDENCE_ACCOUNTS])):
        sheets.append(_evidence_sheet(evidence))
    sheets += [_how_to_read(run, [column.name for column in wide]), _sources(db, run)]
    return [*sheets, _left_out(db, run, choice, shown)]


def _evidence(db: "Database", run: Run, listed: Sequence[Row]) -> Iterator[Row]:
    ids = np.array([row["account_id"] for row in listed], dtype=np.int64)
    positions = np.searchsorted(run.graph.accounts, ids).tolist()
    for row, best in zip(listed, best_posts(db, run.graph, positions, EVIDENCE_POSTS), strict=True):
        who = {name: row[name] for name in ("rank", "status", "handle", "account_id")}
        yield from ({**who, **post} for post in best.rows)


def _evidence_sheet(evidence: Sequence[Row]) -> Sheet:
    names = "rank", "status", "handle", "amplifications", "published_at", "post", "url"
    note = (
        f"The {EVIDENCE_POSTS} posts that most accounts passed on, of the first"
        f" {EVIDENCE_ACCOUNTS} accounts at most; influence explain shows who passed them on."
    )
    return Sheet(EVIDENCE, columns_of([*names, "account_id"]), evidence, [note])


def _how_to_read(run: Run, names: Sequence[str]) -> Sheet:
    facts = facts_of(run)
    told = {name: facts[name] for name in ("question", "unit", "reference") if facts[name]}
    told["formula"] = _formula(run)
    told["window"] = f"{facts['window_start']} to {facts['window_end']}"
    told |= {name: facts[name] for name in ("tier", "what_cannot_be_known") if facts[name]}
    told["empty cell"] = "Not known; never 0."
    told["times"] = "All times are UTC."
    lines: list[Row] = [
        {"term": name.replace("_", " "), "meaning": words} for name, words in told.items()
    ]
    said = [line for line in cautions(run) if line not in left_out(run)]
    return Sheet(HOW, GLOSSARY, [*lines, *meanings(names)], [heading(run), *said])


def _formula(run: Run) -> str:
    """Return how the score is computed, as its own documentation says before the parameters."""
    return f"{' '.join(method_of(run.score).words)} See docs/scores.md."


def _sources(db: "Database", run: Run) -> Sheet:
    lines: list[Row] = [
        {"about": "this ranking", "name": name.replace("_", " "), "value": value}
        for name, value in {**facts_of(run), "computed_at": when_computed(db, run)}.items()
        if value is not None
    ]
    for kind, acts in acts_held(db).items():
        lines.append({"about": "the database", "name": f"acts held: {kind}", "value": acts})
    for held in sources_held(db):
        about = f"source {held.pop('source')}"
        lines += [
            {"about": about, "name": name.replace("_", " "), "value": value}
            for name, value in held.items()
            if value is not None
        ]
    note = "The ranking counts what lies in its window; the database may hold more."
    columns = [Column("about"), Column("name"), Column("value", kind=Kind.FACT, wrap=True)]
    return Sheet(SOURCES, columns, lines, [note])


def _left_out(
    db: "Database", run: Run, choice: Choice, shown: Mapping[str, Sequence[Row]]
) -> Sheet:
    """Return those who have no rank, each with the reason, and how many else are not there."""
    listed: list[Row] = []
    for status in (CHECK, UNRATED):
        room = LEFT_OUT_SHOWN - len(listed)
        found = shown.get(status) if choice.top is None else None
        if found is None:
            found = rows(db, run, which=status, top=room, where=choice.where)
        listed += found[:room]
    names = [*_LEFT_OUT_COLUMNS.split(), "account_id", "native_id"]
    has = set(columns(run))
    return Sheet(
        LEFT_OUT,
        columns_of([name for name in names if name in has]),
        listed,
        list(_left_out_notes(run, choice, shown, len(listed))),
    )


def _left_out_notes(
    run: Run, choice: Choice, shown: Mapping[str, Sequence[Row]], listed: int
) -> Iterator[str]:
    totals = {status: int(run.lists[status].positions.size) for status in STATUSES}
    yield (
        f"No rank: {counted(totals[CHECK], 'accounts')} to check before use, since few or exclusive"
        f" accounts carry them; {totals[UNRATED]:,} not rated, for want of evidence."
    )
    yield from left_out(run)
    silent = int(run.graph.may_be_listed.sum()) - sum(totals.values())
    if silent:
        yield (
            f"On no list: {counted(silent, 'accounts')} of which nothing was posted or passed on in"
            " this window."
        )
    for status, found in shown.items():
        if missing := totals[status] - len(found):
            yield (
                f"Not on the sheet {TITLES[status]}: {counted(missing, 'accounts')}, left out by"
                f" {_asked(choice)}."
            )
    if choice.where is None and (more := totals[CHECK] + totals[UNRATED] - listed) > 0:
        yield f"Below are the first {listed:,}; {more:,} more are on --list {ALL}."


def _asked(choice: Choice) -> str:
    where = f"--where {choice.where}" if choice.where else ""
    top = f"--top {choice.top}" if choice.top else ""
    return " and ".join(filter(None, (where, top)))
