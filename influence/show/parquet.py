"""Parquet: typed columns, times in UTC, ids as text, and what the numbers are in its metadata."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from influence.ranking.glossary import COLUMNS
from influence.show.columns import Cell, Column, Kind, Row, encodable, known, moment_of

ROWS_A_GROUP = 65_536
METADATA = "influence"
"""Key of the facts in the file's metadata: a JSON object."""

TIME = pa.timestamp("us", tz="UTC")

_TEXTS = frozenset(
    {
        *("handle", "name", "platform", "unit", "status", "tier", "evidence", "flags", "why"),
        *("method", "measure"),
    }
)
"""Columns that are text even where not one is known."""


def write_parquet(
    rows: Sequence[Row],
    columns: Sequence[Column],
    stream: BinaryIO,
    facts: Mapping[str, Cell] | None = None,
) -> None:
    """Write rows as Parquet, a row group after the other.

    Parameters
    ----------
    facts
        What goes into the metadata under ``influence``; each column has its meaning under
        ``meaning``.

    Notes
    -----
    A column is int64 where all of its values are whole, double where they are numbers, bool or
    text else; times are microseconds in UTC, ids are text. Unknown is null.
    """
    schema = pa.schema([_field(column, rows) for column in columns])
    if facts:
        schema = schema.with_metadata({METADATA: json.dumps(dict(facts), ensure_ascii=False)})
    with ParquetWriter(stream, schema, compression="zstd") as writer:
        for group in _groups(rows):
            arrays = [
                _array(group, column, field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _groups(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[k : k + ROWS_A_GROUP] for k in range(0, len(rows), ROWS_A_GROUP))


def _field(column: Column, rows: Sequence[Row]) -> pa.Field:
    meaning = COLUMNS.get(column.name)
    return pa.field(
        column.name,
        _type(column, rows),
        metadata={"meaning": meaning} if meaning else None,
    )


def _type(column: Column, rows: Sequence[Row]) -> pa.DataType:
    values = [value for row in rows if (value := row.get(column.name)) is not None]
    if column.holds is Kind.TIME and all(_moment(value) for value in values):
        return TIME
    if column.holds is not Kind.VALUE or column.name in _TEXTS:
        return pa.string()
    kinds = set(map(type, values))
    if kinds == {int} and all(map(_fits, values)):
        return pa.int64()
    if kinds <= {int, float}:
        return pa.float64()
    return pa.bool_() if kinds == {bool} else pa.string()


def _array(rows: Sequence[Row], column: Column, kind: pa.DataType) -> pa.Array:
    typed = _CONVERSIONS.get(kind, _same)
    values = (known(row.get(column.name)) for row in rows)
    return pa.array([None if value is None else typed(value) for value in values], kind)


def _fits(value: Cell) -> bool:
    return isinstance(value, int) and -(2**63) <= value < 2**63


def _moment(value: Cell) -> datetime | None:
    return moment_of(value) if isinstance(value, str) else None


def _text(value: Cell) -> str:
    return encodable(str(value))


def _number(value: Cell) -> float | None:
    return None if value is None else float(value)


def _same(value: Cell) -> Cell:
    return value


_CONVERSIONS: dict[pa.DataType, Callable[[Cell], object]] = {
    pa.string(): _text,
    TIME: _moment,
    pa.float64(): _number,
}
