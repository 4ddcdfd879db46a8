"""A whole database as one file: consistent, without a log beside it, without free pages."""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from influence.errors import InputUnusable
from influence.store.complaints import clause

if TYPE_CHECKING:
    from sqlite_utils import Database


def copy_database(db: "Database", path: str | Path) -> None:
    """Write a copy of a database of one moment, whoever writes to it meanwhile.

    SQLite writes it anew (``VACUUM INTO``), so that no page of it is free or holds what was
    deleted; it keeps no write-ahead log. The file appears whole or not at all.

    Raises
    ------
    InputUnusable
        Where there is a file already, or it cannot be written.
    """
    place = Path(path)
    if place.exists() or place.is_symlink():
        raise InputUnusable(f"{path} exists and is left as it was; name another file.")
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        db.execute("vacuum into ?", [str(draft.absolute())])
        draft.rename(place)
    except (sqlite3.Error, OSError) as error:
        why = clause(error, place) if isinstance(error, sqlite3.Error) else error.strerror
        raise InputUnusable(f"{path} cannot be written: {why}.") from error
    finally:
        draft.unlink(missing_ok=True)
