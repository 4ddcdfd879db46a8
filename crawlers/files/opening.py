"""Find and open the files of an import: plain, gzipped, or stdin, as checked text."""

import codecs
import csv
import gzip
import io
import json
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TextIO

from crawlers.files.columns import IMPORT_ORDER, Kind, kind_of
from crawlers.files.csv import kind_of_header
from influence.errors import InputUnusable, UsageError

STDIN = "-"
Progress = Callable[[int], None]

_HEAD = 1 << 16
_GZIP = b"\x1f\x8b"
_FOREIGN = {
    b"SQLite format 3": "is a database, not a file of rows; export its tables as CSV.",
    b"PK\x03\x04": "is a zip archive or a spreadsheet; unpack it, or save the sheet as CSV.",
    b"%PDF": "is a PDF; CSV or JSON lines are wanted.",
}


class Encoding(NamedTuple):
    """How bytes become text: the name that people know, and the one that also takes a mark."""

    name: str
    codec: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that was found and looked at; ``stream`` where it can be read only once.

    ``kind`` says what its rows are, or what the first one is.
    """

    path: str
    encoding: Encoding
    is_csv: bool
    kind: Kind | None
    size: int
    stream: io.BufferedReader | None = None

    @contextmanager
    def opened(self, progress: Progress) -> Iterator[TextIO]:
        """Open the text for reading; ``progress`` is told of bytes as they are read.

        Raises
        ------
        InputUnusable
            Where the file turns out to be broken, at any time while it is read.
        """
        with _sentences(self.path):
            if self.stream is not None:
                yield _text(self.stream, self.encoding)
                return
            with (
                _Counted(self.path, progress) as raw,
                _buffered(raw) as packed,
                _text(_unpacked(packed), self.encoding) as text,
            ):
                yield text


def find_file(path: str, encoding: str = "utf-8") -> DataFile:
    """Look at a file before anything is imported.

    Raises
    ------
    InputUnusable
        Where it is missing, a folder, empty, has no rows or no header that says what they are, or
        is no text.
    UsageError
        Where there is no such encoding.
    """
    known = _encoding(encoding)
    with _sentences(path):
        if path == STDIN or not stat.S_ISREG(Path(path).stat().st_mode):
            return _found_stream(path, known)
        with _Counted(path, lambda _: None) as raw, _buffered(raw) as packed:
            binary = _unpacked(packed)
            is_csv = _is_csv(path, binary, known)
            with _text(binary, known) as text:
                kind = _kind(path, text, is_csv=is_csv)
        return DataFile(path, known, is_csv, kind, Path(path).stat().st_size)


def import_order(file: DataFile) -> int:
    """Return the place of a file: what is named later is listed first."""
    return IMPORT_ORDER.index(file.kind) if file.kind else len(IMPORT_ORDER)


def _found_stream(path: str, encoding: Encoding) -> DataFile:
    # Read once, and closed with the process.
    raw = sys.stdin.buffer if path == STDIN else Path(path).open("rb")  # noqa: SIM115
    binary = _unpacked(io.BufferedReader(raw, _HEAD))  # type: ignore[arg-type]
    return DataFile(path, encoding, _is_csv(path, binary, encoding), None, 0, binary)


def _encoding(name: str) -> Encoding:
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)
    except LookupError as error:
        raise UsageError(f"There is no encoding {name!r}; try utf-8, cp1252 or utf-16.") from error
    return Encoding(codec, "utf-8-sig" if codec == "utf-8" else codec)


@contextmanager
def _sentences(path: str) -> Iterator[None]:
    """Turn what the system says of a file into one sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputUnusable(f"There is no file {path}; check the name.") from error
    except IsADirectoryError as error:
        raise InputUnusable(f"{path} is a folder; name the files in it.") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputUnusable(f"{path} is a damaged gzip file: {error}; copy it again.") from error
    except UnicodeError as error:
        raise InputUnusable(f"{path} cannot be read as text: {error}; try --encoding.") from error
    except OSError as error:
        raise InputUnusable(f"{path} cannot be read: {error.strerror or error}.") from error


class _Counted(io.FileIO):
    """A file that tells how many bytes were read of it."""

    def __init__(self, path: str, progress: Progress) -> None:
        super().__init__(path)
        self._progress = progress

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        """Read into a buffer, and tell."""
        count = super().readinto(buffer)
        self._progress(count or 0)
        return count


def _buffered(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, _HEAD)


def _unpacked(binary: io.BufferedReader) -> io.BufferedReader:
    if binary.peek(2)[:2] != _GZIP:
        return binary
    return io.BufferedReader(gzip.GzipFile(fileobj=binary), _HEAD)


def _text(binary: io.BufferedReader, encoding: Encoding) -> TextIO:
    # Bytes that are no text survive as surrogates, so that only their own row is rejected.
    return io.TextIOWrapper(binary, encoding.codec, errors="surrogateescape", newline="")


def _is_csv(path: str, binary: io.BufferedReader, encoding: Encoding) -> bool:
    """Tell CSV from JSON lines by the first character; refuse what is neither."""
    head = binary.peek(_HEAD)[:_HEAD]
    if not head:
        raise InputUnusable(f"{path} is empty.")
    for magic, sentence in _FOREIGN.items():
        if head.startswith(magic):
            raise InputUnusable(f"{path} {sentence}")
    is_wide = head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in {head[:1], head[1:2]}
    if is_wide and encoding.name == "utf-8":
        raise InputUnusable(
            f"{path} is UTF-16, not UTF-8; import it with --encoding utf-16, or save it as UTF-8."
        )
    start = head.decode(encoding.codec, errors="ignore").lstrip()[:1]
    if start == "[":
        raise InputUnusable(f"{path} is one JSON list; write one object a line (JSON lines).")
    return start != "{"


def _kind(path: str, text: TextIO, *, is_csv: bool) -> Kind | None:
    """Return what the rows of a file are; None where its first line does not say."""
    if not is_csv:
        try:
            return kind_of(json.loads(next(line for line in text if line.strip())))
        except (ValueError, TypeError, RecursionError):
            return None
    try:
        header = next(csv.reader(text, strict=True), [])
    except csv.Error as error:
        raise InputUnusable(f"{path}: its first line is no header: {error}.") from error
    kind = kind_of_header(path, [name.strip().casefold() for name in header])
    if not any(line.strip() for line in text):
        raise InputUnusable(f"{path} has a header and no rows.")
    return kind
