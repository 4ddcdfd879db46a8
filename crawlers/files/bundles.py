"""Zip and tar archives as bundles of files, each read by its own form; nothing is ever unpacked.

What an archive says of its sizes is limited before anything is read, and no more than it says ever
comes out, so that a hostile one fills neither memory nor time. Its links, devices and folders are
passed over.
"""

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from crawlers.files.members import chosen
from influence.errors import InputUnusable

MOST_MEMBERS = 500_000
HIGHEST_RATIO = 200
UNSUSPICIOUS = 256 << 20
"""Bytes, unpacked, below which no ratio is too high."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP = b"\x1f\x8b"
_BLOCK = 512
_TAR_MAGIC = slice(257, 262)
_LONGEST_HEADER = 1 << 20
_ENCRYPTED = 0x1
_BUFFER = 1 << 16


Stream = IO[bytes] | gzip.GzipFile


class Member(NamedTuple):
    """One file of a bundle; ``place`` is its number there, ``label`` what people read."""

    bundle: str
    label: str
    name: str
    place: int
    size: int

    @contextmanager
    def opened(self, progress: Callable[[int], None]) -> Iterator[io.BufferedReader]:
        """Open the bytes, unpacked; ``progress`` is told of them as they are read.

        Raises
        ------
        InputUnusable
            Where the bundle is damaged, at any time.
        """
        with _sentences(self.bundle):
            opened = _in_zip(self) if _is_zip(self.bundle) else _in_tar(self)
            with opened as raw:
                yield io.BufferedReader(_Told(raw, progress), _BUFFER)


def members_of(path: str) -> tuple[list[Member], str] | None:
    """Return what is read of a bundle, and a sentence on the rest; None where a file is none.

    A spreadsheet is a zip archive too, and no bundle.

    Raises
    ------
    InputUnusable
        Where it is damaged, encrypted, far too large, or nothing of it is read.
    """
    with _sentences(path):
        if _is_zip(path):
            listed = _listed_in_zip(path)
        elif _is_tar(path):
            listed = _listed_in_tar(path)
        else:
            return None
    if listed is None:
        return None
    read, rest = chosen(member.name for member in listed)
    wanted = set(read)
    members = [member for member in listed if member.name in wanted]
    if not members:
        raise InputUnusable(f"{path} holds no file that is read; {rest or 'it is empty'}.")
    _limit(path, sum(member.size for member in members))
    return members, rest


def _is_zip(path: str) -> bool:
    with Path(path).open("rb") as file:
        return file.read(4) in _ZIP


def _is_tar(path: str) -> bool:
    try:
        with _stream(path) as stream:
            return stream.read(_BLOCK)[_TAR_MAGIC] == b"ustar"
    except (EOFError, gzip.BadGzipFile):
        return False  # whoever reads it as a gzipped file says what is wrong


@contextmanager
def _stream(path: str) -> Iterator[Stream]:
    with Path(path).open("rb") as packed:
        is_packed = packed.read(2) == _GZIP
        packed.seek(0)
        if is_packed:
            with gzip.GzipFile(fileobj=packed) as stream:
                yield stream
        else:
            yield packed


def _listed_in_zip(path: str) -> list[Member] | None:
    with _opened_zip(path) as bundle:
        listed = bundle.infolist()
    if {"[Content_Types].xml", "mimetype"} & {info.filename for info in listed[:50]}:
        return None
    _count(path, len(listed))
    if any(info.flag_bits & _ENCRYPTED for info in listed):
        raise InputUnusable(f"{path} is encrypted; unpack it with its password first.")
    return [
        _member(path, info.filename, place, info.file_size)
        for place, info in enumerate(listed)
        if not info.is_dir() and not _is_link(info)
    ]


def _opened_zip(path: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (NotImplementedError, ValueError, struct.error) as error:
        raise InputUnusable(f"{path} is a damaged archive: {error}; copy it again.") from error


def _is_link(info: zipfile.ZipInfo) -> bool:
    return (info.external_attr >> 16) & 0o170000 == 0o120000


def _listed_in_tar(path: str) -> list[Member]:
    members = []
    with _stream(path) as stream, tarfile.open(fileobj=_Wary(path, stream), mode="r:") as bundle:
        for place, info in enumerate(bundle):
            _count(path, place + 1)
            if info.size < 0:  # it would lead back to itself
                raise InputUnusable(f"{path} is no sound tar archive; make it again.")
            if info.isreg():
                members.append(_member(path, info.name, place, info.size))
    return members


def _member(path: str, name: str, place: int, size: int) -> Member:
    plain = "".join(each if each.isprintable() else "?" for each in name)
    return Member(path, f"{path}: {plain}", name, place, size)


def _count(path: str, number: int) -> None:
    if number > MOST_MEMBERS:
        raise InputUnusable(
            f"{path} lists more than {MOST_MEMBERS:,} files; unpack it, and name those to read."
        )


def _limit(path: str, size: int) -> None:
    if size > max(UNSUSPICIOUS, HIGHEST_RATIO * Path(path).stat().st_size):
        raise InputUnusable(
            f"{path} would unpack to more than {HIGHEST_RATIO} times its size, which no archive "
            "of an account does; unpack it, and name the files to read."
        )


@contextmanager
def _in_zip(member: Member) -> Iterator[IO[bytes]]:
    with _opened_zip(member.bundle) as bundle:
        try:
            opened = bundle.open(bundle.infolist()[member.place])
        except (NotImplementedError, IndexError) as error:
            raise InputUnusable(
                f"{member.label} cannot be unpacked: {error}; unpack it with another program."
            ) from error
        with opened:
            yield opened


@contextmanager
def _in_tar(member: Member) -> Iterator[IO[bytes]]:
    path = member.bundle
    with _stream(path) as stream, tarfile.open(fileobj=_Wary(path, stream), mode="r:") as bundle:
        info = next(info for place, info in enumerate(bundle) if place == member.place)
        opened = bundle.extractfile(info)
        if opened is None:
            raise InputUnusable(f"{member.label} is no file; make the archive again.")
        with opened:
            yield opened


class _Told(io.RawIOBase):
    """Bytes that tell how many of them were read."""

    def __init__(self, raw: IO[bytes], progress: Callable[[int], None]) -> None:
        super().__init__()
        self._raw = raw
        self._progress = progress

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into a buffer, and tell."""
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._progress(len(data))
        return len(data)


class _Wary(io.RawIOBase):
    """What ``tarfile`` reads: headers of no size at all, and never around in circles.

    A header may claim gigabytes, or a negative size that leads back to itself (CVE-2025-8194).
    """

    def __init__(self, path: str, stream: Stream) -> None:
        super().__init__()
        self._path = path
        self._stream = stream
        self._reads = 0
        self._most = max(UNSUSPICIOUS, HIGHEST_RATIO * Path(path).stat().st_size)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes."""
        self._reads += 1
        if not 0 <= size <= _LONGEST_HEADER or self._reads > 8 * MOST_MEMBERS:
            raise InputUnusable(f"{self._path} is no sound tar archive; make it again.")
        return self._stream.read(size)

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        if whence == io.SEEK_SET and not 0 <= place <= self._most:
            _limit(self._path, place)
            raise InputUnusable(f"{self._path} is no sound tar archive; make it again.")
        return self._stream.seek(place, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._stream.tell()


@contextmanager
def _sentences(path: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError) as error:
        raise InputUnusable(f"{path} is a damaged archive: {error}; copy it again.") from error
