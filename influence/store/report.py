"""What an ingest did: rows new and already known, and the records it could not take."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from influence.records import Record


class Tally(NamedTuple):
    """Rows that one table gained, and records that it held already."""

    new: int = 0
    known: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Return the sum of both."""
        return Tally(self.new + other.new, self.known + other.known)


class Rejection(NamedTuple):
    """A record that contradicts what is held, and the place that its source gave for it."""

    place: int
    reason: str
    record: Record


OnReject = Callable[[Rejection], None]


@dataclass(slots=True)
class IngestReport:
    """What one ingest did.

    Attributes
    ----------
    tables
        Table → rows new and already known.
    rejected
        Records that contradict what is held.
    recounted
        Pairs whose count was replaced by another one.
    forgotten, blanked
        Rows of people who asked to be forgotten, which were dropped; records of others in which
        they were blanked.
    cursor
        The last checkpoint that was reached.
    """

    tables: dict[str, Tally] = field(default_factory=dict)
    rejected: int = 0
    recounted: int = 0
    forgotten: int = 0
    blanked: int = 0
    cursor: str | None = None

    def add(self, table: str, tally: Tally) -> None:
        """Add to what is reported of a table."""
        self.tables[table] = self.tables.get(table, Tally()).plus(tally)

    def include(self, other: "IngestReport") -> None:
        """Add what another ingest did after this one."""
        for table, tally in other.tables.items():
            self.add(table, tally)
        self.rejected += other.rejected
        self.recounted += other.recounted
        self.forgotten += other.forgotten
        self.blanked += other.blanked
        self.cursor = other.cursor or self.cursor
