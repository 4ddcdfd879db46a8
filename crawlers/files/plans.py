"""What the columns of one table are read as: planned once, by its header, before the first row."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from operator import itemgetter
from typing import NamedTuple, Protocol

from crawlers.bad_row import BadRow
from crawlers.files.acts import Records
from crawlers.files.columns import INTERACTIONS, Kind
from crawlers.files.numbers import NumberReader
from crawlers.files.rows import Layout, ReadRow, row_reader
from crawlers.times import TimeReader
from influence.errors import InputUnusable

IDS = frozenset({"id", "post_id", "account_id", "actor_id", "target_id", "reply_to", "via_id"})


class Setting(NamedTuple):
    """What the rows of a file have in common."""

    source: str
    times: TimeReader
    whole: NumberReader


class Part(Protocol):
    """One thing that a row of a table tells: an account, a post, an act, a list."""

    @property
    def kind(self) -> Kind:
        """What it is."""

    @property
    def used(self) -> Mapping[str, str]:
        """Our column -> where it comes from, for people."""

    @property
    def places(self) -> Mapping[str, int]:
        """Our column -> the place of the table's column, where it has one."""

    def reader(self, setting: Setting) -> ReadRow:
        """Return the function that reads it out of the cells of a row, and one empty cell."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a table that hold ours as they are.

    Attributes
    ----------
    names
        Our name of each column of the table; empty where it is not read.
    """

    kind: Kind
    names: tuple[str, ...]
    used: Mapping[str, str]

    @property
    def places(self) -> Mapping[str, int]:
        """Our column -> its place."""
        return {our: place for place, our in enumerate(self.names) if our}

    def reader(self, setting: Setting) -> ReadRow:
        """Return the reader of the common form; this is what the largest files are read with."""
        return row_reader(Layout(self.kind, self.names, *setting))


@dataclass(frozen=True, slots=True)
class Mapped:
    """Columns that a mapping file names, with constants and translated words.

    Attributes
    ----------
    places
        Our column -> the place of the table's column.
    constants
        Our column -> what it holds in every row.
    words
        Our column -> what a word of the table is with us, compared without case; ``*`` stands for
        all others.
    unless
        Place of a column -> values of rows that tell nothing of it; ``*`` is any value.
    is_optional
        Whether rows without the first column of the kind tell nothing of it.
    """

    kind: Kind
    places: Mapping[str, int]
    constants: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    used: Mapping[str, str]
    unless: Mapping[int, frozenset[str]]
    is_optional: bool = False

    def reader(self, setting: Setting) -> ReadRow:
        """Return the function that picks, fills in and translates, and then reads as always."""
        names = (*self.places, *self.constants)
        read = row_reader(Layout(self.kind, names, *setting))
        pick = _picker(list(self.places.values()))
        rest = [*self.constants.values(), ""]
        translated = [(names.index(column), column, words) for column, words in self.words.items()]
        unless = self.unless
        sought = self._sought(names) if self.is_optional else None

        def read_mapped(cells: list[str]) -> Records:
            if unless and holds_any(cells, unless):
                return ()
            chosen = [*pick(cells), *rest]
            for place, column, words in translated:
                chosen[place] = _translated(chosen[place], column, words)
            if sought is not None and not chosen[sought].strip():
                return ()
            return read(chosen)

        return read_mapped

    def _sought(self, names: Sequence[str]) -> int | None:
        first = "target_id" if self.kind is INTERACTIONS else self.kind.needed[0]
        return names.index(first) if first in names else None


def holds_any(cells: Sequence[str], values: Mapping[int, frozenset[str]]) -> bool:
    """Return whether a row holds one of the values at one of the places."""
    for place, wanted in values.items():
        cell = cells[place].strip().casefold()
        if cell in wanted or (cell and "*" in wanted):
            return True
    return False


def _picker(places: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)


def _translated(cell: str, column: str, words: Mapping[str, str]) -> str:
    known = words.get(cell.strip().casefold(), words.get("*"))
    if known is None:
        raise BadRow(f"{column} {cell[:40]!r} is not among the words of the mapping")
    return known


@dataclass(frozen=True, slots=True)
class Plan:
    """How every row of one table is read.

    Attributes
    ----------
    title
        What the table was taken for, for people.
    parts
        What a row tells.
    unused
        Columns that nobody reads.
    notes
        What a person should know of how columns were chosen.
    dates, zone
        Forms and zone of times, where they are known.
    decimal
        The decimal mark, where it is known.
    is_sure
        Whether the header says what the rows are, and not only what others call columns of ours.
    skipped
        Place of a column -> values, compared without case, of rows that are no rows (totals).
    """

    title: str
    parts: tuple[Part, ...]
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    zone: tzinfo | None = None
    decimal: str | None = None
    is_sure: bool = True
    skipped: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """What the rows are, or the last thing that one of several names."""
        return self.parts[-1].kind

    @property
    def places(self) -> frozenset[int]:
        """The places of all columns that are read."""
        return frozenset(place for part in self.parts for place in part.places.values())

    @property
    def id_places(self) -> tuple[int, ...]:
        """The places of the columns that hold ids."""
        named = (place for part in self.parts for our, place in part.places.items() if our in IDS)
        return tuple(dict.fromkeys(named))

    def reader(self, setting: Setting) -> ReadRow:
        """Return the function that reads the cells of a row, and one empty cell behind them."""
        readers = [part.reader(setting) for part in self.parts]
        if len(readers) == 1:
            return readers[0]

        def read_all(cells: list[str]) -> Records:
            records = tuple(record for read in readers for record in read(cells))
            if not records:
                raise BadRow("tells nothing that is read: the columns that would name it are empty")
            return records

        return read_all


def check_doubled(name: str, header: Sequence[str], read: Iterable[str]) -> None:
    """Refuse a header that names a column twice that is read.

    Raises
    ------
    InputUnusable
        Where it does.
    """
    count = Counter(column.strip().casefold() for column in header)
    if doubled := sorted({column for column in read if count[column.strip().casefold()] > 1}):
        raise InputUnusable(f"{name}: the header names {', '.join(doubled)} twice; rename one.")
