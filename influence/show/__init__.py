"""Rows and columns in, text out: tables for people, CSV, TSV, JSON and Markdown for the rest.

A row is a mapping from column name to a plain value (str, int, float, bool or None; None and nan
are *unknown*). A :class:`Column` names what is printed and how people see it. From outside::

    from influence.show import Column, open_output, write_rows

    columns = ["handle", Column("influence", digits=3), Column("why", wrap=True, keep=9)]
    with open_output("-") as stream:                      # stdout, or a file written whole
        write_rows(rows, columns, "csv", stream)          # any of FORMATS

``choose_format(asked, path)`` says which format is meant where nobody says: a table on a terminal,
by the file's ending under ``-o``, else TSV. ``table`` and ``md`` are for people (rounded, narrow
terminals lose the columns of the highest ``keep`` first); the others keep every digit. The page
of a whole ranking is in :mod:`influence.show.rankings`.
"""

from influence.show.columns import (
    PRIVATE,
    Cell,
    Column,
    Row,
    columns_of,
    counted,
    shareable,
    text_for_people,
)
from influence.show.formats import FORMATS, MACHINE_FORMATS, write_rows
from influence.show.output import choose_format, is_terminal, open_output

__all__ = [
    "FORMATS",
    "MACHINE_FORMATS",
    "PRIVATE",
    "Cell",
    "Column",
    "Row",
    "choose_format",
    "columns_of",
    "counted",
    "is_terminal",
    "open_output",
    "shareable",
    "text_for_people",
    "write_rows",
]
