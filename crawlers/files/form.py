"""What a form of file is: how it is told from others, looked at, and read."""

import io
from collections.abc import Callable, Iterator
from typing import NamedTuple

from crawlers.files.asked import NOTHING_ASKED, Asked
from crawlers.files.columns import Kind
from crawlers.files.reading import Encoding, Reading
from crawlers.times import TimeReader
from influence.errors import InputUnusable
from influence.records import Record


class NoRows(InputUnusable):
    """A file is empty, or only names its columns: alone it is a mistake, in a bundle it is not."""


class Head(NamedTuple):
    """The beginning of a file, unpacked if it was gzipped; ``text`` leaves out what is no text."""

    path: str
    start: bytes
    text: str
    asked: Asked = NOTHING_ASKED


class File(NamedTuple):
    """A file that is looked at before anything is imported, from its beginning."""

    path: str
    stream: io.BufferedReader
    encoding: Encoding
    asked: Asked = NOTHING_ASKED


def first_record(read: Callable[[Reading], Iterator[Record]], file: File) -> Record | None:
    """Read on to the first record, so that what cannot be read is told before the import.

    Returns
    -------
    Record or None
        None where no row can be taken.

    Raises
    ------
    InputUnusable
        Where there is no row.
    """
    reading = Reading(
        *(file.path, "", TimeReader("2026-01-01T00:00:00Z"), lambda *_: None),
        *(file.stream, file.encoding),
        asked=file.asked,
    )
    records = read(reading)
    record = next(records, None)
    if record is None and not reading.rows:
        raise InputUnusable(f"{file.path} has no rows.")
    return record


def _says_nothing(_: File) -> Kind | None:
    return None


class Form(NamedTuple):
    """A form of file; one module of this folder holds each, as ``FORM``.

    Attributes
    ----------
    name
        As a person calls it.
    recognises
        Tells by the beginning of a file whether it has this form; the first form that does reads
        it, see ``forms.py``.
    read
        Yields the records; bad rows are told through the reading and passed over.
    look
        Looks at a file that can be read twice, and tells what its rows, or the first, are; None
        where that is open. Raises ``InputUnusable`` where nothing of it could be imported.
    counts
        What its places are numbers of.
    """

    name: str
    recognises: Callable[[Head], bool]
    read: Callable[[Reading], Iterator[Record]]
    look: Callable[[File], Kind | None] = _says_nothing
    counts: str = "line"
