"""What ``influence notices`` does and prints."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from influence.cli.written import write_table
from influence.ranking.find_account import find_account
from influence.show import BINARY_FORMATS, MACHINE_FORMATS, open_output
from influence.show.drafts import HONEST, Sender
from influence.show.notices import COLUMNS, notice_rows, write_notices
from influence.store import Held, current_time, held_of_people, note_told, retention_of

if TYPE_CHECKING:
    from sqlite_utils import Database


def note_those_told(db: "Database", options: Mapping[str, Any]) -> None:
    """Note that accounts were told, all of them or, where one is not found, none."""
    found = [find_account(db, each, unlisted_too=True) for each in options["told"]]
    for account in found:
        click.echo(f"{account.label}: told, {note_told(db, account.account_id)}.", err=True)


def show_notices(db: "Database", options: Mapping[str, Any]) -> None:
    """Write whom to tell in the format that is meant, and on stderr what that list is not."""
    sender = Sender(options["who"], options["contact"], options["kept_for"] or _kept_for(db))
    form, output, today = options["form"], options["output"], current_time()[:10]

    def people() -> Iterator[Held]:
        return held_of_people(db, told_too=options["told_too"])

    if form in BINARY_FORMATS:
        write_table(notice_rows(people(), today, sender), COLUMNS, options, "Whom to tell")
    else:
        with open_output(output) as stream:
            write_notices(people, today, sender, form, stream)
    if form in MACHINE_FORMATS:
        click.echo("\n".join(HONEST), err=True)
    if missing := [name for name, given in zip(_ASKED, sender, strict=True) if not given]:
        click.echo(f"In brackets, to be filled in: {', '.join(missing)} and more.", err=True)


def _kept_for(db: "Database") -> str | None:
    """Return how long data is kept, as ``influence retain`` remembers it."""
    retention = retention_of(db)
    if retention is None:
        return None
    if retention.until is not None:
        return f"nothing from before {retention.until[:10]} is kept"
    return f"{retention.days} days, counted from when it was published, done or last seen"


_ASKED = ("who you are (--for)", "how to reach you (--contact)", "how long (--kept-for)")
