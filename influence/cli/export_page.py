"""What ``influence export`` does and says."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from influence.errors import UsageError
from influence.invocation import suggested
from influence.show import counted
from influence.show.exports import COMPUTED_FOLDER, write_export
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
    return asked[0]


def write_everything(db: "Database", form: str, place: str, *, replace: bool, quiet: bool) -> None:
    """Write an export, and say on stderr what is in it."""
    if form == SQLITE:
        copy_database(db, place)
        if not quiet:
            click.echo(f"{place}: {Path(place).stat().st_size / 1e6:,.1f} MB", err=True)
        return
    written = write_export(db, place, form, replace=replace)
    if quiet:
        return
    for each in written:
        click.echo(f"{place}/{each.file}: {counted(each.rows, 'rows')}", err=True)
    if any(each.table.is_computed for each in written):
        click.echo(f"{COMPUTED_FOLDER}: runs and scores; import computes its own.", err=True)
    back = f"{suggested('import', 'NEW.db')} {shlex.quote(place)}/*.{form}"
    click.echo(f"Back: {back}", err=True)
