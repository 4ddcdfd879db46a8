"""What ``influence shortlist`` prints."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from influence.cli.written import write_table
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
from influence.show import Column, Kind, Row, counted, open_binary_output
from influence.show.entry_columns import entry_columns
from influence.show.shortlist_sheets import shortlist_sheets

if TYPE_CHECKING:
    from sqlite_utils import Database


def _called(row: Row) -> str:
    return str(row["handle"] or row["name"] or row["native_id"])


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
    Column("handle", words=_called),
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
    Column("handle", words=_called),
    Column("name", keep=2),
    Column("reason", wrap=True),
    Column("url", keep=1, wrap=True),
    Column("at", kind=Kind.TIME, keep=1),
    Column("by", keep=2),
    Column("source", keep=3),
    Column("native_id", keep=4),
)


def show_lists(db: "Database", options: Mapping[str, Any]) -> None:
    """Write every shortlist with how many stand on it."""
    found = [each._asdict() | {"question": question_of(db, each)} for each in shortlists(db)]
    write_table(found, OF_LISTS, options, "Shortlists")
    if not found:
        click.echo("There is no shortlist so far: shortlist DB make NAME makes one.", err=True)


def show_entries(db: "Database", name: str, options: Mapping[str, Any]) -> None:
    """Write who stands on a list, or who is to be decided on next."""
    shortlist = find_shortlist(db, name)
    only = DECISIONS if options["only"] is None else (options["only"],)
    if options["form"] == "xlsx" and options["action"] == "show":
        _write_workbook(db, shortlist, only, options["output"])
    else:
        if options["action"] == "queue":
            rows = queue(db, shortlist, limit=options["top"])
        else:
            rows = entries(db, shortlist, only, limit=options["top"])
        columns = OF_PEOPLE if options["form"] in {"table", "md"} else entry_columns()
        write_table(rows, columns, options, "Shortlist")
    click.echo(_told(shortlist), err=True)


def _write_workbook(
    db: "Database", shortlist: Shortlist, decisions: Sequence[str], output: str
) -> None:
    from influence.show.workbook import write_workbook

    sheets = shortlist_sheets(db, shortlist, decisions)
    with open_binary_output(output) as stream:
        for line in write_workbook(sheets, stream, title=shortlist.name):
            click.echo(line, err=True)


def _told(shortlist: Shortlist) -> str:
    told = (
        f"{shortlist.name}: {shortlist.chosen:,} in, {shortlist.refused:,} out,"
        f" {shortlist.later:,} later, {shortlist.queued:,} to be decided on."
    )
    if shortlist.unlisted:
        left = counted(shortlist.unlisted, "accounts")
        told += f" Left out: {left} not to be listed or contacted."
    return told


def show_history(db: "Database", words: Sequence[str], options: Mapping[str, Any]) -> None:
    """Write what was done, newest first."""
    number = find_shortlist(db, words[0]).shortlist_id if words else None
    found = [each._asdict() for each in history(db, number, limit=options["top"] or 50)]
    write_table(found, OF_HISTORY, options, "History")


def show_barred(db: "Database", options: Mapping[str, Any]) -> None:
    """Write who must not be contacted: the one list that names them, for the user to mend."""
    found = [each._asdict() for each in barred(db)]
    write_table(found, OF_BARRED, options, "Do not contact")
    if not found:
        click.echo("Nobody is on the do-not-contact list.", err=True)
