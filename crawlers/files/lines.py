"""The lines of a text: numbered, checked, and taken back where a broken row swallowed them."""

from collections.abc import Iterator
from itertools import chain


class Place:
    """Where a row begins: ``start`` counts from 1."""

    def __init__(self) -> None:
        self.start = 1


class Lines(Place):
    """Physical lines, of which one or more make a row; a row starts on one.

    Attributes
    ----------
    flaw
        Why the text of the current row cannot be taken; None where it can.
    taken
        The lines of the current row so far.
    """

    def __init__(self, text: Iterator[str], encoding: str) -> None:
        super().__init__()
        self.flaw: str | None = None
        self.taken: list[str] = []
        self._text = text
        self._whole = text  # a chain lets go of it at its end, and it would close the file
        self._encoding = encoding

    def __iter__(self) -> Iterator[str]:
        taken = self.taken
        for line in self._text:
            taken.append(line)
            # Most lines are plain, which Python knows of each string without looking at it again.
            if "\0" in line or not line.isascii():
                self.flaw = self.flaw or self._flaw_of(line)
            yield line

    def next_row(self) -> None:
        """Say that the current row is done with."""
        self.start += len(self.taken)
        self.taken.clear()
        self.flaw = None

    def keep_first(self) -> None:
        """Give all lines of the current row back but its first one."""
        self._text = chain(self.taken[1:], self._text)
        del self.taken[1:]

    def _flaw_of(self, line: str) -> str | None:
        number = self.start + len(self.taken) - 1
        if (place := line.find("\0")) >= 0:
            return f"NUL byte on line {number}, character {place + 1}"
        try:
            line.encode()
        except UnicodeEncodeError as error:
            # An undecodable byte was read as a lone surrogate that holds it.
            byte = ord(line[error.start]) - 0xDC00
            offset = len(line[: error.start].encode(self._encoding)) + 1
            return (
                f"byte {offset} of line {number} (0x{byte:02X}) is not {self._encoding}: "
                "name the encoding, for example --encoding cp1252"
            )
        return None
