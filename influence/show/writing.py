"""Rows into a place, in any form: text, or a file with types."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from influence.show.columns import Cell, Column, Row, columns_of, shareable
from influence.show.formats import write_rows
from influence.show.output import BINARY_FORMATS, STDOUT, open_binary_output, open_output

if TYPE_CHECKING:
    from influence.show.workbook import Sheet


def write_output(
    rows: Iterable[Row],
    columns: Iterable[Column | str],
    form: str,
    path: str = STDOUT,
    *,
    title: str,
    explained: Sequence[str] = (),
) -> list[str]:
    """Write rows to stdout (``-``) or a file, whole or not at all.

    Parameters
    ----------
    form
        What :func:`influence.show.choose_format` returned.
    title
        What the sheet of a workbook is called.
    explained
        What else than the columns a workbook explains, where the glossary knows it.

    Returns
    -------
    list of str
        What the form cannot hold and is not there as it was given: a sentence each.
    """
    columns = columns_of(columns)
    if form not in BINARY_FORMATS:
        with open_output(path) as stream:
            write_rows(rows, columns, form, stream)
        return []
    rows = list(rows)
    if form == "parquet":
        write_parquet_file(rows, columns, path)
        return []
    from influence.show.workbook import write_workbook  # noqa: PLC0415 - an extra

    sheets = explained_sheets(rows, columns, title, explained)
    with open_binary_output(path) as stream:
        return write_workbook(sheets, stream, title=title)


def explained_sheets(
    rows: Sequence[Row],
    columns: Sequence[Column],
    title: str,
    explained: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> "list[Sheet]":
    """Return rows as a sheet of a workbook, and what its columns mean as another.

    Parameters
    ----------
    title
        What the sheet is called.
    explained
        What else is explained, where the glossary knows it.
    notes
        Sentences above the rows.
    """
    # Not before: these load all scores, and what an extra brings.
    from influence.show.glossaries import GLOSSARY, meanings  # noqa: PLC0415
    from influence.show.workbook import Sheet  # noqa: PLC0415

    sheets = [Sheet(title, columns, rows, notes, frozen=1)]
    if lines := meanings([*(column.name for column in shareable(columns)), *explained]):
        sheets.append(Sheet("How to read", GLOSSARY, lines))
    return sheets


def write_parquet_file(
    rows: Sequence[Row],
    columns: Sequence[Column],
    path: str,
    facts: Mapping[str, Cell] | None = None,
) -> None:
    """Write rows as Parquet to stdout (``-``) or a file; ``facts`` go into its metadata."""
    from influence.show.parquet import write_parquet  # noqa: PLC0415 - an extra

    with open_binary_output(path) as stream:
        write_parquet(rows, columns, stream, facts)
