"""Rows as a data frame of pandas or polars: the one place where narwhals is."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from influence.errors import one_of
from influence.show.columns import Cell, Column, Kind, moment_of
from influence.show.extras import needed

LIBRARIES = ("pandas", "polars")


def frame_of(rows: Sequence[Mapping[str, Cell]], columns: Sequence[Column], library: str) -> object:
    """Return rows as a frame of ``pandas`` or ``polars``.

    Raises
    ------
    InputUnusable
        Where the library is not installed.
    UsageError
        Where it is neither of the two.
    """
    one_of("to_frame", library, LIBRARIES)
    needed("A data frame", ("narwhals", library), library)
    import narwhals as nw  # noqa: PLC0415 - an extra

    data = {each.name: _cells([row[each.name] for row in rows], each) for each in columns}
    schema = {
        name: _type(cells, nw, for_pandas=library == "pandas") for name, cells in data.items()
    }
    chosen: Any = library
    return nw.from_dict(data, schema, backend=chosen).to_native()


def _cells(cells: list[Any], column: Column) -> list[Any]:
    """Return the cells of one column: moments, numbers or texts, and never two of these.

    What holds several things is the text of their JSON.
    """
    values = [cell for cell in cells if cell is not None]
    if column.holds is Kind.TIME:
        moments = [None if cell is None else moment_of(str(cell)) for cell in cells]
        if sum(each is not None for each in moments) == len(values):
            return moments
    kinds = set(map(type, values))
    if kinds & {list, dict}:
        return [None if cell is None else json.dumps(cell, ensure_ascii=False) for cell in cells]
    if kinds == {int, float}:
        return [None if cell is None else float(cell) for cell in cells]
    if len(kinds) > 1 or column.holds is Kind.IDENTIFIER:
        return [None if cell is None else str(cell) for cell in cells]
    return cells


def _type(cells: Sequence[object], nw: Any, *, for_pandas: bool) -> Any:  # noqa: ANN401
    """Return the type of one column; numpy, and so pandas, has no unknown whole number or truth."""
    kind = next((type(cell) for cell in cells if cell is not None), str)
    if for_pandas and None in cells:
        kind = {int: float, bool: object}.get(kind, kind)
    if for_pandas and kind is bytes:  # nor bytes
        kind = object
    return {
        int: nw.Int64,
        float: nw.Float64,
        bool: nw.Boolean,
        object: nw.Object,
        bytes: nw.Binary,
        datetime: nw.Datetime("us", "UTC"),
    }.get(kind, nw.String)
