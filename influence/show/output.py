"""Where data goes: stdout or a whole file, text in UTF-8 with line feeds, never half written."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, TextIO

from influence.errors import InputUnusable, UsageError
from influence.show.extras import needed
from influence.show.formats import FOR_EXCEL, FORMATS
from influence.store import is_database

STDOUT = "-"
_ERRORS = "backslashreplace"  # names of files may be no text
PLAIN_ENDINGS = frozenset({"", "txt"})
"""Endings that say nothing of the form."""

_ELSEWHERE = "give another place with -o"


def is_terminal(stream: TextIO | None = None) -> bool:
    """Return whether a stream (stdout, where none is given) is a terminal."""
    stream = sys.stdout if stream is None else stream
    return stream is not None and stream.isatty()  # None where it is closed


BINARY_FORMATS = {
    "xlsx": ("XLSX", "xlsxwriter", "excel"),
    "parquet": ("Parquet", "pyarrow", "parquet"),
}
"""Form that is no text → its name, the library that writes it, and the extra that brings that."""


def choose_format(asked: str | None, path: str = STDOUT, *, for_excel: bool = False) -> str:
    """Return the format that is meant.

    What was asked for; else by the file's ending; else a table on a terminal and TSV elsewhere. For
    Excel it is CSV where nothing says TSV.

    Raises
    ------
    UsageError
        Where the ending means no form, a form that is no text would go to a terminal, or one that
        is no CSV or TSV is asked to be for Excel.
    InputUnusable
        Where the library that writes the form is not installed.
    """
    ending = Path(path).suffix.removeprefix(".").casefold() if path != STDOUT else ""
    known = [*FORMATS, *BINARY_FORMATS]
    if not asked and ending not in {*known, *PLAIN_ENDINGS} and _is_named_by_ending(path):
        named = ", ".join(f".{each}" for each in known if each != "table")
        raise UsageError(f"{path} ends in none of {named}; rename it or say --format.")
    form = asked or (ending if ending in known else None)
    if form is None:
        form = "csv" if for_excel else "table" if path == STDOUT and is_terminal() else "tsv"
    if for_excel and form not in FOR_EXCEL:
        hint = "leave it out: Excel opens XLSX as it is" if form == "xlsx" else "write --format csv"
        raise UsageError(f"--excel is about CSV and TSV, not {form.upper()}; {hint}.")
    if form in BINARY_FORMATS:
        _check_binary(form, path)
    return FOR_EXCEL[form] if for_excel else form


def _is_named_by_ending(path: str) -> bool:
    """Return whether a file would be made there; what else is there, :func:`open_output` judges."""
    place = Path(os.path.realpath(path))
    try:
        return not place.exists() or (place.is_file() and not is_database(place))
    except OSError:
        return False


def _check_binary(form: str, path: str) -> None:
    name, library, extra = BINARY_FORMATS[form]
    if path == STDOUT and is_terminal():
        raise UsageError(
            f"A terminal cannot show {name}: name a file with -o x.{form}, or use a pipe."
        )
    needed(name, [library], extra)


@contextmanager
def open_output(path: str = STDOUT) -> Iterator[TextIO]:
    """Open stdout (``-``) or a file for writing.

    A file appears whole or not at all: it is written beside its place and moved there. Where the
    reader of a pipe went away (``| head``), the rest is dropped without a word.

    Raises
    ------
    InputUnusable
        Where stdout or the file cannot be written, or is a database: that is never written over.
    """
    if path == STDOUT:
        with _stdout() as stream:
            yield stream
        return
    place = Path(os.path.realpath(path))
    try:
        if place.exists() and not place.is_file():  # a device or a named pipe cannot be replaced
            with place.open("w", encoding="utf-8", errors=_ERRORS, newline="\n") as stream:
                yield stream
        elif place.exists() and is_database(place):
            raise InputUnusable(f"{path} is a database, and left as it was; {_ELSEWHERE}.")
        else:
            with _whole_file(place) as stream:
                yield stream
    except OSError as error:
        raise InputUnusable(
            f"{path} cannot be written: {error.strerror or error}; {_ELSEWHERE}."
        ) from error


@contextmanager
def open_binary_output(path: str = STDOUT) -> Iterator[BinaryIO]:
    """Open stdout (``-``) or a file for bytes, as :func:`open_output` does for text.

    What is opened can be sought in, and nothing of it is seen before all of it is written: a pipe
    gets a whole file too, or none.
    """
    with open_output(path) as stream, TemporaryFile() as draft:
        yield draft
        draft.seek(0)
        shutil.copyfileobj(draft, stream.buffer)


@contextmanager
def _whole_file(place: Path) -> Iterator[TextIO]:
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with draft.open("x", encoding="utf-8", errors=_ERRORS, newline="\n") as stream:
            yield stream
        if place.exists():
            draft.chmod(place.stat().st_mode)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _stdout() -> Iterator[TextIO]:
    if sys.stdout is None:
        raise InputUnusable("Stdout is closed, so that there is nowhere to write to.")
    try:
        with _as_text() as stream:
            yield stream
            stream.flush()
    except BrokenPipeError:
        pass
    except OSError as error:
        raise InputUnusable(f"Stdout cannot be written to: {error.strerror or error}.") from error


@contextmanager
def _as_text() -> Iterator[TextIO]:
    sys.stdout.flush()
    if is_terminal():
        if isinstance(sys.stdout, TextIOWrapper):  # an old terminal may lack a letter of a name
            sys.stdout.reconfigure(errors=_ERRORS)
        yield sys.stdout
        return
    stream = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors=_ERRORS, newline="\n")
    try:
        yield stream
    except OSError:
        drop_stdout()
        raise
    finally:
        stream.detach()


def drop_stdout() -> None:
    """Lead stdout to nowhere, so that what could not be written is not tried again at the end."""
    with suppress(OSError, AttributeError):  # closed, or no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
