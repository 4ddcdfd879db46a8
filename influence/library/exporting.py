"""Write everything that is held, to read back anywhere."""

import shlex
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path

from influence.errors import UsageError
from influence.invocation import suggested
from influence.library.answering import answering
from influence.library.database import Database
from influence.library.pseudonyms import NOTE, named_or_not, pseudonyms_of
from influence.library.results import Result, result_of
from influence.show import Row, counted
from influence.show.exports import (
    COMPUTED_FOLDER,
    Written,
    check_free,
    listed_only,
    write_export,
)
from influence.store import copy_database

SQLITE = "sqlite"
COLUMNS = ("file", "table", "rows", "bytes")


def export(
    db: Database,
    *,
    jsonl: str | PathLike[str] | None = None,
    parquet: str | PathLike[str] | None = None,
    sqlite: str | PathLike[str] | None = None,
    replace: bool = False,
    pseudonymise: bool = False,
    pseudonym_key: str | PathLike[str] | None = None,
) -> Result:
    """Write all data that a database holds, without loss, into a folder or a file.

    Parameters
    ----------
    jsonl, parquet, sqlite
        One of them: a folder for one file a table, or a file.
    replace
        Replace an earlier export in that folder.
    pseudonymise, pseudonym_key
        Name nobody, as in :func:`influence.rank`.

    Returns
    -------
    Result
        A row a file: ``file``, ``table``, ``rows``, ``bytes``.

    Raises
    ------
    UsageError
        Where no place is named, or more than one.
    InputUnusable
        Where the place is not free, or the library that writes the form is not installed.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.export(db)
    Traceback (most recent call last):
    influence.errors.UsageError: Say where the export goes with one of --jsonl, --parquet, --sqlite.
    """
    places = {"jsonl": jsonl, "parquet": parquet, SQLITE: sqlite}
    form, place = chosen_place(
        {name: None if each is None else str(each) for name, each in places.items()}
    )
    pseudonyms = pseudonyms_of(pseudonymise=pseudonymise, key=pseudonym_key)
    with answering(db):
        if form != SQLITE:
            check_free(place, replace=replace)
        with listed_only(db.sqlite) as listed, named_or_not(listed, pseudonyms) as chosen:
            if form == SQLITE:
                copy_database(chosen, place)
                words = [f"{place}: {Path(place).stat().st_size / 1e6:,.1f} MB"]
                rows = [_row(place, None, None)]
            else:
                note = NOTE if pseudonyms else None
                written = write_export(chosen, place, form, replace=replace, note=note)
                words = list(_told(written, place, form))
                rows = [
                    _row(f"{place}/{each.file}", each.table.name, each.rows) for each in written
                ]
    return result_of("Exported", COLUMNS, rows, [*words, *([NOTE] if pseudonyms else [])])


def _row(file: str, table: str | None, rows: int | None) -> Row:
    return {"file": file, "table": table, "rows": rows, "bytes": Path(file).stat().st_size}


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


def _told(written: list[Written], place: str, form: str) -> Iterator[str]:
    for each in written:
        yield f"{place}/{each.file}: {counted(each.rows, 'rows')}"
    if any(each.table.is_computed for each in written):
        yield f"{COMPUTED_FOLDER}: runs and scores; import computes its own."
    yield f"Back: {suggested('import', 'NEW.db')} {shlex.quote(place)}/*.{form}"
