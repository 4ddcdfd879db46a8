"""Find and open the files of an import: plain, gzipped, or stdin, as checked text."""

import codecs
import gzip
import io
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from crawlers.files.asked import NOTHING_ASKED, Asked
from crawlers.files.bundles import Member, members_of
from crawlers.files.columns import IMPORT_ORDER, Kind
from crawlers.files.form import File, Form, Head, NoRows
from crawlers.files.forms import form_of
from crawlers.files.reading import Encoding
from influence.errors import InputUnusable, UsageError

STDIN = "-"
Progress = Callable[[int], None]

_HEAD = 1 << 16
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that was found and looked at, by itself or in a bundle.

    Attributes
    ----------
    kind
        What its rows are, or what the first one is.
    stream
        Where it can be read only once.
    member
        Where in a bundle it lies.
    aside
        What was not opened of the bundle, told with its first file.
    """

    path: str
    encoding: Encoding
    form: Form
    kind: Kind | None
    size: int
    stream: io.BufferedReader | None = None
    asked: Asked = NOTHING_ASKED
    member: Member | None = None
    aside: str = ""

    @property
    def archive(self) -> str:
        """Return what the files of one person's archive share: the bundle, or the folder."""
        return self.member.bundle if self.member else str(Path(self.path).parent)

    @contextmanager
    def opened(self, progress: Progress) -> Iterator[io.BufferedReader]:
        """Open the bytes, unpacked, for reading; ``progress`` is told of bytes as they are read.

        Raises
        ------
        InputUnusable
            Where the file turns out to be broken, at any time while it is read.
        """
        with _sentences(self.path):
            if self.stream is not None:
                yield self.stream
                return
            if self.member is not None:
                with self.member.opened(progress) as packed:
                    yield _unpacked(packed)
                return
            with _Counted(self.path, progress) as raw, _buffered(raw) as packed:
                yield _unpacked(packed)


def find_file(path: str, encoding: str = "utf-8", asked: Asked = NOTHING_ASKED) -> DataFile:
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
            return _found_stream(path, known, asked)
        with _Counted(path, lambda _: None) as raw, _buffered(raw) as packed:
            binary = _unpacked(packed)
            form = form_of(_head(path, binary, known, asked))
            kind = form.look(File(path, binary, known, asked))
        return DataFile(path, known, form, kind, Path(path).stat().st_size, asked=asked)


def found_in(path: str, encoding: str, asked: Asked) -> list[DataFile]:
    """Look at a file, or at each file of a bundle that is read.

    Raises
    ------
    InputUnusable
        As :func:`find_file`; or where a bundle cannot be read, or nothing of it is.
    """
    with _sentences(path):
        is_file = path != STDIN and stat.S_ISREG(Path(path).stat().st_mode)
        bundle = members_of(path) if is_file else None
    if bundle is None:
        return [find_file(path, encoding, asked)]
    members, rest = bundle
    found = (_found_member(member, _encoding(encoding), asked) for member in members)
    files = sorted((file for file in found if file is not None), key=import_order)
    if not files:
        raise InputUnusable(f"{path} has no rows: every file of it that is read is empty.")
    return [replace(files[0], aside=f"{path}: {rest}" if rest else ""), *files[1:]]


def _found_member(member: Member, encoding: Encoding, asked: Asked) -> DataFile | None:
    """Look at a file of a bundle; None where it has no rows."""
    try:
        with _sentences(member.label), member.opened(lambda _: None) as packed:
            binary = _unpacked(packed)
            form = form_of(_head(member.label, binary, encoding, asked))
            kind = form.look(File(member.label, binary, encoding, asked))
    except NoRows:
        return None
    return DataFile(member.label, encoding, form, kind, member.size, asked=asked, member=member)


def import_order(file: DataFile) -> int:
    """Return the place of a file: what is named later is listed first."""
    return IMPORT_ORDER.index(file.kind) if file.kind else len(IMPORT_ORDER)


def _found_stream(path: str, encoding: Encoding, asked: Asked) -> DataFile:
    if path == STDIN and sys.stdin is None:
        raise InputUnusable("Stdin is closed, so that there is nothing to read from it.")
    # Read once, and closed with the process.
    raw = sys.stdin.buffer if path == STDIN else Path(path).open("rb")  # noqa: SIM115
    binary = _unpacked(io.BufferedReader(raw, _HEAD))  # type: ignore[arg-type]
    form = form_of(_head(path, binary, encoding, asked))
    return DataFile(path, encoding, form, None, 0, binary, asked)


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


def _head(path: str, binary: io.BufferedReader, encoding: Encoding, asked: Asked) -> Head:
    """Return the beginning of a file; refuse what is empty, or needs another encoding."""
    head = binary.peek(_HEAD)[:_HEAD]
    if not head:
        raise NoRows(f"{'stdin' if path == STDIN else path} is empty.")
    is_wide = head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in {head[:1], head[1:2]}
    if is_wide and encoding.name == "utf-8":
        raise InputUnusable(
            f"{path} is UTF-16, not UTF-8; import it with --encoding utf-16, or save it as UTF-8."
        )
    return Head(path, head, head.decode(encoding.codec, errors="ignore"), asked)
