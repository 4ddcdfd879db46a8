"""A table as JSON lines: one object a row, without the columns that are not known of it."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from influence.show.exports.described import TRUTH, Table

SUFFIX = ".jsonl"
Row = tuple[Any, ...]


def write_jsonl(table: Table, rows: Iterable[Row], place: Path) -> int:
    """Write the rows of a table into a file, and return how many they were."""
    count = 0
    with place.open("w", encoding="utf-8", newline="\n") as stream:
        for count, line in enumerate(_lines(table, rows), 1):  # noqa: B007 told afterwards
            stream.write(line)
    return count


def _lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    fields = [(field.name, field.always, field.kind == TRUTH) for field in table.fields]
    for row in rows:
        known = {
            name: bool(value) if is_truth and value is not None else value
            for (name, is_always, is_truth), value in zip(fields, row, strict=True)
            if is_always or value is not None
        }
        yield f"{encode(known)}\n"
