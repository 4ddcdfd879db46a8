"""Read files of accounts, posts and interactions."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from crawlers.files import (
    DataFile,
    FileReport,
    Options,
    RejectsFile,
    asked_for,
    check_rejects,
    find_files,
    import_files,
)
from influence.library.counting import Steps, Told, ToldSteps, unheard
from influence.library.database import Database
from influence.library.import_lines import COLUMNS, contradictions, file_lines, file_row
from influence.library.opening import path_of
from influence.library.results import Result, result_of
from influence.show import counted
from influence.store import open_database, open_or_make, tell_of_a_wait

if TYPE_CHECKING:
    from sqlite_utils import Database as Held

WAITING = "Another program is writing to the database; waiting for it, half a minute at most."


def import_(
    database: Database | str | PathLike[str],
    *files: str | PathLike[str],
    source: str = "file",
    encoding: str = "utf-8",
    mapping: str | PathLike[str] | None = None,
    edges: str | None = None,
    reversed: bool = False,
    owner: str | None = None,
    strict: bool = False,
    rejects: str | PathLike[str] | None = None,
    dry_run: bool = False,
    told: Told = unheard,
    progress: ToldSteps = unheard,
) -> Result:
    r"""Read files into a database, which is made where it is missing; twice changes nothing.

    Parameters
    ----------
    files
        CSV, JSON lines, spreadsheets, graphs, archives (docs/imports.md); each goes in whole or
        not at all.
    source
        Where the accounts live.
    encoding
        Of the files.
    mapping
        What columns mean: a TOML file, or a name such as ``facebook``.
    edges, reversed
        What the edges of graphs are; that they run from the target to who acted.
    owner
        Whose files they are, by id or handle.
    strict
        Stop at the first row that is rejected.
    rejects
        Where rejected rows go; None: beside the database.
    dry_run
        Say what would happen, and change nothing.
    told, progress
        Are told each sentence as it is said, and of bytes done and of how many.

    Returns
    -------
    Result
        A row a file: ``file``, ``form``, ``rows``, ``rejected``, ``kept`` (without their time),
        ``new`` and ``known`` records, ``forgotten``.

    Raises
    ------
    InputUnusable, UsageError
        Where a file cannot be read, or what it is cannot be told.
    RowRejected
        Under ``strict``.

    Examples
    --------
    >>> import influence as inf, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "accounts.csv")
    ...     _ = file.write_text("id,handle\n1,anna_bikes\n")
    ...     inf.import_(f"{folder}/bread.db", file).rows[0]["new"]
    1
    """
    asked = asked_for(edges, None if mapping is None else str(mapping), owner, is_reversed=reversed)
    found = find_files([str(file) for file in files], encoding, asked)
    path = database if dry_run and isinstance(database, Database) else path_of(database)
    if rejects is None and not dry_run:
        rejects = f"{path}.rejects.csv"
    if rejects is not None:
        check_rejects(str(rejects), (str(path), *map(str, files)))
    options = Options(source, encoding, asked, strict, dry_run)
    with _opened(database, dry_run=dry_run) as db:
        return imported(db, found, options, rejects, told, progress)


def imported(
    db: "Held",
    files: Sequence[DataFile],
    options: Options,
    rejects: str | PathLike[str] | None,
    told: Told = unheard,
    progress: ToldSteps = unheard,
) -> Result:
    """Import files, and write the rejects file if needed.

    Without a place for a rejects file none is written, and an earlier one is left.
    """
    words: list[str] = []

    def say(line: str) -> None:
        words.append(line)
        told(line)

    tell_of_a_wait(db, lambda: say(WAITING))
    begun, count = perf_counter(), Steps(sum(file.size for file in files), progress)
    reports: list[FileReport] = []
    place = None if rejects is None else str(rejects)
    with RejectsFile(place) as on_problem:
        options = replace(options, on_problem=on_problem, progress=count)
        for report in import_files(db, files, options):
            reports.append(report)
            for line in file_lines(report, in_full=options.dry_run):
                say(line)
    for line in _ended(reports, on_problem, place, perf_counter() - begun):
        say(line)
    for line in contradictions(db):
        say(line)
    return result_of("Imported", COLUMNS, [file_row(each) for each in reports], words)


def _ended(
    reports: Sequence[FileReport], on_problem: RejectsFile, place: str | None, took: float
) -> Iterator[str]:
    rows = sum(report.rows for report in reports)
    yield f"{counted(rows, 'rows')} in {took:.1f} s ({rows / took:,.0f} rows/s)"
    if on_problem.count:
        where = f"see {place}" if place else "--rejects FILE would list them"
        yield f"{counted(on_problem.count, 'rows')} with problems: {where}"
    if on_problem.removed_earlier:
        yield f"{place} of an earlier import is removed: nothing was rejected"


@contextmanager
def _opened(database: Database | str | PathLike[str], *, dry_run: bool) -> "Iterator[Held]":
    """Yield the database, made where it is missing; of a rehearsal, one that is never written."""
    if isinstance(database, Database):
        yield database.sqlite
        return
    path = str(database)
    with ExitStack() as stack:
        if not dry_run:
            yield stack.enter_context(open_or_make(path))
        else:
            yield stack.enter_context(open_database(path if Path(path).exists() else ":memory:"))
