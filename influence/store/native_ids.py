"""A source's own ids ↔ the ids of our tables.

An import resolves millions of mentions of the same accounts and posts. A dictionary answers them
in a tenth of the time that SQLite takes; it is bounded, and what it does not hold is looked up.
"""

import sqlite3

from influence.opt_outs import is_public

CACHED_IDS = 500_000
MISSES_BEFORE_LOADING = 5_000

Fresh = tuple[int, str, str]  # our id, source, native id

_NAME_SOURCE = """
insert into sources (source, is_public) values (?, ?)
on conflict (source) do update set is_public = excluded.is_public
"""


class _OfSource(dict[str, int]):
    """Native id → our id for one source; an unknown native id is looked up or given a new id."""

    def __init__(self, book: "NativeIds", source: str) -> None:
        super().__init__()
        self.book = book
        self.source = source

    def __missing__(self, native_id: str) -> int:
        return self.book.find(self, native_id)


class NativeIds(dict[str, _OfSource]):
    """Source → native id → our id, for accounts or posts, within one write transaction.

    Parameters
    ----------
    last
        The highest id of the table.
    sources
        Those that have their rows, to which others are added.

    Attributes
    ----------
    fresh
        The ids given since it was last emptied; whoever empties it has made their rows.
    next_id
        The id that the next unknown thing is given.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        table: str,
        id_column: str,
        *,
        last: int,
        sources: set[str],
    ) -> None:
        super().__init__()
        self._connection = connection
        self._table = table
        self._id_column = id_column
        self._sources = sources
        self._misses = 0
        self.next_id = last + 1
        self._holds_all = last == 0
        self.fresh: list[Fresh] = []

    def __missing__(self, source: str) -> _OfSource:
        if source not in self._sources:
            self._connection.execute(_NAME_SOURCE, [source, is_public(source)])
            self._sources.add(source)
        ids = self[source] = _OfSource(self, source)
        return ids

    def find(self, ids: _OfSource, native_id: str) -> int:
        """Return the id that a native id has in the table, or give it a new one."""
        if not self._holds_all and (held := self._look_up(ids, native_id)) is not None:
            return held
        ids[native_id] = given = self.next_id
        self.next_id += 1
        self.fresh.append((given, ids.source, native_id))
        return given

    def _look_up(self, ids: _OfSource, native_id: str) -> int | None:
        self._misses += 1
        if self._misses == MISSES_BEFORE_LOADING and self.next_id <= CACHED_IDS:
            self._load()
            return ids.get(native_id)
        row = self._connection.execute(
            f"select {self._id_column} from {self._table} where source = ? and native_id = ?",  # noqa: S608
            [ids.source, native_id],
        ).fetchone()
        if row is None:
            return None
        ids[native_id] = held = int(row[0])
        return held

    def _load(self) -> None:
        rows = self._connection.execute(
            f"select source, native_id, {self._id_column} from {self._table}"  # noqa: S608
        )
        for source, native_id, held in rows:
            self[source][native_id] = held
        self._holds_all = True

    def bound(self) -> None:
        """Forget everything once there is too much of it; every id given must have its row."""
        if sum(map(len, self.values())) > CACHED_IDS:
            for ids in self.values():
                ids.clear()
            self._holds_all = False
            self._misses = MISSES_BEFORE_LOADING  # never load it again

    def take_fresh(self) -> list[Fresh]:
        """Return the ids given since the last call."""
        fresh, self.fresh = self.fresh, []
        return fresh
