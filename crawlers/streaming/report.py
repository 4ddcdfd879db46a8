"""What came of listening to a stream."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from crawlers.streaming.sorting import MOST_NAMES
from influence.store import IngestReport

Stopped = Literal["time", "idle", "interrupted"]


@dataclass(slots=True)
class Report:
    """What one run did.

    Attributes
    ----------
    events
        How many came.
    new
        Table → rows that it gained.
    skipped
        What was left out, by kind: collections that are not read, what nobody asked for, ...
    denied
        Records left out, as their accounts are not to be shown.
    forgotten
        Rows of people who asked to be forgotten.
    unread
        Visits that the next crawl makes again, as the stream did not tell all of an account.
    missing, gaps
        How often something is missing, or may be, and why.
    connections, waits
        How often it connected, and how often reading waited for writing.
    since, until
        Of the first and the last event, as UTC text.
    lag, worst_lag
        How far behind the last event was when it was written, in seconds, and how far any last one
        of a heap was.
    """

    events: int = 0
    new: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    denied: int = 0
    forgotten: int = 0
    unread: int = 0
    missing: int = 0
    gaps: list[str] = field(default_factory=list)
    connections: int = 0
    waits: int = 0
    since: str | None = None
    until: str | None = None
    lag: float | None = None
    worst_lag: float = 0.0
    stopped: Stopped = "time"

    def leave_out(self, skipped: Counter[str]) -> None:
        """Add what was left out; beyond some names of kinds, which anybody may invent, in one."""
        for kind, number in skipped.items():
            known = kind in self.skipped or len(self.skipped) < MOST_NAMES
            self.skipped[kind if known else "others"] += number

    def note_gap(self, why: str | None) -> None:
        """Add why something is missing."""
        self.missing += why is not None
        if why is not None and len(self.gaps) < MOST_NAMES:
            self.gaps.append(why)

    def include(self, ingested: IngestReport) -> None:
        """Add what was written."""
        for table, tally in ingested.tables.items():
            self.new[table] += tally.new
        self.forgotten += ingested.forgotten


class Progress(NamedTuple):
    """Where it stands: seconds since it began, and the report so far."""

    seconds: float
    report: Report
    waiting: int
    said: str
