"""Files of databases, for functions that open one themselves."""

from os import PathLike
from typing import TYPE_CHECKING

from influence.errors import UsageError

if TYPE_CHECKING:
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
