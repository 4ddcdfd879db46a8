"""What a file begins with: enough to tell a database from whatever may be written over."""

from pathlib import Path

_MAGIC = b"SQLite format 3\0"
_JOURNALS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
"""Of the files beside a database that hold changes of it: two of its log, one of its journal."""


def is_database(path: str | Path) -> bool:
    """Return whether a file is an SQLite database, whoever made it, or the journal of one.

    Raises
    ------
    OSError
        Where the file cannot be read.
    """
    with Path(path).open("rb") as file:
        return file.read(len(_MAGIC)).startswith((_MAGIC, *_JOURNALS))
