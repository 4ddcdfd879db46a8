"""Every form rows can be written in. Machine forms are lossless and the same on every machine."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from influence.show.columns import Cell, Column, Row, columns_of, known, shareable, told

if TYPE_CHECKING:
    from _csv import Writer as CsvWriter

Writer = Callable[[Iterable[Row], Sequence[Column], TextIO], None]


def write_rows(
    rows: Iterable[Row], columns: Iterable[Column | str], form: str, stream: TextIO
) -> None:
    """Write rows in one of :data:`FORMATS`.

    Parameters
    ----------
    rows
        Mappings that hold the columns by name; what they do not hold is unknown.
    columns
        In the order in which they are printed.
    form
        One of ``FORMATS``, or of ``FOR_EXCEL``.
    stream
        Text stream; :func:`influence.show.open_output` opens one that is UTF-8 everywhere.
    """
    _WRITERS[form](rows, columns_of(columns), stream)


def write_people_table(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> None:
    """Write an aligned table, cut to the width of a terminal where there is one."""
    from influence.show.table import write_table  # noqa: PLC0415 - rich slows what does not show it

    write_table(rows, columns, stream)


def write_csv(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> None:
    r"""Write CSV: UTF-8, ``\n``, a header always, unknown is an empty cell, floats round trip."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    names = [column.name for column in columns]
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)


def write_csv_for_excel(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> None:
    r"""Write CSV that Excel opens right: byte order mark, ``\r\n``, and no text is a formula.

    Excel takes a file without the mark for one in the letters of its own country, and ends the
    lines of its own *CSV UTF-8* in this way, as RFC 4180 does. See :func:`harmless` for the texts.
    """
    _write_for_excel(rows, columns, csv.writer(_marked(stream), lineterminator="\r\n"), _cell)


def write_tsv_for_excel(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> None:
    """Write TSV as :func:`write_csv_for_excel` writes CSV, each row on one line."""
    writer = csv.writer(_marked(stream), dialect="excel-tab")
    _write_for_excel(rows, columns, writer, lambda value: _one_line(_cell(value)))


def write_tsv(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> None:
    """Write TSV, one line a row: a tab or line break inside a text becomes a space.

    So ``cut``, ``sort`` and ``awk`` see the right fields, and CSV readers with a tab as delimiter
    do too. CSV keeps the line breaks.
    """
    writer = csv.writer(stream, dialect="excel-tab", lineterminator="\n")
    writer.writerow([column.name for column in columns])
    names = [column.name for column in columns]
    writer.writerows([_one_line(_cell(row.get(name))) for name in names] for row in rows)


def write_json(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> None:
    """Write a JSON array of objects, one a line; unknown is null."""
    separator = "[\n"
    for line in _objects(rows, columns):
        stream.write(separator + line)
        separator = ",\n"
    stream.write("\n]\n" if separator == ",\n" else "[]\n")


def write_jsonl(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> None:
    """Write one JSON object a line; unknown is null."""
    stream.writelines(line + "\n" for line in _objects(rows, columns))


def write_markdown(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> None:
    """Write a GitHub table for people: rounded, numbers to the right.

    It is what reports are made of, so that nothing private is in it.
    """
    rows = list(rows)
    columns = told(rows, shareable(columns))
    stream.write(_bars(escaped(column.heading) for column in columns))
    stream.write(_bars("---:" if column.is_right(rows) else "---" for column in columns))
    stream.writelines(_bars(escaped(column.text(row)) for column in columns) for row in rows)


FORMATS: dict[str, Writer] = {
    "table": write_people_table,
    "csv": write_csv,
    "tsv": write_tsv,
    "json": write_json,
    "jsonl": write_jsonl,
    "md": write_markdown,
}

FOR_EXCEL = {"csv": "csv for Excel", "tsv": "tsv for Excel"}
"""What ``--excel`` makes of a form."""

MACHINE_FORMATS = frozenset({"csv", "tsv", "json", "jsonl", "xlsx", "parquet", *FOR_EXCEL.values()})

_WRITERS = {
    **FORMATS,
    FOR_EXCEL["csv"]: write_csv_for_excel,
    FOR_EXCEL["tsv"]: write_tsv_for_excel,
}

_MARK = "\ufeff"
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what begins one.

    Texts that begin with ``= + - @``, a tab or a line break, which a spreadsheet runs (OWASP, *CSV
    injection*; also as the wide letters of Chinese and Japanese). One that has apostrophes before
    these gets one more, so that taking one away gives back every text.

    >>> harmless("=1+1"), harmless("'=1+1"), harmless("a=1"), harmless("'tis")
    ("'=1+1", "''=1+1", 'a=1', "'tis")
    """
    return "'" + text if _FORMULA.match(text) else text


def _marked(stream: TextIO) -> TextIO:
    stream.write(_MARK)
    return stream


def _write_for_excel(
    rows: Iterable[Row],
    columns: Sequence[Column],
    writer: "CsvWriter",
    cell: Callable[[Cell], str | int | float | None],
) -> None:
    names = [column.name for column in columns]
    writer.writerow([harmless(name) for name in names])
    for row in rows:
        values = [row.get(name) for name in names]
        writer.writerow(
            [cell(harmless(value) if isinstance(value, str) else value) for value in values]
        )


def _cell(value: Cell) -> str | int | float | None:
    value = known(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")  # a bare \r would split the row
    return int(value) if isinstance(value, bool) else value


def _one_line(value: str | float | None) -> str | int | float | None:
    return " ".join(value.splitlines()).replace("\t", " ") if isinstance(value, str) else value


def _objects(rows: Iterable[Row], columns: Sequence[Column]) -> Iterable[str]:
    names = [column.name for column in columns]
    for row in rows:
        record = {name: known(row.get(name)) for name in names}
        yield json.dumps(record, ensure_ascii=False, allow_nan=False)


def escaped(text: str) -> str:
    """Return text that is one cell of a Markdown table, or plain words in it, whatever it holds."""
    for special in ("\\", "|", "`", "*", "_", "~", "[", "]", "<", "&"):
        text = text.replace(special, "\\" + special)
    return text


def _bars(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
