"""Columns of a table as arrays, fast."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph.arrays import IntArray, Numbers, places_among, sorted_by
from influence.store import Column, Kept, is_kept, kept_columns

if TYPE_CHECKING:
    from sqlite3 import Connection

STEP = 100_000
"""Ids read at once, as texts that lie in memory beside their numbers."""

UNKNOWN = -1  # no time of ours lies before 1970, and no id is negative

KEPT_FROM = 500_000
"""Rows that are worth to be kept as columns once they were read: about half a second."""

KEPT_SHARE = 0.1
"""As much of a table has to be new before all of it is kept anew."""

ROWID = "rowid"


class Query(NamedTuple):
    """Integer expressions over a table.

    Parameters
    ----------
    table
        Of the database.
    columns
        SQL expressions that give an integer, never below 0, or null, which is read as ``UNKNOWN``.
    where
        An SQL condition.
    key
        The integer column by whose ranges the table is read; its first in a table without rowid.
    made
        The columns that are made of those of some rows.
    order
        The columns that rows are ordered by, the first counting most; by the key where none is.
    is_kept
        Whether it may be kept: it is the only such query of its table, and triggers tell of changes
        of all that it reads.
    """

    table: str
    columns: Sequence[str]
    where: str = "true"
    key: str = ROWID
    made: Callable[[list[IntArray]], Sequence[IntArray]] = list
    order: Sequence[int] = ()
    is_kept: bool = False

    @property
    def text(self) -> str:
        """The query as a sentence of SQL."""
        columns = ", ".join(self.columns)
        return f"select {columns} from {self.table} where {self.where}"  # noqa: S608


class Found(NamedTuple):
    """What was read: columns that were kept, those of the rows since, and the last key."""

    query: Query
    kept: list[Numbers]
    fresh: list[Numbers]
    last: int


class Reading:
    """The columns of a database at one moment.

    Attributes
    ----------
    connections
        Of one database at one moment; each reads in a thread of its own.
    to_keep
        What was read row by row, and is worth to be kept.
    """

    def __init__(
        self, connections: "Sequence[Connection]", to_keep: list[Kept] | None = None
    ) -> None:
        self.connections = connections
        self.to_keep: list[Kept] = [] if to_keep is None else to_keep

    def apart(self) -> "tuple[Reading, Reading | None]":
        """Return one reading for this thread and, if a connection is left, one for another."""
        first, *others = self.connections
        beside = Reading(others, self.to_keep) if others else None
        return Reading([first], self.to_keep), beside

    def is_kept(self, query: Query) -> bool:
        """Return whether most of what a query finds need not be read row by row."""
        return is_kept(self.connections[0], query.table, query.text)

    def columns(self, query: Query) -> list[Numbers]:
        """Return what a query finds, one array a column, aligned, in the order of its key.

        Each array is as narrow as its values allow: there are millions of each.
        """
        return self.joined(self.read(query))

    def read(self, query: Query) -> Found:
        """Read what a query finds; what is kept of it is not read again."""
        kept = None
        if query.is_kept:
            kept = kept_columns(self.connections[0], query.table, query.text)
        held = [_array(column) for column in kept.columns] if kept else []
        if kept and query.key != ROWID:
            return Found(query, held, [], kept.last_id)
        last, fresh = self._rows(query, kept.last_id if kept else None)
        return Found(query, held, fresh, last)

    def joined(self, found: Found) -> list[Numbers]:
        """Return one array a column, in the order of the query; what was found is used up."""
        new = found.fresh[0].size if found.fresh else 0
        if not new and found.kept:
            return found.kept
        fresh = _ordered(found.fresh, found.query.order)
        columns = _merged(found.kept, fresh, found.query.order) if found.kept else fresh
        if found.query.is_kept and new >= max(KEPT_FROM, KEPT_SHARE * columns[0].size):
            table, text = found.query.table, found.query.text
            self.to_keep.append(Kept(table, text, found.last, [*map(_column, columns)]))
        return columns

    def _rows(self, query: Query, after: int | None) -> tuple[int, list[Numbers]]:
        """Return the highest key, and the columns of the rows beyond an id."""
        high = self.highest(query)
        low = after + 1 if after is not None else self._end(query, "min")
        ranges = [(start, start + STEP - 1) for start in range(low, high + 1, STEP)]
        if not ranges:
            return high, [*query.made([np.empty(0, np.int64) for _ in query.columns])]
        parts = _read_all(self.connections, query, ranges)
        return high, [np.concatenate(column) for column in zip(*parts, strict=True)]

    def highest(self, query: Query) -> int:
        """Return the highest key of the table of a query; 0 where it is empty."""
        return self._end(query, "max")

    def _end(self, query: Query, which: str) -> int:
        # Alone in its query: only then does SQLite look it up instead of reading the table.
        asked = f"select {which}({query.key}) from {query.table}"  # noqa: S608
        (found,) = self.connections[0].execute(asked).fetchone()
        return found or 0


def in_blocks(fill: Callable[[slice], None], size: int) -> None:
    """Fill each block of rows, which fits the cache, in two threads."""
    starts = range(0, size, STEP)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda start: fill(slice(start, start + STEP)), starts))


def _ordered(columns: list[Numbers], order: Sequence[int]) -> list[Numbers]:
    """Return the columns with their rows in order."""
    if not order:
        return columns
    rows = sorted_by(*(columns[place] for place in order))
    for place, column in enumerate(columns):
        columns[place] = column[rows]
    return columns


def _merged(kept: list[Numbers], fresh: list[Numbers], order: Sequence[int]) -> list[Numbers]:
    """Return columns of which both parts are in order, column by column: memory takes time here."""
    if not order:
        return [np.concatenate([kept.pop(0), column]) for column in fresh]
    among = places_among([kept[place] for place in order], [fresh[place] for place in order])
    return [_inserted(kept.pop(0), among, column) for column in fresh]


def _inserted(kept: Numbers, among: IntArray, fresh: Numbers) -> Numbers:
    wide = kept.astype(np.result_type(kept, fresh), copy=False)
    return np.asarray(np.insert(wide, among, fresh))


def _array(column: Column) -> Numbers:
    parts: list[Numbers] = [np.frombuffer(part, column.type) for part in column.parts]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _column(numbers: Numbers) -> Column:
    return Column(numbers.dtype.str, [numbers.data.cast("B")])


def _read_all(
    connections: "Sequence[Connection]", query: Query, ranges: Sequence[tuple[int, int]]
) -> list[list[Numbers]]:
    """Return the columns of each range; the first connection reads in this thread."""
    found: dict[int, list[Numbers]] = {}
    waiting = iter(enumerate(ranges))  # a thread takes the next one: none waits for the other

    def work(connection: "Connection") -> None:
        for place, bounds in waiting:
            found[place] = _columns(connection, query, bounds)

    with ThreadPoolExecutor(max(len(connections) - 1, 1)) as threads:
        others = [threads.submit(work, each) for each in connections[1:]]
        work(connections[0])
        for each in others:
            each.result()
    return [found[place] for place in range(len(ranges))]


def _columns(connection: "Connection", query: Query, bounds: tuple[int, int]) -> list[Numbers]:
    """Return the columns of a range; each comes as one text that numpy parses.

    Three times as fast as a million tuples, and those without any value take no time: a text has
    no nulls.
    """
    texts = ", ".join(f"group_concat({column})" for column in query.columns)
    rows = f"from {query.table} where {query.key} between ? and ? and ({query.where})"
    count, *found = connection.execute(f"select count(*), {texts} {rows}", bounds).fetchone()
    arrays = [_parsed(text) for text in found]
    for place, column in enumerate(query.columns):
        if not arrays[place].size:
            arrays[place] = np.full(count, UNKNOWN)
        elif arrays[place].size < count:
            texts = f"select group_concat(coalesce({column}, {UNKNOWN})) {rows}"
            arrays[place] = _parsed(connection.execute(texts, bounds).fetchone()[0])
    return [_narrow(column) for column in query.made(arrays)]


def _parsed(text: str | None) -> IntArray:
    return np.fromstring(text or "", dtype=np.int64, sep=",")


def _narrow(numbers: IntArray) -> Numbers:
    return numbers.astype(np.min_scalar_type(-1 - int(numbers.max(initial=0))))
