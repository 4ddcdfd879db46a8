"""What SQLite says against a database, in words that say what to do."""

import os
import re
import sqlite3
from pathlib import Path

from influence.errors import InfluenceError, InputUnusable, NotADatabase

_AGAIN = "import the files again into a new one"
_CHANGED = re.compile(r"no such (table|view|column)|table \w+ (already exists|has no column)")
"""What SQLite says where tables are not those that this program made."""

_UNDECODED = "Could not decode to UTF-8"
"""How Python's own words begin where a text is none; SQLite gives these no code."""

_SURPRISES = (LookupError, ArithmeticError, ValueError, TypeError, MemoryError)
"""What numbers that nobody wrote can lead to."""


def clause(error: sqlite3.Error | UnicodeDecodeError, path: str | Path | None = None) -> str:
    """Return what is wrong with the database and what to do, as the end of a sentence.

    Names of tables that are no text come out of a damaged page.
    """
    if isinstance(error, UnicodeDecodeError) or _is_damage(error):
        return f"the database is damaged ({error}); {_AGAIN}"
    if _CHANGED.match(str(error)):
        return f"another program changed the database ({error}); {_AGAIN}"
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "another program is writing to the database; try again when that is done"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _forbidden(error, path)
        case sqlite3.SQLITE_FULL:
            return "the disk is full; make room and try again"
        case _:
            return str(error)


def _forbidden(error: sqlite3.Error, path: str | Path | None) -> str:
    folder = None if path is None else Path(path).absolute().parent
    if folder is not None and not os.access(folder, os.W_OK):
        return f"the folder {folder} cannot be written to; name or copy it to another place"
    if _code(error) == sqlite3.SQLITE_READONLY:
        return "the database may not be written to; change its rights or name another one"
    return str(error)


def _is_damage(error: sqlite3.Error) -> bool:
    damaged = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    return _code(error) in damaged or str(error).startswith(_UNDECODED)


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF


def complaint(
    error: BaseException | None, connection: sqlite3.Connection, path: str | Path
) -> InfluenceError | None:
    """Return what to raise instead of an error that the database is to blame for, else None.

    Numbers that make no sense may come from a damaged page, so that the whole file is looked
    through where nothing else explains an error; that costs nothing where there is none.
    """
    if isinstance(error, _SURPRISES):
        error = _damage(connection)
    if isinstance(error, sqlite3.Error):
        sentence = f"{path} cannot be used: {clause(error, path)}."
        if _is_damage(error) or _CHANGED.match(str(error)):
            return NotADatabase(sentence)
        if isinstance(error, sqlite3.OperationalError) and _code(error) != sqlite3.SQLITE_ERROR:
            return InputUnusable(sentence)
    return None


def _damage(connection: sqlite3.Connection) -> sqlite3.Error | None:
    """Look through a whole file, and return what is wrong with it; None where nothing is."""
    try:
        (found,) = connection.execute("pragma quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return error
    if found == "ok":
        return None
    damage = sqlite3.DatabaseError(found.splitlines()[-1])
    damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return damage
