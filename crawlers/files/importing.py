"""Files into the database: each whole or not at all, every rejected row with its reason."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.files.asked import NOTHING_ASKED, Asked
from crawlers.files.csv import as_line
from crawlers.files.form import Form
from crawlers.files.opening import DataFile, Progress, found_in, import_order
from crawlers.files.owner import Owner
from crawlers.files.reading import KEPT, REJECTED, OnProblem, Reading
from crawlers.files.rejects import Problem, without_forgotten
from crawlers.times import TimeReader
from influence.errors import InputUnusable, RowRejected, UsageError
from influence.records import Interaction, Post
from influence.store import (
    IngestReport,
    Known,
    Rejection,
    clause,
    current_time,
    forgotten_in,
    ingest,
    write_transaction,
)

if TYPE_CHECKING:
    from sqlite_utils import Database


FEW = 5
"""Problems of one file that its report holds."""


def _say_nothing(_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read.

    Attributes
    ----------
    source
        What accounts and posts are keyed by where a row has no ``source``.
    encoding
        Of all files.
    asked
        What is said of files that do not say it themselves.
    strict
        Stop at the first row that is rejected; nothing of its file stays.
    dry_run
        Undo everything at the end, to learn what would happen.
    on_problem
        Is told of each row that is rejected (and stops nothing), or kept without its time.
    progress
        Is told how many bytes of the files were read since it was last told.
    clock
        The time now, as UTC text: times more than a day later cannot be true.

    Raises
    ------
    UsageError
        Where the source has no name.
    """

    source: str = "file"
    encoding: str = "utf-8"
    asked: Asked = NOTHING_ASKED
    strict: bool = False
    dry_run: bool = False
    on_problem: Callable[[Problem], None] = _say_nothing
    progress: Progress = _say_nothing
    clock: Callable[[], str] = current_time

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise UsageError("--source is empty: name where the accounts live, such as mastodon.")


@dataclass(slots=True)
class FileReport:
    """What became of one file.

    Attributes
    ----------
    rows
        Rows read, rejected ones included.
    rejected, kept
        Rows of which nothing was taken; rows that were taken without a time that cannot be true.
    unused
        Columns that nobody reads.
    told, notes
        What rows were taken for, and what a person should know of how.
    left_out
        What was passed over on purpose → how often.
    aside
        What was not opened of the bundle that the file is in.
    problems
        The first few problems.
    """

    path: str
    form: Form
    rows: int = 0
    rejected: int = 0
    kept: int = 0
    unused: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    aside: str = ""
    problems: list[Problem] = field(default_factory=list)
    ingested: IngestReport = field(default_factory=IngestReport)

    def take(self, reading: Reading) -> None:
        """Take over what the reading of the file tells."""
        self.rows = reading.rows
        self.unused = tuple(reading.unused)
        self.told = tuple(reading.told)
        self.notes = tuple(reading.notes)
        self.left_out = {what: times for what, times in reading.left_out.items() if times}

    def note(self, problem: Problem) -> None:
        """Count a problem, and keep it if it is one of the first."""
        if len(self.problems) < FEW:
            self.problems.append(problem)
        self.rejected += problem.outcome == REJECTED
        self.kept += problem.outcome == KEPT


def find_files(
    paths: Sequence[str], encoding: str = "utf-8", asked: Asked = NOTHING_ASKED
) -> list[DataFile]:
    """Look at all files, and return them in the order in which they are to be imported.

    A folder that ``influence export`` wrote stands for the tables in it.

    Raises
    ------
    InputUnusable
        Where one of them cannot be used.
    """
    named = (file for path in paths for file in _named_by(str(path)))
    found = (file for path in named for file in found_in(path, encoding, asked))
    return sorted(found, key=import_order)


def _named_by(path: str) -> list[str]:
    """Return the files that a path names: itself, or the tables of a folder of an export."""
    if not Path(path, "schema.json").is_file():
        return [path]
    tables = [each for each in Path(path).iterdir() if each.suffix in {".jsonl", ".parquet"}]
    return sorted(map(str, tables))


def import_files(
    db: "Database", files: Sequence[str | DataFile], options: Options | None = None
) -> Iterator[FileReport]:
    """Import files, and yield what became of each as soon as it is in.

    All files are looked at before the first is imported, and accounts and posts are imported
    before what names them. Each file goes in whole or not at all. Importing a file twice changes
    nothing.

    Parameters
    ----------
    files
        Paths (``-`` is stdin), or what :func:`find_files` found.

    Raises
    ------
    InputUnusable
        Where a file cannot be read, the database cannot be written, or it was asked to forget
        people and the key that knows them is missing.
    RowRejected
        At the first rejected row, where ``options.strict``.
    """
    options = options or Options()
    found = [each for file in files for each in _found(file, options)]
    owners: defaultdict[str, Owner] = defaultdict(lambda: Owner(options.asked.owner))
    rehearsal = write_transaction(db, keep=False) if options.dry_run else nullcontext()
    with rehearsal:
        for file in sorted(found, key=import_order):
            yield _import_file(db, file, options, owners[file.archive])


def _found(file: str | DataFile, options: Options) -> list[DataFile]:
    if isinstance(file, DataFile):
        return [file]
    return found_in(str(file), options.encoding, options.asked)


def _import_file(db: "Database", file: DataFile, options: Options, owner: Owner) -> FileReport:
    report = FileReport(file.path, file.form, aside=file.aside)
    on_problem = _teller(db, file, options, report)

    def on_reject(rejection: Rejection) -> None:
        on_problem(rejection.place, REJECTED, rejection.reason, _as_row(rejection))

    with file.opened(options.progress) as stream:
        times = TimeReader(options.clock())
        reading = Reading(
            *(file.path, options.source, times, on_problem, stream, file.encoding),
            asked=file.asked,
            owner=owner,
            known=Known(db.conn),
        )
        try:
            report.ingested = ingest(
                db,
                file.form.read(reading),
                closed=True,
                named=True,
                place=reading.place,
                on_reject=on_reject,
                clock=options.clock,
            )
        except sqlite3.DatabaseError as error:
            raise InputUnusable(f"Nothing of {file.path} was imported: {clause(error)}.") from error
    if not (reading.rows or file.member):
        raise InputUnusable(f"{file.path} has no rows.")
    report.take(reading)
    return report


def _teller(db: "Database", file: DataFile, options: Options, report: FileReport) -> OnProblem:
    """Return what notes and tells each problem, and stops at a rejected row where asked to."""
    forgotten = forgotten_in(db.conn)

    def on_problem(place: int, outcome: str, reason: str, row: str) -> None:
        problem = Problem(file.path, place, outcome, reason, row)
        if forgotten is not None:
            problem = without_forgotten(problem, forgotten.may_name)
        report.note(problem)
        if options.strict and outcome == REJECTED:
            where = f"{file.path} {file.form.counts} {place}"
            raise RowRejected(f"{where}: {problem.reason}; nothing of this file was imported.")
        options.on_problem(problem)

    return on_problem


def _as_row(rejection: Rejection) -> str:
    """Return a record that the store refused in the columns of the common form."""
    match rejection.record:
        case Interaction(kind, actor, target, post, via, happened_at):
            return as_line(
                [
                    *(actor.native_id, target.native_id, kind, post.native_id if post else ""),
                    *(happened_at or "", "1", via.native_id if via else ""),
                ]
            )
        case Post(key, account, kind, published_at):
            return as_line([key.native_id, account.native_id, published_at or "", kind])
        case record:
            return str(record)
