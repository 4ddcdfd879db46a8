"""The rejects file: every row that was not taken as it stood, with its place and the reason."""

import csv
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from influence.errors import InputUnusable


class Problem(NamedTuple):
    """One row that was rejected, or kept without its time."""

    file: str
    line: int
    outcome: str
    reason: str
    row: str


class RejectsFile:
    """Writes problems as they come, as CSV; a file is made at the first one."""

    def __init__(self, path: str | Path) -> None:
        self.path = path
        self.written = 0
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def __call__(self, problem: Problem) -> None:
        """Write one problem.

        Raises
        ------
        InputUnusable
            Where the file cannot be written.
        """
        try:
            if not self.written:
                self._start()
            self._writer.writerow([str(cell).replace("\0", "\\x00") for cell in problem])
        except OSError as error:
            raise InputUnusable(
                f"Rejected rows cannot be written to {self.path}: {error.strerror or error}; "
                "name another file with --rejects."
            ) from error
        self.written += 1

    def _start(self) -> None:
        # What cannot be encoded is the very thing that a row may be rejected for.
        stream = Path(self.path).open("w", encoding="utf-8", errors="backslashreplace", newline="")  # noqa: SIM115
        self._open.enter_context(stream)
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(Problem._fields)
