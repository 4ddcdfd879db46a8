"""What is shown of shortlists: lists, people on them, what was done, who must not be contacted."""

from collections.abc import Sequence
from dataclasses import dataclass

from influence.library.database import Database
from influence.library.results import Result, result_of
from influence.outreach import (
    DECISIONS,
    Shortlist,
    barred,
    entries,
    find_shortlist,
    history,
    question_of,
    queue,
    shortlists,
)
from influence.show import Column, Kind, Row, called, counted, open_binary_output
from influence.show.entry_columns import entry_columns

HISTORY = 50
"""Actions that are shown where nobody says how many."""


OF_LISTS = (
    Column("name", label="list"),
    *map(Column, ("chosen", "refused", "later", "queued")),
    Column("unlisted", label="not listed", keep=2),
    Column("brief", keep=3),
    Column("question", keep=1, wrap=True),
    Column("changed_at", keep=2),
    Column("changed_by", keep=3),
)
OF_PEOPLE = (
    Column("position", keep=1),
    Column("handle", words=called),
    Column("decision"),
    Column("reason", wrap=True),
    Column("fit", keep=1),
    Column("why", keep=2, wrap=True),
    Column("tags", keep=2),
    Column("last_note", label="note", keep=3, wrap=True),
)
OF_HISTORY = (
    Column("action_id", label="number"),
    Column("at", kind=Kind.TIME),
    Column("by", keep=1),
    Column("words", label="what", wrap=True),
    Column("rows"),
    Column("undone_by", keep=1),
    Column("undoes", keep=2),
)
OF_BARRED = (
    Column("handle", words=called),
    Column("name", keep=2),
    Column("reason", wrap=True),
    Column("url", keep=1, wrap=True),
    Column("at", kind=Kind.TIME, keep=1),
    Column("by", keep=2),
    Column("source", keep=3),
    Column("native_id", keep=4),
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Entries(Result):
    """Who stands on a shortlist.

    Attributes
    ----------
    db, shortlist
        Where it is from, and the list.
    decisions
        Whom a workbook shows first; none: it has only these rows.
    """

    db: Database
    shortlist: Shortlist
    decisions: Sequence[str]

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write the rows, or the workbook of the whole list."""
        if form != "xlsx" or not self.decisions:
            return super().write_as(form, path)
        from influence.show.shortlist_sheets import shortlist_sheets  # noqa: PLC0415 - an extra
        from influence.show.workbook import write_workbook  # noqa: PLC0415

        sheets = shortlist_sheets(self.db.sqlite, self.shortlist, self.decisions)
        with open_binary_output(path) as stream:
            return write_workbook(sheets, stream, title=self.shortlist.name)


def lists_of(db: Database) -> Result:
    """Return every shortlist with how many stand on it."""
    found = _lists(db)
    words = () if found else ("There is no shortlist so far: shortlist DB make NAME makes one.",)
    return result_of("Shortlists", OF_LISTS, found, words)


def done(db: Database, *words: str) -> Result:
    """Return what was done in words, and every shortlist as it is now."""
    return result_of("Shortlists", OF_LISTS, _lists(db), words, is_done=True)


def _lists(db: Database) -> list[Row]:
    return [
        each._asdict() | {"question": question_of(db.sqlite, each)}
        for each in shortlists(db.sqlite)
    ]


def entries_of(db: Database, name: str, only: str | None, top: int | None) -> Entries:
    """Return who stands on a list."""
    shortlist = find_shortlist(db.sqlite, name)
    decisions = DECISIONS if only is None else (only,)
    return _entries(db, shortlist, entries(db.sqlite, shortlist, decisions, limit=top), decisions)


def queue_of(db: Database, name: str, top: int | None) -> Entries:
    """Return who is to be decided on next."""
    shortlist = find_shortlist(db.sqlite, name)
    return _entries(db, shortlist, queue(db.sqlite, shortlist, limit=top), ())


def _entries(
    db: Database, shortlist: Shortlist, rows: Sequence[Row], decisions: Sequence[str]
) -> Entries:
    return Entries(
        title="Shortlist",
        columns=entry_columns(),
        read=lambda: rows,
        for_people=OF_PEOPLE,
        words=[_told(shortlist)],
        db=db,
        shortlist=shortlist,
        decisions=decisions,
    )


def _told(shortlist: Shortlist) -> str:
    told = (
        f"{shortlist.name}: {shortlist.chosen:,} in, {shortlist.refused:,} out,"
        f" {shortlist.later:,} later, {shortlist.queued:,} to be decided on."
    )
    if shortlist.unlisted:
        left = counted(shortlist.unlisted, "accounts")
        told += f" Left out: {left} not to be listed or contacted."
    return told


def history_of(db: Database, name: str | None, top: int | None) -> Result:
    """Return what was done, newest first."""
    number = None if name is None else find_shortlist(db.sqlite, name).shortlist_id
    found = history(db.sqlite, number, limit=top or HISTORY)
    return result_of("History", OF_HISTORY, [each._asdict() for each in found])


def barred_of(db: Database) -> Result:
    """Return who must not be contacted: the one list that names them, for the user to mend."""
    found = [each._asdict() for each in barred(db.sqlite)]
    words = [] if found else ["Nobody is on the do-not-contact list."]
    return result_of("Do not contact", OF_BARRED, found, words)
