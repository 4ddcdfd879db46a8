"""Everything that is held, table by table, into a folder of files with their schema beside them."""

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from influence.errors import InputUnusable
from influence.show.exports.computed import COMPUTED
from influence.show.exports.described import Table
from influence.show.exports.folder import MADE_BY, SCHEMA, whole_folder
from influence.show.exports.tables import TABLES

if TYPE_CHECKING:
    from sqlite_utils import Database

COMPUTED_FOLDER = "computed"
"""Where runs and scores go: ``influence import new.db DIR/*`` then reads the data alone."""

WriteTable = Callable[[Table, Iterable[tuple[Any, ...]], Path], int]


class Written(NamedTuple):
    """One file of an export."""

    table: Table
    file: str
    rows: int


def write_export(
    db: "Database", path: str, form: str, *, replace: bool = False, note: str | None = None
) -> list[Written]:
    """Write everything that a database holds into a folder, and return what is in it.

    A table without rows has no file. All files are of one moment: nobody else's write comes
    between them.

    Parameters
    ----------
    form
        ``jsonl`` or ``parquet``.
    replace
        Whether an earlier export at this place may be replaced.
    note
        What to say of the whole in the schema.

    Raises
    ------
    InputUnusable
        Where the folder is not free or cannot be written, or pyarrow is not installed.
    """
    suffix, write = _writer(form)
    with whole_folder(path, replace=replace) as folder:
        (folder / COMPUTED_FOLDER).mkdir()
        db.execute("begin")
        try:
            written = [_write(db, table, folder, suffix, write) for table in (*TABLES, *COMPUTED)]
        finally:
            db.conn.rollback()
        written = [each for each in written if each.rows]
        if not any((folder / COMPUTED_FOLDER).iterdir()):
            (folder / COMPUTED_FOLDER).rmdir()
        told = {
            "made_by": f"{MADE_BY} {version(MADE_BY)}",
            "form": form,
            "note": note,
            "tables": {each.table.name: _described(each) for each in written},
        }
        (folder / SCHEMA).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return written


def _writer(form: str) -> tuple[str, WriteTable]:
    if form == "jsonl":
        from influence.show.exports import jsonl  # noqa: PLC0415 - one of two

        return jsonl.SUFFIX, jsonl.write_jsonl
    try:
        from influence.show.exports import parquet  # noqa: PLC0415 - pyarrow is an extra
    except ImportError as error:
        raise InputUnusable(
            "Parquet is written by pyarrow: pip install 'influence-discovery[parquet]'."
        ) from error
    return parquet.SUFFIX, parquet.write_parquet_table


def _write(db: "Database", table: Table, folder: Path, suffix: str, write: WriteTable) -> Written:
    file = f"{COMPUTED_FOLDER}/{table.name}{suffix}" if table.is_computed else table.name + suffix
    with closing(db.execute(table.query)) as found:  # read in part, it would keep the log there
        rows = write(table, found, folder / file)
    if not rows:
        (folder / file).unlink()
    return Written(table, file, rows)


def _described(written: Written) -> dict[str, object]:
    columns = [
        {"name": field.name, "type": field.kind, "meaning": field.meaning}
        for field in written.table.fields
    ]
    return {"file": written.file, "rows": written.rows, "columns": columns}
