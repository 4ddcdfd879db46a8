"""Addresses that a crawl is given: typed, or listed in files or on stdin, by line or as OPML."""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from crawlers.answers import shown
from crawlers.atproto.addresses import handle_in
from crawlers.errors import NotAllowed
from crawlers.guard import Guard
from crawlers.sources import instead_of, seed_of
from influence.errors import InputUnusable, UsageError
from influence.library.counting import Told, unheard
from influence.store import open_database

STDIN = "-"
FILE = "@"
_COMMENT = "#"
_COLUMNS = ("url", "address")


def asked_addresses(
    words: Sequence[str], lists: Sequence[str], guard: Guard, told: Told
) -> tuple[str, ...]:
    """Return the addresses that are meant, each once; of a list, a bad line is told.

    Parameters
    ----------
    words
        Addresses, ``@FILE`` or ``-`` for stdin.
    lists
        Names of files.
    guard
        Which addresses may be asked for.

    Raises
    ------
    UsageError
        Where what was typed is no address that can be crawled, or none that may be asked for.
    InputUnusable
        Where a list cannot be read, or has no address.
    """
    typed: list[str] = []
    for word in words:
        if is_list(word):
            typed += _allowed(word.removeprefix(FILE), guard, told)
        elif why := _refusal(word, guard):
            advice = "; name one such as https://anna.example, or a feed"
            raise UsageError(f"{why}{'' if instead_of(word) else advice}.")
        else:
            typed.append(word)
    for name in lists:
        typed += _allowed(name, guard, told)
    return tuple(dict.fromkeys(typed))


def _refusal(word: str, guard: Guard) -> str | None:
    """Return why a word is no address to begin with, without a full stop; None where it is one."""
    task = seed_of(word)
    if task is None:
        return f"{printed(word)} is {instead_of(word) or 'no address'}"
    try:
        guard.checked(task.address)
    except NotAllowed as error:
        return str(error).removesuffix(".")
    return None


def printed(word: str) -> str:
    """Return a word for a message, without a password."""
    return repr((shown(word) if "://" in word else word)[:200])


def is_list(word: str) -> bool:
    """Tell whether a word is - or ``@FILE``; with another @ it is a handle, ``@ann@m.example``."""
    return word == STDIN or (word.startswith(FILE) and FILE not in word[1:])


def words_in(words: Iterable[str], told: Told = unheard) -> Iterator[str]:
    """Yield the words that are meant: each itself, or what ``@FILE`` or ``-`` lists.

    Raises
    ------
    InputUnusable
        Where a list cannot be read.
    """
    for word in words:
        if is_list(word):
            yield from (each for _, each in _listed(word.removeprefix(FILE), told))
        else:
            yield word


def _allowed(name: str, guard: Guard, told: Told) -> list[str]:
    """Return the addresses of a list that a crawl can begin with; tell others."""
    addresses = []
    for place, address in _listed(name, told):
        if why := _refusal(address, guard):
            told(f"{place}: {why}.")
        else:
            addresses.append(address)
    if not addresses:
        label = _label_of(name)
        raise InputUnusable(f"{label} lists no address that can be crawled: write one a line.")
    return addresses


def _label_of(name: str) -> str:
    return "stdin" if name == STDIN else name


def _listed(name: str, told: Told) -> Iterator[tuple[str, str]]:
    """Yield the words of a list by line, or the addresses of OPML, each with its place."""
    content, label = _content_of(name, told), _label_of(name)
    text = content.decode("utf-8-sig", errors="replace")
    is_opml = text.lstrip().startswith("<")
    yield from _of_opml(content, label, told) if is_opml else _of_lines(text, label)


def _content_of(name: str, told: Told) -> bytes:
    if not name:
        raise InputUnusable("Name a file after @, such as @blogs.txt.")
    if name != STDIN:
        try:
            return Path(name).read_bytes()
        except OSError as error:
            hint = f" A handle of Bluesky is written at://{name}." if handle_in(name) else ""
            raise InputUnusable(
                f"{name} cannot be read: {error.strerror or error}; name a list of addresses.{hint}"
            ) from error
    if sys.stdin is None:
        raise InputUnusable("Stdin is closed, so that no list can be read from it.")
    if sys.stdin.isatty():
        told("Addresses, one a line; Ctrl-D ends the list:")
    return sys.stdin.buffer.read()


def _of_lines(text: str, label: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a list, or a column of a table whose header names one of addresses."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    mark = max("\t,;", key=first.count)
    header = [name.strip('" ').casefold() for name in first.split(mark)]
    column = next((header.index(name) for name in _COLUMNS if name in header), None)
    rows = enumerate(lines, start=1) if column is None else _cells(lines, mark, column, label)
    for number, cell in rows:
        address = cell.strip()
        if address and not address.startswith(_COMMENT):
            yield f"{label}, line {number}", address


def _cells(lines: Sequence[str], mark: str, column: int, label: str) -> Iterator[tuple[int, str]]:
    """Yield what a column of a table holds below its header, by line."""
    reader = csv.reader(lines, delimiter=mark)
    try:
        rows = ((reader.line_num, cells[column]) for cells in reader if len(cells) > column)
        next(rows)
        yield from rows
    except csv.Error as error:
        raise InputUnusable(
            f"{label}, line {reader.line_num} cannot be read: {error}; write an address a line."
        ) from error


def _of_opml(content: bytes, label: str, told: Told) -> Iterator[tuple[str, str]]:
    """Return the blogs of an OPML list, as an import reads it."""
    from crawlers.files import Options, find_files, import_files  # noqa: PLC0415 - if it is one

    with TemporaryDirectory() as folder, open_database(":memory:") as db:
        place = Path(folder) / "list.opml"
        place.write_bytes(content)
        try:
            (report,) = import_files(db, find_files([str(place)], "utf-8"), Options())
        except InputUnusable as error:
            words = str(error).replace(str(place), label).rstrip(".")
            raise InputUnusable(f"{words}; name an OPML list, or addresses one a line.") from error
        for problem in report.problems:
            told(f"{label}, line {problem.line}: {problem.reason}.")
        rows = db.conn.execute("select url from accounts where url > ''").fetchall()
    return ((label, url) for (url,) in rows)
