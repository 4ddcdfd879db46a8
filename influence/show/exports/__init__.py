"""Whole databases out: every row that is held, in files that ``influence import`` reads back.

:func:`write_export` writes a folder of JSON lines or Parquet files, one a table, in the columns of
the common form (``tables``), with a ``schema.json`` that says what each column means. What was
computed is kept apart (``computed``). A copy as SQLite is :func:`influence.store.copy_database`.
"""

from influence.show.exports.computed import COMPUTED
from influence.show.exports.described import Field, Table
from influence.show.exports.folder import check_free
from influence.show.exports.listed import listed_only
from influence.show.exports.tables import TABLES
from influence.show.exports.writing import COMPUTED_FOLDER, Written, write_export

__all__ = [
    "COMPUTED",
    "COMPUTED_FOLDER",
    "TABLES",
    "Field",
    "Table",
    "Written",
    "check_free",
    "listed_only",
    "write_export",
]
