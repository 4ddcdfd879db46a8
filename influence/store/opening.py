"""Open a database file: one of ours, at the schema that this version knows, or a clear sentence."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EACCES
from importlib.resources import files
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from tempfile import TemporaryDirectory
from types import TracebackType
from urllib.parse import quote

from influence.errors import InputUnusable, NewerSchema, NotADatabase
from influence.invocation import suggested
from influence.store.complaints import clause, complaint
from influence.store.copying import copy_database
from influence.store.heads import is_database
from influence.store.spaced import spaced
from influence.store.sqlite_tools import Database, Migrations

STATEMENTS = 512
"""How many compiled statements a connection keeps: more than one visit of a crawl runs."""

APPLICATION_ID = int.from_bytes(b"infl", "big")


def open_database(path: str | Path, *, create: bool = False) -> Database:
    """Open a database of this program, with foreign keys on, and bring its schema up to date.

    Opening a file whose schema is up to date writes nothing, so that a file or a folder without
    write permission can be read. At the end of a ``with`` it is closed; where the file itself is to
    blame for an error, that is a sentence, as the errors below.

    Parameters
    ----------
    path
        The file; ``:memory:`` is a database that is never written.
    create
        Make the file where it is missing or empty.

    Raises
    ------
    InputUnusable
        Where the file is missing, empty, a folder, or may not be read.
    NotADatabase
        Where SQLite cannot read it, or another program made it; it is left as it was.
    NewerSchema
        Where a newer version of this program wrote it.
    """
    if str(path) == ":memory:":
        return _prepared(_connected(":memory:", path), path)
    path = Path(path)
    _check_file(path)
    is_new = _is_new(path, create=create)
    db = None
    try:
        db = _connected(uri_of(path), path)
        return _prepared(db, path, create=is_new)
    except sqlite3.OperationalError as error:
        _close(db)
        why = clause(error, path)
        raise InputUnusable(f"{path} cannot be opened as a database: {why}.") from error
    except sqlite3.IntegrityError as error:
        _close(db)
        raise InputUnusable(
            f"{path} holds what this version has no room for ({error}) and is left as it was; "
            "import the files again into a new database."
        ) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        _close(db)
        raise _refused(error, path) from error
    except BaseException:
        _close(db)
        raise


@contextmanager
def open_to_try(path: str | Path, *, create: bool = False) -> Iterator[Database]:
    """Open a database for changes that are undone at the end, to learn what they would do.

    One that would have to be made is in memory alone; of one that may not be written it is a copy.

    Raises
    ------
    InputUnusable, NotADatabase, NewerSchema
        As :func:`open_database`, also where the file could not be made.
    """
    path = Path(path)
    _check_file(path)
    if _is_new(path, create=create):
        with open_database(":memory:") as db:
            yield db
    elif os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK):
        with open_database(path) as db:
            yield db
    else:
        with TemporaryDirectory() as folder:
            copy = Path(folder) / "copy.db"
            with open_database(path) as db:
                copy_database(db, copy)
            with open_database(copy) as db:
                yield db


def _check_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError:  # opening it says what is wrong
        return
    if S_ISDIR(mode):
        raise InputUnusable(f"{path} is a folder; name a database file in it.")
    if not S_ISREG(mode):
        raise InputUnusable(f"{path} is no file; name one for the database.")


def _is_new(path: Path, *, create: bool) -> bool:
    """Tell whether a database has to be made; a sentence where that cannot be.

    The file is looked at and not opened: a program that closes a file loses whatever locks SQLite
    has on it, those of its other connections too. Another program would then take itself for the
    last one, and remove the log that those still write to.
    """
    ways = (suggested("import", str(path), "FILE..."), suggested("crawl", str(path), "ADDRESS..."))
    make_one = f"`{ways[0]}` or `{ways[1]}` makes one."
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        if not create:
            raise InputUnusable(f"There is no database {path}; {make_one}") from error
        if not path.parent.is_dir():
            raise InputUnusable(f"There is no folder {path.parent} to make {path} in.") from error
        return True
    except OSError as error:
        raise InputUnusable(f"{path} cannot be read: {error.strerror}.") from error
    if not os.access(path, os.R_OK):
        raise InputUnusable(f"{path} cannot be read: {os.strerror(EACCES)}.")
    if not size and not create:
        raise InputUnusable(f"{path} is an empty file; {make_one}")
    return not size


def _refused(error: sqlite3.DatabaseError | UnicodeDecodeError, path: Path) -> NotADatabase:
    """Return what to say of a file that SQLite cannot read: nobody holds a lock on what is none."""
    no_database = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
    if no_database and not is_database(path):
        return NotADatabase(f"{path} is no SQLite database; name another file for the database.")
    return NotADatabase(f"{path} is no SQLite database that can be read: {clause(error, path)}.")


def uri_of(path: Path) -> str:
    """Return the address by which SQLite opens a file as far as its rights go."""
    uri = f"file:{quote(os.fsencode(path.absolute()))}"
    if not path.exists() or os.access(path, os.W_OK):
        return uri
    # In a folder where SQLite may not write its shared index, only an immutable file can be read.
    waiting = path.with_name(f"{path.name}-wal").exists()
    frozen = "" if waiting or os.access(path.parent, os.W_OK) else "&immutable=1"
    return f"{uri}?mode=ro{frozen}"


class _Opened(Database):
    """A database that, at the end of its ``with``, is closed and says what is wrong with it."""

    def __init__(self, connection: sqlite3.Connection, path: str | Path) -> None:
        super().__init__(connection, execute_plugins=False)
        self._path = path

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if (sentence := complaint(error, self.conn, self._path)) is not None:
                raise sentence from error
        finally:
            self.close()


def _connected(uri: str, path: str | Path) -> Database:
    connection = sqlite3.connect(
        uri, uri=uri.startswith("file:"), timeout=30, cached_statements=STATEMENTS
    )
    connection.execute("pragma foreign_keys = on")
    connection.create_function("spaced", 1, spaced, deterministic=True)
    return _Opened(connection, path)


def _close(db: Database | None) -> None:
    if db is not None:
        db.close()


def _prepared(db: Database, path: str | Path, *, create: bool = True) -> Database:
    migrations = _migrations()
    pending = {migration.name for migration in migrations.pending(db)}
    held = {migration.name for migration in migrations.applied(db)}
    if not create:
        _check_owner(db, path)
    if unknown := held - {name for name, _ in schema_steps()}:
        raise NewerSchema(
            f"{path} was written by a newer version of this program (it has {max(unknown)}); "
            "upgrade with `pip install -U influence-discovery`."
        )
    if pending:
        if create:
            db.conn.execute(f"pragma application_id = {APPLICATION_ID}")
            db.conn.execute("pragma journal_mode = wal")
        migrations.apply(db)
    return db


def _check_owner(db: Database, path: str | Path) -> None:
    (owner,) = db.conn.execute("pragma application_id").fetchone()
    if owner != APPLICATION_ID:
        raise NotADatabase(
            f"{path} is a SQLite database of another program and is left as it was; "
            "name another file for the database."
        )


def schema_steps() -> list[tuple[str, str]]:
    """Return name and SQL of every step of the schema, oldest first."""
    steps = (step for step in files("influence.store").joinpath("schema").iterdir())
    return sorted((step.name.removesuffix(".sql"), step.read_text("utf-8")) for step in steps)


def _migrations() -> Migrations:
    migrations = Migrations("influence")
    for name, sql in schema_steps():
        migrations(name=name)(_step(sql))
    return migrations


def _step(sql: str) -> Callable[[Database], None]:
    def step(db: Database) -> None:
        for statement in _statements(sql):
            db.conn.execute(statement)

    return step


def _statements(sql: str) -> Iterator[str]:
    """Split a script; sqlite3's own ``executescript`` would end the transaction of the step."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
