"""The rejects file: every row that was not taken as it stood, with its place and the reason."""

import csv
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from influence.errors import InputUnusable, UsageError


class Problem(NamedTuple):
    """One row that was rejected, or kept without its time."""

    file: str
    line: int
    outcome: str
    reason: str
    row: str


_HEADER = ",".join(Problem._fields)

WITHHELD = "(left out: it may be about somebody who asked to be forgotten)"
"""What stands for a row, or a reason, that a rejects file must not hold."""


def without_forgotten(problem: Problem, may_name: Callable[[str], bool]) -> Problem:
    """Return a problem without its row and its reason, where these may name somebody forgotten."""
    return problem._replace(
        reason=WITHHELD if may_name(problem.reason) else problem.reason,
        row=WITHHELD if may_name(problem.row) else problem.row,
    )


def check_rejects(path: str, used: Iterable[str]) -> None:
    """Refuse a place for rejected rows where something would be lost; before anything is read.

    Parameters
    ----------
    used
        The database and the files of the import.

    Raises
    ------
    UsageError
        Where it is one of these, or no file.
    InputUnusable
        Where a file that is no rejects file is there already, or it cannot be looked at.
    """
    if path == "-":
        raise UsageError("--rejects needs a file: stdout may be mixed with words; name one.")
    for each in used:
        if each != "-" and os.path.realpath(each) == os.path.realpath(path):
            raise UsageError(f"--rejects {path} is the database or an input; name another file.")
    try:
        is_free = _is_free(Path(path))
    except OSError as error:
        raise InputUnusable(_cannot(path, error)) from error
    if not is_free:
        raise InputUnusable(
            f"{path} exists and is no rejects file; name another file with --rejects."
        )


def clean_rejects(path: str, may_name: Callable[[str], bool]) -> int:
    """Take what may name somebody forgotten out of a rejects file, and return how many rows.

    Raises
    ------
    InputUnusable
        Where the file is there and cannot be rewritten; it is left as it was.
    """
    place = Path(path)
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    changed = 0
    try:
        if not place.is_file() or not _is_of_ours(place):
            return 0
        csv.field_size_limit(sys.maxsize)
        with (
            place.open(encoding="utf-8", newline="") as old,
            draft.open("x", encoding="utf-8", newline="") as new,
        ):
            writer, rows = csv.writer(new, lineterminator="\n"), csv.reader(old)
            writer.writerow(next(rows))
            for cells in rows:
                problem = Problem(*cells)  # type: ignore[arg-type]  # a number is written as text
                clean = without_forgotten(problem, may_name)
                writer.writerow(clean)
                changed += clean != problem
        if changed:
            draft.chmod(place.stat().st_mode)
            draft.replace(place)
    except (OSError, ValueError, TypeError, csv.Error) as error:
        raise InputUnusable(
            f"{path} may hold rows of who is forgotten, and cannot be cleaned ({error}); delete it."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return changed


def _is_free(path: Path) -> bool:
    """Return whether nothing is lost where rejected rows are written to a path."""
    if path.is_dir():
        return False
    return not path.is_file() or not path.stat().st_size or _is_of_ours(path)


def _is_of_ours(path: Path) -> bool:
    """Return whether an earlier import wrote the rejects file that a path names."""
    with path.open("rb") as file:
        return file.readline(len(_HEADER) + 1) == f"{_HEADER}\n".encode()


def _cannot(path: str, error: OSError) -> str:
    return (
        f"Rejected rows cannot be written to {path}: {error.strerror or error}; "
        "name another file with --rejects."
    )


class RejectsFile:
    """Writes problems as they come, as CSV; a file is made at the first one.

    Where there is none, the rejects file of an earlier import is removed at the end: it would
    look like this one's. Without a path problems are only counted.

    Attributes
    ----------
    count
        Problems so far.
    removed_earlier
        Whether one of an earlier import was removed.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.count = 0
        self.removed_earlier = False
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._open.close()
        except OSError as full:
            raise InputUnusable(_cannot(str(self.path), full)) from full
        if error is None and not self.count and self.path is not None:
            self._remove_earlier(Path(self.path))

    def __call__(self, problem: Problem) -> None:
        """Write one problem.

        Raises
        ------
        InputUnusable
            Where the file cannot be written.
        """
        if self.path is not None:
            try:
                if not self.count:
                    self._start(Path(self.path))
                self._writer.writerow([str(cell).replace("\0", "\\x00") for cell in problem])
            except OSError as error:
                raise InputUnusable(_cannot(self.path, error)) from error
        self.count += 1

    def _start(self, path: Path) -> None:
        # What cannot be encoded is the very thing that a row may be rejected for.
        stream = path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        self._open.enter_context(stream)
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(Problem._fields)
        stream.flush()  # a place without room is told before the file of the row goes in

    def _remove_earlier(self, path: Path) -> None:
        try:
            if path.is_file() and _is_of_ours(path):
                path.unlink()
                self.removed_earlier = True
        except OSError as error:
            raise InputUnusable(
                f"Nothing was rejected, and {path} of an earlier import cannot be removed: "
                f"{error.strerror or error}."
            ) from error
