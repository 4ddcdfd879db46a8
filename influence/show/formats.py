"""Every form rows can be written in. Machine forms are lossless and the same on every machine."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from influence.show.columns import Cell, Column, Row, columns_of, known, shareable, told

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
        One of ``FORMATS``.
    stream
        Text stream; :func:`influence.show.open_output` opens one that is UTF-8 everywhere.
    """
    FORMATS[form](rows, columns_of(columns), stream)


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

MACHINE_FORMATS = frozenset({"csv", "tsv", "json", "jsonl"})


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
