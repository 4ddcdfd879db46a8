"""What ``influence export`` does and says."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influence.cli.pseudonyms import NOTE, named_or_not, pseudonyms_of
from influence.errors import UsageError
from influence.invocation import suggested
from influence.show import counted
from influence.show.exports import (
    COMPUTED_FOLDER,
    Written,
    check_free,
    listed_only,
    write_export,
)
from influence.store import copy_database

if TYPE_CHECKING:
    from sqlite_utils import Database

SQLITE = "sqlite"


def chosen_place(places: Mapping[str, str | None]) -> tuple[str, str]:
    """Return the one form that was asked for, and where it is to go.

    Raises
    ------
    UsageError
        Where none was, or more than one.
    """
    asked = [(form, place) for form, place in places.items() if place]
    if len(asked) != 1:
        options = ", ".join(f"--{form}" for form in places)
        raise UsageError(f"Say where the export goes with one of {options}.")
    ((form, place),) = asked
    if place == "-":
        raise UsageError(f"--{form} writes no stream; name a place on disk.")
    return form, place


def write_everything(db: "Database", form: str, place: str, options: Mapping[str, Any]) -> None:
    """Write an export, and say on stderr what is in it."""
    pseudonyms = pseudonyms_of(options)
    if form != SQLITE:
        check_free(place, replace=options["replace"])
    with listed_only(db) as listed, named_or_not(listed, pseudonyms) as chosen:
        if form == SQLITE:
            copy_database(chosen, place)
            lines = [f"{place}: {Path(place).stat().st_size / 1e6:,.1f} MB"]
        else:
            note = NOTE if pseudonyms else None
            written = write_export(chosen, place, form, replace=options["replace"], note=note)
            lines = list(_told(written, place, form))
    lines += [NOTE] if pseudonyms else []
    if not options["quiet"]:
        click.echo("\n".join(lines), err=True)


def _told(written: list[Written], place: str, form: str) -> Iterator[str]:
    for each in written:
        yield f"{place}/{each.file}: {counted(each.rows, 'rows')}"
    if any(each.table.is_computed for each in written):
        yield f"{COMPUTED_FOLDER}: runs and scores; import computes its own."
    yield f"Back: {suggested('import', 'NEW.db')} {shlex.quote(place)}/*.{form}"
