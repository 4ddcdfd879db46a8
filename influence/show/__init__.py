"""Rows and columns in, files out: tables for people, text and typed files for the rest.

A row is a mapping from column name to a plain value (str, int, float, bool or None; None and nan
are *unknown*). A :class:`Column` names what is printed and how people see it. From outside::

    from influence.show import Column, choose_format, open_output, write_output, write_rows

    columns = ["handle", Column("influence", digits=3), Column("why", wrap=True, keep=9)]
    form = choose_format(None, "best.xlsx")               # by the ending
    write_output(rows, columns, form, "best.xlsx", title="Best")    # any form, file or stdout
    with open_output("-") as stream:                      # text forms: several tables, and words
        write_rows(rows, columns, "csv", stream)          # any of FORMATS

``choose_format(asked, path)`` says which format is meant where nobody says: a table on a terminal,
by the file's ending under ``-o``, else TSV. ``table`` and ``md`` are for people (rounded, narrow
terminals lose the columns of the highest ``keep`` first); the others keep every digit. XLSX and
Parquet need an extra each, and a file or a pipe. The page of a whole ranking is in
:mod:`influence.show.rankings`, its workbook in :mod:`influence.show.ranking_sheets`.
"""

from influence.show.columns import (
    PRIVATE,
    Cell,
    Column,
    Kind,
    Row,
    called,
    columns_of,
    counted,
    moment_of,
    shareable,
    text_for_people,
)
from influence.show.formats import FORMATS, MACHINE_FORMATS, write_rows
from influence.show.output import (
    BINARY_FORMATS,
    choose_format,
    is_terminal,
    open_binary_output,
    open_output,
)
from influence.show.writing import write_output, write_parquet_file

__all__ = [
    "BINARY_FORMATS",
    "FORMATS",
    "MACHINE_FORMATS",
    "PRIVATE",
    "Cell",
    "Column",
    "Kind",
    "Row",
    "called",
    "choose_format",
    "columns_of",
    "counted",
    "is_terminal",
    "moment_of",
    "open_binary_output",
    "open_output",
    "shareable",
    "text_for_people",
    "write_output",
    "write_parquet_file",
    "write_rows",
]
