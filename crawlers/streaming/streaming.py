"""The loop: take what was caught, write it with its cursor, until it is enough."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from crawlers.atproto.addresses import SOURCE
from crawlers.bluesky.telling import visit_to_acts
from crawlers.errors import TryLater
from crawlers.streaming.asked import Asked
from crawlers.streaming.heaps import Over
from crawlers.streaming.listening import Listener
from crawlers.streaming.report import Progress, Report
from crawlers.streaming.sorting import Caught
from influence.records import Key, Task
from influence.store import write_transaction, writing_often
from influence.store.streaming import Heard, Stream, write_heard
from influence.windows import from_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

CACHED: Final = 128
"""Megabytes of the database that are held in memory."""

_GLANCE = 0.1
_LOG_PAGES = 16_384
_SOON = 60.0


class Ends(NamedTuple):
    """When it is enough: after so many seconds, or of silence; None for not so."""

    seconds: float | None = None
    idle: float | None = None


@contextmanager
def _long_log(db: "Database") -> Iterator[None]:
    """Have SQLite move what was written to its place less often: pages change again and again."""
    connection = db.conn
    (usual,) = connection.execute("pragma wal_autocheckpoint").fetchone()
    connection.execute(f"pragma wal_autocheckpoint = {_LOG_PAGES}")
    try:
        yield
    finally:
        connection.execute(f"pragma wal_autocheckpoint = {usual}")


class Streaming:
    """One run over one stream.

    Parameters
    ----------
    stream
        Up to where it was heard before.
    now
        Seconds since 1970.
    told
        Is told of progress.
    """

    def __init__(
        self,
        db: "Database",
        stream: Stream,
        asked: Asked,
        now: Callable[[], float],
        told: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._db, self._stream, self._asked = db, stream, asked
        self._now, self._told = now, told
        self.report = Report()

    def run(self, listener: Listener, ends: Ends) -> Report:
        """Write what is caught until it is enough.

        Raises
        ------
        FetchFailed, InputUnusable
            Where there is no stream to be had; what came is written.
        """
        begun = self._now()
        with writing_often(self._db, CACHED), _long_log(self._db), listener, suppress(Over):
            while True:
                self._take(listener)
                self._tell(listener, begun)
                if self._is_enough(listener, ends, begun):
                    listener.stop()
        self.report.connections, self.report.waits = listener.connections, listener.waits
        if not listener.connections:
            raise TryLater(listener.said or f"{self._asked.url} was not reached.", _SOON)
        return self.report

    def _take(self, listener: Listener) -> None:
        """Write what waits, together: pages that several heaps change are written once."""
        if heaps := listener.next(_GLANCE):
            with write_transaction(self._db):
                for caught in heaps:
                    self._write(caught)

    def _is_enough(self, listener: Listener, ends: Ends, begun: float) -> bool:
        if ends.idle is not None and listener.silent_for >= ends.idle:
            self.report.stopped = "idle"
            return True
        return ends.seconds is not None and self._now() - begun >= ends.seconds

    def _write(self, caught: Caught) -> None:
        report = self.report
        report.leave_out(caught.skipped)
        if not caught.events:
            return
        since, until = str(from_seconds(caught.first or 0.0)), str(from_seconds(caught.last))
        heard = Heard(
            caught.items,
            caught.cursor,
            until,
            since,
            until,
            caught.events,
            caught.gap,
            caught.unread,
        )
        kept = self._asked.as_kept
        written = write_heard(self._db, self._stream, kept, heard, self._clock, _visit_to_acts)
        report.include(written.report)
        report.events += caught.events
        report.denied += written.denied
        report.unread += written.unread
        report.note_gap(caught.gap)
        report.since = report.since or since
        report.until = until
        report.lag = max(self._now() - caught.last, 0.0)
        report.worst_lag = max(report.worst_lag, report.lag)

    def _clock(self) -> str:
        return str(from_seconds(self._now()))

    def _tell(self, listener: Listener, begun: float) -> None:
        progress = Progress(self._now() - begun, self.report, listener.waiting, listener.said)
        with suppress(OSError):  # whoever looks on may have gone away
            self._told(progress)


def _visit_to_acts(account: Key) -> Task | None:
    """Return the visit on the way to what an account did, where its handle is not needed for it."""
    return visit_to_acts(account) if account.source == SOURCE else None
