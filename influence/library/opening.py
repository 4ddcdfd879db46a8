"""Databases that functions open themselves, by the names of their files."""

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from influence.errors import UsageError
from influence.store import open_database

if TYPE_CHECKING:
    from sqlite_utils import Database as Held

    from influence.library.database import Database


def path_of(database: "Database | str | PathLike[str]") -> str:
    """Return the file of a database.

    Raises
    ------
    UsageError
        Where it is in memory alone.
    """
    path = str(database) if isinstance(database, str | PathLike) else database.path
    if path == ":memory:":
        raise UsageError("This needs a database in a file: name one.")
    return path


@contextmanager
def opened_alone(database: str, *, create: bool) -> Iterator["Held"]:
    """Yield a database which nobody else crawls or streams into meanwhile.

    Parameters
    ----------
    create
        Make it where it is missing.
    """
    from influence.store.crawling import crawling_alone  # noqa: PLC0415 - an import needs none

    if create and not Path(database).exists():
        open_database(database, create=True).close()
    with crawling_alone(database), open_database(database, create=create) as db:
        yield db
