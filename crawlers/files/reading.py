"""What the readers of one file share: how it is read, and how far reading has come."""

from collections.abc import Callable
from dataclasses import dataclass, field

from crawlers.files.lines import Lines
from crawlers.files.times import TimeReader

REJECTED = "rejected"
KEPT = "kept without its time"

OnProblem = Callable[[int, str, str, str], None]


@dataclass(slots=True)
class Reading:
    """One file as it is read.

    Attributes
    ----------
    name
        The file, as its reader calls it.
    source
        What accounts and posts are keyed by where a row does not say.
    on_problem
        Is told line, outcome, reason and row of what is rejected, or kept without its time.
    rows
        Rows read so far, rejected ones included.
    unused
        Columns that the file has and nobody reads.
    """

    name: str
    source: str
    times: TimeReader
    lines: Lines
    on_problem: OnProblem
    rows: int = 0
    unused: dict[str, None] = field(default_factory=dict)

    def place(self) -> int:
        """Return the line on which the current row begins."""
        return self.lines.start

    def reject(self, reason: str, row: str) -> None:
        """Tell that the current row is not taken."""
        self.times.left_out.clear()
        self.on_problem(self.lines.start, REJECTED, reason, row)

    def tell_left_out(self, row: str) -> None:
        """Tell that the current row was taken without times that cannot be true."""
        left_out = ", ".join(self.times.left_out)
        self.times.left_out.clear()
        reason = f"{left_out[:80]} lies before 1990 or in the future"
        self.on_problem(self.lines.start, KEPT, reason, row)
