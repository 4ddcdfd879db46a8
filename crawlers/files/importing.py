"""Files into the database: each whole or not at all, every rejected row with its reason."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crawlers.files.reading import Found, open_bytes, read_rows
from crawlers.files.rows import RECORDS, BadRow, Reader
from influence.errors import RowRejected, UsageError
from influence.records import Record
from influence.store import IngestReport, Rejection, current_time, ingest
from influence.windows import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

REJECTED, KEPT = "rejected", "kept without its time"


class Problem(NamedTuple):
    """One row that was rejected, or kept without something: a line of the rejects file."""

    file: str
    line: int
    outcome: str
    reason: str
    row: str


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read.

    Attributes
    ----------
    source
        What accounts and posts are keyed by where a row has no ``source``.
    strict
        Stop at the first row that would be rejected; nothing of its file stays.
    progress
        Is told the file and the line, every few thousand rows.
    clock
        The time now, as UTC text: later times are implausible.
    """

    source: str = "file"
    encoding: str = "utf-8"
    strict: bool = False
    progress: Callable[[str, int], None] | None = None
    clock: Callable[[], str] = current_time


@dataclass(slots=True)
class FileReport:
    """What became of one file."""

    path: str
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ingested: IngestReport = field(default_factory=IngestReport)

    @property
    def rejected(self) -> int:
        """Rows of which nothing was taken."""
        return sum(problem.outcome == REJECTED for problem in self.problems)


def import_files(
    db: "Database", paths: Sequence[str], options: Options | None = None
) -> Iterator[FileReport]:
    """Import files one after the other, and yield what became of each.

    Importing a file twice changes nothing, and the order of files does not matter.

    Raises
    ------
    InputUnusable
        Where a file cannot be read; files before it stay imported.
    RowRejected
        At the first bad row, where ``options.strict``.
    """
    for path in paths:
        yield _import_file(db, path, options or Options())


def _import_file(db: "Database", path: str, options: Options) -> FileReport:
    report = FileReport(path)
    records = _Records(report, options)
    with open_bytes(path) as stream:
        report.ingested = ingest(
            db,
            records.read(stream),
            closed=True,
            place=lambda: records.line,
            on_reject=records.contradicted,
            clock=options.clock,
        )
    return report


class _Records:
    """The records of one file as they are read, and where reading stands."""

    def __init__(self, report: FileReport, options: Options) -> None:
        self.line = 0
        self._report = report
        self._options = options
        self._row: dict[str, Any] = {}
        latest = datetime.fromisoformat(options.clock()).astimezone(UTC) + timedelta(days=1)
        self._reader = Reader(options.source, to_text(latest), self._kept)

    def read(self, stream: Any) -> Iterator[Record]:  # noqa: ANN401 - any binary stream
        """Yield the records of the rows that can be taken."""
        path, options = self._report.path, self._options
        note = self._report.notes.append
        try:
            for found in read_rows(path, options.encoding, note, stream):
                self._report.rows += 1
                self.line, self._row = found.line, found.row
                if options.progress is not None and not self._report.rows % 20_000:
                    options.progress(path, self._report.rows)
                yield from self._records_of(found)
        except LookupError as error:
            raise UsageError(f"--encoding {options.encoding}: {error}.") from error

    def _records_of(self, found: Found) -> Iterator[Record]:
        if found.problem:
            self._problem(REJECTED, found.problem)
            return
        try:
            yield from RECORDS[found.kind](found.row, self._reader)
        except BadRow as error:
            self._problem(REJECTED, str(error))

    def contradicted(self, rejection: Rejection) -> None:
        """Take note of a record that the store could not take."""
        self.line = rejection.place
        self._row = {"record": type(rejection.record).__name__, "values": str(rejection.record)}
        self._problem(REJECTED, rejection.reason)

    def _kept(self, reason: str) -> None:
        self._problem(KEPT, reason.removeprefix(f"{KEPT}: "))

    def _problem(self, outcome: str, reason: str) -> None:
        path = self._report.path
        if self._options.strict and outcome == REJECTED:
            raise RowRejected(f"{path} line {self.line}: {reason}; nothing of this file was taken.")
        row = ",".join("" if value is None else str(value) for value in self._row.values())
        self._report.problems.append(Problem(path, self.line, outcome, reason, row[:1000]))


def write_problems(path: str, problems: Sequence[Problem]) -> None:
    """Write the rejects file: one line a row, with file, line, outcome, reason and the row."""
    with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Problem._fields)
        writer.writerows(problems)
