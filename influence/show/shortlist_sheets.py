"""A shortlist as a workbook: the list, reasons, how to read it, sources, who was left out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from influence.errors import NothingFound
from influence.find import Candidates, Finding, find_candidates, latest_finding
from influence.outreach import COLUMNS, DECISIONS, LINKS, Shortlist, entries, question_of
from influence.ranking.provenance import acts_held, sources_held
from influence.show.columns import Cell, Column, Kind, Row, columns_of, counted
from influence.show.entry_columns import entry_columns
from influence.show.glossaries import GLOSSARY, meanings
from influence.show.workbook import Sheet

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_LEFT_OUT = 10_000
_REASONS = ("handle", "decision", "reason", "why", "note", "tags", "last_note")
_LEFT_OUT = ("handle", "name", "platform", "status", "why_not", "followers", "posts", "url")


def shortlist_sheets(
    db: "Database", shortlist: Shortlist, decisions: Sequence[str] = DECISIONS
) -> list[Sheet]:
    """Return the sheets of a shortlist; who may not be listed or contacted is on none.

    Parameters
    ----------
    decisions
        Whom the first sheet shows; the last one shows who is out or put off either way.
    """
    rows = entries(db, shortlist, decisions)
    finding = _finding(db, shortlist)
    reasons = [*columns_of(_REASONS), *(Column(name, kind=Kind.LINK) for name in LINKS)]
    note = question_of(db, shortlist) or f"The list {shortlist.name}."
    return [
        Sheet("Shortlist", entry_columns(), rows, [note], frozen=2),
        Sheet("Reasons", reasons, rows, frozen=1),
        Sheet("How to read", GLOSSARY, meanings([*COLUMNS, "fit", "topical_influence"])),
        Sheet(
            "Sources",
            [Column("about"), Column("name"), Column("value", kind=Kind.FACT, wrap=True)],
            list(_sources(db, shortlist, finding)),
        ),
        _left_out(db, shortlist, finding),
    ]


def _finding(db: "Database", shortlist: Shortlist) -> Finding | None:
    try:
        return None if shortlist.brief is None else latest_finding(db, shortlist.brief)
    except NothingFound:
        return None


def _sources(db: "Database", shortlist: Shortlist, finding: Finding | None) -> Iterator[Row]:
    """Yield what the list rests on, a fact a row."""
    of_list = _of_list(shortlist) | {"question": question_of(db, shortlist) or None}
    held: list[tuple[str, Mapping[str, Cell]]] = [("this list", of_list)]
    if finding is not None:
        of_brief = {"found_at": finding.found_at, **finding.bounds._asdict()}
        held += [("its brief", of_brief), ("its fit", finding.weights)]
    acts = {f"acts held: {kind}": acts for kind, acts in acts_held(db).items()}
    held.append(("the database", acts))
    held += [(f"source {each.pop('source')}", each) for each in sources_held(db)]
    for about, facts in held:
        for name, value in facts.items():
            if value is not None:
                yield {"about": about, "name": name.replace("_", " "), "value": value}


def _of_list(shortlist: Shortlist) -> dict[str, Cell]:
    names = ("name", "brief", "created_at", "changed_at")
    return {name: getattr(shortlist, name) for name in names}


def _left_out(db: "Database", shortlist: Shortlist, finding: Finding | None) -> Sheet:
    """Return who was decided against or put off, then whom the brief left out."""
    decided: list[Row] = [
        {**row, "status": row["decision"], "why_not": row["reason"]}
        for row in entries(db, shortlist, ["out", "later"])
    ]
    notes = []
    left: Sequence[Row] = []
    if finding is not None:
        wanted = Candidates(
            chosen={"status": ["left_out", "too_little", "check"]},
            sort="-followers",
            limit=MOST_LEFT_OUT,
        )
        found = find_candidates(db, finding, wanted)
        left = found.rows
        if found.total > len(left):
            notes.append(f"Of {counted(found.total, 'accounts')} the first {len(left):,} are here.")
    if shortlist.unlisted:
        hidden = counted(shortlist.unlisted, "accounts")
        notes.append(f"{hidden} of the list may not be listed or contacted, and are on no sheet.")
    return Sheet("Left out and why", columns_of(_LEFT_OUT), [*decided, *left], notes)
