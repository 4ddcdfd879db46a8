"""Lines of a file, and the rows in them: CSV told by its header, JSON lines by their keys."""

import csv
import gzip
import io
import json
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from crawlers.files.rows import KINDS, BadRow, kind_of
from influence.errors import InputUnusable

LONGEST_CELL = 64 * 1024 * 1024
STDIN = "-"


class Found(NamedTuple):
    """One row: the line where it ends, its kind, its cells; ``problem`` where it cannot be read."""

    line: int
    kind: str
    row: dict[str, Any]
    problem: str = ""


@contextmanager
def open_bytes(path: str) -> Iterator[IO[bytes]]:
    """Open a file, gzipped or not, or stdin (``-``).

    Raises
    ------
    InputUnusable
        Where it is missing, a folder, not readable, or broken as a gzip file.
    """
    try:
        if path == STDIN:
            yield sys.stdin.buffer
            return
        with Path(path).open("rb") as raw:
            is_gzip = raw.peek(2)[:2] == b"\x1f\x8b"
            if is_gzip:
                with gzip.open(raw) as unpacked:
                    yield unpacked
            else:
                yield raw
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputUnusable(f"{path} is a broken gzip file: {error}.") from error
    except FileNotFoundError as error:
        raise InputUnusable(f"There is no file {path}; check the name.") from error
    except IsADirectoryError as error:
        raise InputUnusable(f"{path} is a folder; name the files in it.") from error
    except PermissionError as error:
        raise InputUnusable(f"{path} may not be read: {error.strerror}.") from error


def read_rows(
    path: str, encoding: str, note: Callable[[str], None], stream: IO[bytes]
) -> Iterator[Found]:
    """Yield the rows of a CSV or JSON lines file; ``note`` is told of columns that are not read.

    Raises
    ------
    InputUnusable
        Where the file is empty, is UTF-16, or its header is missing, doubled or of no known kind.
    """
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    try:
        lines = iter(text)
        first = next(lines, "").removeprefix("\ufeff")
        if not first:
            raise InputUnusable(f"{path} is empty.")
        if "\x00" in first or first.encode(encoding, "surrogateescape")[:2] in {
            b"\xff\xfe",
            b"\xfe\xff",
        }:
            raise InputUnusable(
                f"{path} is no UTF-8 text (it looks like UTF-16): save it as UTF-8, or name its"
                " encoding with --encoding utf-16."
            )
        if first.lstrip().startswith("{"):
            yield from _json_rows(first, lines)
        else:
            yield from _csv_rows(path, first, lines, note)
    finally:
        text.detach()


def _csv_rows(
    path: str, first: str, lines: Iterator[str], note: Callable[[str], None]
) -> Iterator[Found]:
    csv.field_size_limit(LONGEST_CELL)
    header = [name.strip() for name in next(csv.reader([first]))]
    kind = _kind_of_header(path, header)
    needed, read = KINDS[kind]
    if unread := [name for name in header if name not in needed | read]:
        note(f"{path}: columns not used: {', '.join(unread)}")
    reader = csv.reader(lines)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Found(reader.line_num + 1, kind, {}, f"cannot be read as CSV: {error}")
            continue
        if cells is None:
            return
        if not cells:
            continue
        row = dict(zip(header, cells, strict=False))
        problem = ""
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells where the header has {len(header)}"
        yield Found(reader.line_num + 1, kind, row, problem or _text_problem("".join(cells)))


def _kind_of_header(path: str, header: list[str]) -> str:
    if doubled := sorted({name for name in header if name and header.count(name) > 1}):
        raise InputUnusable(f"{path}: the header names {', '.join(doubled)} twice; rename one.")
    kind = kind_of(frozenset(header))
    if kind is None:
        wanted = "; ".join(f"{name}: {', '.join(sorted(n))}" for name, (n, _) in KINDS.items())
        raise InputUnusable(
            f"{path}: the first line is no header of a known kind (needed are: {wanted}); it reads"
            f" {','.join(header)[:80]!r}."
        )
    return kind


def _json_rows(first: str, lines: Iterator[str]) -> Iterator[Found]:
    number, line = 1, first
    while line:
        if line.strip():
            yield _json_row(number, line)
        number, line = number + 1, next(lines, "")


def _json_row(number: int, line: str) -> Found:
    if problem := _text_problem(line):
        return Found(number, "", {"line": line.rstrip("\n")}, problem)
    try:
        row = json.loads(line)
    except ValueError as error:
        return Found(number, "", {"line": line.rstrip("\n")}, f"is no JSON: {error}")
    if not isinstance(row, dict):
        return Found(number, "", {"line": line.rstrip("\n")}, "is no JSON object")
    kind = kind_of(frozenset(row))
    problem = "" if kind else "has the keys of no known kind"
    if any("\x00" in value for value in row.values() if isinstance(value, str)):
        problem = "holds a NUL byte"
    return Found(number, kind or "", row, problem)


def _text_problem(text: str) -> str:
    """Return why a line cannot be taken as text; empty where it can."""
    if text.isascii():
        return "holds a NUL byte" if "\x00" in text else ""
    for character in text:
        if "\udc80" <= character <= "\udcff":
            byte = ord(character) - 0xDC00
            return f"is not UTF-8 (byte 0x{byte:02X}): name its encoding with --encoding"
    return "holds a NUL byte" if "\x00" in text else ""


__all__ = ["BadRow", "Found", "open_bytes", "read_rows"]
