"""Parquet as a source: its columns are named as in the common form, its times are UTC."""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crawlers.bad_row import BadRow
from crawlers.files.columns import Kind
from crawlers.files.csv import as_line
from crawlers.files.form import File, Form, Head
from crawlers.files.headers import plan_of
from crawlers.files.reading import Reading
from crawlers.files.table import TableReader
from crawlers.times import UnreadableTime
from influence.errors import InputUnusable
from influence.records import Record

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

MAGIC = b"PAR1"
ROWS_A_BATCH = 65_536


def read_parquet(reading: Reading) -> Iterator[Record]:
    """Yield the records of a Parquet file; bad rows are told and passed over.

    Raises
    ------
    InputUnusable
        Where it is damaged, its columns are of no known kind, or hold no plain values.
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra

    file = _opened(reading.name, reading.stream)
    names = file.schema_arrow.names
    table = TableReader(reading, names, plan_of(reading.name, names, reading.asked))
    try:
        for batch in file.iter_batches(ROWS_A_BATCH):
            columns = [_texts(reading.name, *pair) for pair in zip(names, batch, strict=True)]
            for cells in zip(*columns, strict=True):
                if table.is_row(cells):
                    reading.rows += 1
                    reading.at.start = reading.rows
                    yield from _records(reading, table, cells)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(reading.name, error) from error


def _records(reading: Reading, table: TableReader, cells: Sequence[str]) -> Iterator[Record]:
    try:
        yield from table.records(_sound(cells))
    except (BadRow, UnreadableTime) as error:
        reading.reject(str(error), as_line(cells))
    if reading.times.left_out:
        reading.tell_left_out(as_line(cells))


def _sound(cells: Sequence[str]) -> Sequence[str]:
    if "\0" in "".join(cells):
        raise BadRow("NUL byte in a text")
    return cells


def _opened(path: str, stream: io.BufferedReader) -> "ParquetFile":
    try:
        from pyarrow import ArrowException  # noqa: PLC0415 - an extra
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415
    except ImportError as error:
        raise InputUnusable(
            f"{path} is Parquet, which pyarrow reads: pip install 'influence-discovery[parquet]'."
        ) from error
    try:
        # Its table of contents is at its end, which a pipe cannot be asked for.
        return ParquetFile(stream if stream.seekable() else io.BytesIO(stream.read()))
    except (ArrowException, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: str, error: Exception) -> InputUnusable:
    first, *_ = str(error).splitlines() or [""]
    return InputUnusable(f"{path} is a damaged Parquet file ({first}); copy it again.")


def _texts(path: str, name: str, column: "pa.Array") -> list[str]:
    """Return a column as the texts that CSV would hold; unknown is empty.

    Raises
    ------
    InputUnusable
        Where it holds lists or the like.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    kind = column.type
    if pa.types.is_timestamp(kind):
        moments = column.cast(pa.timestamp("s", kind.tz), safe=False)
        column = pc.strftime(moments, format="%Y-%m-%dT%H:%M:%S" + ("Z" if kind.tz else ""))
    elif pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    elif pa.types.is_nested(kind):
        raise InputUnusable(f"{path}: the column {name} holds no plain values; leave it out.")
    texts: list[str] = column.cast(pa.string()).fill_null("").to_pylist()
    return texts


def _look(file: File) -> Kind:
    """Read the table of contents, and see that there are rows."""
    opened = _opened(file.path, file.stream)
    kind = plan_of(file.path, opened.schema_arrow.names, file.asked).kind
    if not opened.metadata.num_rows:
        raise InputUnusable(f"{file.path} has columns and no rows.")
    return kind


def _recognises(head: Head) -> bool:
    return head.start.startswith(MAGIC)


FORM = Form("Parquet", _recognises, read_parquet, _look, counts="row")
