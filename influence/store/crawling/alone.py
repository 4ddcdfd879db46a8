"""One crawl of a database at a time: two would ask hosts twice as fast."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from influence.errors import InputUnusable


@contextmanager
def crawling_alone(path: str | Path) -> Iterator[None]:
    """Keep other crawls out of a database file until the end; one that was killed keeps none out.

    To be entered before the database is opened: when a program closes a file, it loses whatever
    locks SQLite has on it.

    Raises
    ------
    InputUnusable
        Where another crawl is at it.
    """
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:  # opening it as a database says what is wrong
        yield
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # none of the locks that SQLite takes
        yield
    except BlockingIOError as error:
        raise InputUnusable(
            f"Another crawl is writing to {path}: wait until it has ended, or stop it."
        ) from error
    finally:
        os.close(file)
