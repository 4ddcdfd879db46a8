"""What the readers of one file share: how it is read, and how far reading has come."""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TextIO

from crawlers.files.asked import NOTHING_ASKED, Asked
from crawlers.files.lines import Lines, Place
from crawlers.files.owner import Owner
from crawlers.times import TimeReader
from influence.store import Known

REJECTED = "rejected"
KEPT = "kept without its time"

BEGINNING = 1 << 16

OnProblem = Callable[[int, str, str, str], None]


class Encoding(NamedTuple):
    """How bytes become text: the name that people know, and the one that also takes a mark."""

    name: str
    codec: str


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
        Is told place, outcome, reason and row of what is rejected, or kept without its time.
    stream
        The bytes, unpacked; forms of text read them through ``lines``.
    at
        Where the current row begins: its ``start`` is a line, or whatever the form counts.
    rows
        Rows read so far, rejected ones included.
    unused
        Columns that the file has and nobody reads.
    asked
        What the person who imports says of the file.
    told
        What the file, or a part of it, was taken for, and which of its columns are read as what.
    notes
        What a person should know of how the file was read.
    owner
        Whose file it is, where it does not say so itself.
    known
        What the database holds of accounts and posts that a file only names.
    left_out
        What was passed over on purpose → how often; none of it is an error.
    opened
        The stream as text, once it is read so.
    """

    name: str
    source: str
    times: TimeReader
    on_problem: OnProblem
    stream: io.BufferedReader
    encoding: Encoding
    at: Place = field(default_factory=Place)
    rows: int = 0
    unused: dict[str, None] = field(default_factory=dict)
    asked: Asked = NOTHING_ASKED
    told: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    owner: Owner = field(default_factory=Owner)
    known: Known = field(default_factory=Known)
    left_out: Counter[str] = field(default_factory=Counter)
    opened: TextIO | None = None

    def text(self) -> TextIO:
        """Read the stream as text, which is closed with the stream."""
        self.opened = as_text(self.stream, self.encoding)
        return self.opened

    def lines(self) -> Lines:
        """Read the stream as text; from now on a place is a line of it."""
        self.at = lines = Lines(self.text(), self.encoding.name)
        return lines

    def tell(self, what: str, used: Mapping[str, str], notes: Iterable[str] = ()) -> None:
        """Tell what rows are read as.

        Parameters
        ----------
        what
            What they are taken for.
        used
            Our column -> the column that it is read from.
        """
        columns = ", ".join(
            our if theirs.casefold() == our.casefold() else f"{our} from {theirs}"
            for our, theirs in used.items()
        )
        self.told[f"{what}: {columns}"] = None
        self.notes.update(dict.fromkeys(notes))

    def beginning(self) -> str:
        """Return the beginning of the text, which is read again by whoever reads."""
        return beginning_of(self.stream, self.encoding)

    def place(self) -> int:
        """Return where the current row begins."""
        return self.at.start

    def reject(self, reason: str, row: str) -> None:
        """Tell that the current row is not taken."""
        self.times.left_out.clear()
        self.on_problem(self.place(), REJECTED, reason, row)

    def leave_out(self, what: str, times: int = 1) -> None:
        """Count what is passed over on purpose, by what it is, in the plural."""
        self.left_out[what] += times

    def tell_left_out(self, row: str) -> None:
        """Tell that the current row was taken without times that cannot be true."""
        left_out = ", ".join(self.times.left_out)
        self.times.left_out.clear()
        reason = f"{left_out[:80]} lies before 1990 or in the future"
        self.on_problem(self.place(), KEPT, reason, row)


def beginning_of(stream: io.BufferedReader, encoding: Encoding) -> str:
    """Return the text that a stream begins with, without what is no text; nothing is taken off."""
    return stream.peek(BEGINNING)[:BEGINNING].decode(encoding.codec, "ignore")


def as_text(stream: io.BufferedReader, encoding: Encoding) -> TextIO:
    """Return the text of a stream; bytes that are no text survive as surrogates in it.

    So only their own row is rejected.
    """
    return io.TextIOWrapper(stream, encoding.codec, errors="surrogateescape", newline="")
