"""A table as Parquet: typed columns, times in UTC, ids as text, meanings in the metadata."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from influence.show.exports.described import NUMBER, TEXT, TIME, TRUTH, WHOLE, Table

SUFFIX = ".parquet"
ROWS_A_GROUP = 65_536
_TYPES = {
    TEXT: pa.string(),
    WHOLE: pa.int64(),
    NUMBER: pa.float64(),
    TRUTH: pa.bool_(),
    TIME: pa.timestamp("us", tz="UTC"),
}
_HELD_AS = {TIME: pa.string(), TRUTH: pa.int64()}
"""How SQLite gives what is cast to its type here, a whole column at once."""

Row = tuple[Any, ...]


def write_parquet_table(table: Table, rows: Iterable[Row], place: Path) -> int:
    """Write the rows of a table into a file, group by group, and return how many they were."""
    schema = pa.schema(
        [
            pa.field(field.name, _TYPES[field.kind], metadata={"meaning": field.meaning})
            for field in table.fields
        ]
    )
    count = 0
    with ParquetWriter(place, schema, compression="zstd") as writer:
        for batch in _batches(table, rows, schema):
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _batches(table: Table, rows: Iterable[Row], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    stream = iter(rows)
    while group := list(islice(stream, ROWS_A_GROUP)):
        columns = zip(*group, strict=True)
        arrays = [
            pa.array(column, _HELD_AS.get(field.kind, _TYPES[field.kind])).cast(_TYPES[field.kind])
            for field, column in zip(table.fields, columns, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)
