"""Listen to a stream: connect, take in, and connect again where it was left.

It runs in a thread of its own and hands on what it caught over a short queue: where whoever writes
falls behind, nothing more is read, and the server has to wait. What was handed on is not asked for
again while this runs; what was not written when it ends is asked for by the next run.
"""

import json
import queue
import random
import threading
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol, Self

from crawlers.answers import shown
from crawlers.bluesky.events import Failed, Notice
from crawlers.bluesky.wires import wire_of
from crawlers.client.web_socket import HungUp, Refused
from crawlers.errors import AnswerUnusable, FetchFailed, TryLater
from crawlers.json_values import Object, as_object, as_words
from crawlers.streaming.asked import Asked
from crawlers.streaming.sorting import Caught, Sorter
from influence.windows import from_seconds

MOST_MESSAGES: Final = 2_500
"""Messages that are written together at most: so many look up few enough accounts."""

MOST_BYTES: Final = 4 << 20
MOST_WAITING: Final = 4
"""Heaps of messages that wait to be written; when there are as many, nothing more is read."""

LATEST: Final = 1.0
"""Seconds after which what was caught is handed on, however little it is."""

_GLANCE = 0.1
_SILENT = 30.0
_LONGEST_WAIT = 60.0
_JUMP = 5.0
_DAY = 86_400.0
_MICRO = 1_000_000
_BUSY = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}


class Over(Exception):
    """Nothing more comes."""


class Socket(Protocol):
    """A connection to a server that streams."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def received(self, seconds: float) -> list[bytes | bytearray]:
        """Return the messages that came within so many seconds."""

    def ping(self) -> None:
        """Ask whether the server is there."""

    def hang_up(self) -> None:
        """Say that nothing more is wanted."""


class Times(NamedTuple):
    """The time, what waits, and what chooses between two numbers how long to back off."""

    now: Callable[[], float]
    sleep: Callable[[float], object] | None = None
    jitter: Callable[[float, float], float] = random.uniform


class Place(NamedTuple):
    """Where to go on: the last event that is written, and its seconds since 1970, if known.

    ``begin`` is where to begin where there is none: a cursor, or None for what comes from now on.
    """

    cursor: int | None = None
    cursor_at: float | None = None
    begin: int | None = None


class Listener:
    """Listens to one stream.

    Parameters
    ----------
    connect
        Connects to an address with all that is asked of it.
    place
        Where to go on, or to begin.
    attempts
        How often in a row to try in vain before giving up; None: as long as it runs.

    Attributes
    ----------
    connections, refusals, waits
        How often it connected, and in vain, and how often the writer was waited for.
    said
        What last went wrong.
    """

    def __init__(
        self,
        connect: Callable[[str], Socket],
        asked: Asked,
        times: Times,
        place: Place,
        *,
        attempts: int | None = None,
    ) -> None:
        self._connect, self._asked, self._times = connect, asked, times
        self._wire = wire_of(asked.url)
        self._sorter = Sorter(self._wire, asked)
        self._cursor, self._cursor_at, self._from = place
        self._attempts, self._failures = attempts, 0
        self._queue: queue.Queue[Caught | BaseException | None] = queue.Queue(MOST_WAITING)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._heard_at: float | None = None
        self._is_first = True
        self.connections = self.refusals = self.waits = 0
        self.said = ""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        while self._thread.is_alive():
            self._drain()
            self._thread.join(_GLANCE)

    def stop(self) -> None:
        """Read nothing more; what was caught so far is handed on."""
        self._stop.set()

    def next(self, seconds: float) -> Caught | None:
        """Return what was caught; None where nothing was within so many seconds.

        Raises
        ------
        Over
            Where it was stopped, and all is handed on.
        FetchFailed, InputUnusable
            Where it cannot go on.
        """
        try:
            caught = self._queue.get(timeout=seconds)
        except queue.Empty:
            return None
        if caught is None:
            raise Over
        if isinstance(caught, BaseException):
            raise caught
        return caught

    @property
    def silent_for(self) -> float:
        """Return for how many seconds nothing has come, all being handed on; 0 unconnected."""
        heard_at = self._heard_at
        is_busy = not (self._sorter.caught.is_empty and self._queue.empty())
        return 0.0 if heard_at is None or is_busy else self._times.now() - heard_at

    @property
    def waiting(self) -> int:
        """Return how many heaps wait to be written."""
        return self._queue.qsize()

    def _drain(self) -> None:
        try:
            while True:
                self._queue.get_nowait()
        except queue.Empty:
            return

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    self._hear()
                except (HungUp, TryLater) as error:
                    self._failed(error)
                except Refused as error:
                    self._refused(error)
            self._hand_on()
            self._put(None)
        except BaseException as error:  # noqa: BLE001 - whoever waits for more has to know
            self._put(error)
        finally:
            self._heard_at = None

    def _hear(self) -> None:
        self._is_first = True
        cursor = self._from if self._cursor is None else self._cursor
        with self._connect(self._asked.address(cursor)) as socket:
            self.connections += 1
            self._heard_at = self._times.now()
            try:
                self._take_in(socket)
            finally:
                self._heard_at = None

    def _take_in(self, socket: Socket) -> None:
        is_asked = False
        heard_at = self._times.now()
        while not self._stop.is_set():
            messages = socket.received(_GLANCE)
            now = self._times.now()
            if messages:
                self._heard_at, heard_at, is_asked = now, now, False
                self._failures = 0
            elif now - heard_at > _SILENT * (1 + is_asked):
                if is_asked:
                    raise HungUp(f"{shown(self._asked.url)} is silent, and no ping is answered.")
                socket.ping()
                is_asked = True
            for message in messages:
                self._read(message, now)
            self._hand_on_in_time(now)
        socket.hang_up()

    def _read(self, message: bytes | bytearray, now: float) -> None:
        sorter = self._sorter
        if sorter.caught.begun is None:
            sorter.caught.begun = now
        for event in sorter.read(message):
            if isinstance(event, Notice):
                self._notice(event)
            elif isinstance(event, Failed):
                self._ended(event)
            elif event.place is None or self._is_new(event.place, event.seconds):
                sorter.sort(event)
        self._move()
        caught = sorter.caught
        if caught.messages >= MOST_MESSAGES or caught.size >= MOST_BYTES:
            self._hand_on()

    def _is_new(self, place: int, seconds: float) -> bool:
        """Tell whether an event was not heard before; note where something seems to be missing."""
        if self._is_first and self._cursor is not None:
            self._look_for_gap(seconds)
        self._is_first = False
        is_known = self._wire.is_numbered and self._cursor is not None and place <= self._cursor
        return not is_known

    def _look_for_gap(self, seconds: float) -> None:
        """Note where a server that moves old cursors up says nothing of it.

        A stream narrowed to some accounts may be silent for long, so that only a cursor older than
        a day, which is as long as servers keep events at least, tells that something is missing.
        """
        before = self._cursor_at
        if self._wire.is_numbered or before is None or seconds - before <= _JUMP:
            return
        is_narrow = self._asked.is_own and self._asked.wanted is not None
        if not is_narrow or self._times.now() - before > _DAY:
            since, until = from_seconds(before), from_seconds(seconds)
            self._gap(f"nothing came of what was from {since} to {until}")

    def _move(self) -> None:
        """Take note of what was heard: once all events of a message are, as they share a number."""
        caught = self._sorter.caught
        if caught.cursor is not None and (self._cursor is None or caught.cursor > self._cursor):
            self._cursor = caught.cursor
        if caught.events:
            self._cursor_at = caught.last

    def _notice(self, notice: Notice) -> None:
        """Note what the server says of the cursor, once what came before is handed on."""
        is_gone_on_with = self._cursor is not None or self._from != self._wire.oldest
        if notice.name in {"OutdatedCursor", "FutureCursor"} and is_gone_on_with:
            self._gap(f"{notice.name}: {notice.message}".rstrip(": "))
        if notice.name == "FutureCursor":
            self._forget_cursor()

    def _gap(self, why: str) -> None:
        if self._sorter.caught.events:
            self._hand_on()
        self._sorter.caught.gap = why

    def _forget_cursor(self) -> None:
        self._cursor = self._cursor_at = None
        self._sorter.caught.cursor = None

    def _ended(self, failed: Failed) -> None:
        """Raise what it means that the server ends the stream."""
        said = f"{shown(self._asked.url)} ends the stream: {failed.name}"
        said += f" ({failed.message})." if failed.message else "."
        if failed.name == "FutureCursor":
            raise AnswerUnusable(
                f"{said} It does not know the event at which the last run stopped: it was set up "
                "anew, or is another one. --from oldest or --from now begins anew."
            )
        raise HungUp(said)

    def _refused(self, error: Refused) -> None:
        """Go on from the oldest event that a server has; wait for one that is busy.

        Raises
        ------
        FetchFailed
            Where it will not open a stream.
        """
        told = _told_in(error.body)
        if told.get("error") == "CursorTooOld" and self._cursor is not None:
            self._gap(f"CursorTooOld: {as_words(told.get('message'))}"[:300])
            at = self._cursor_at
            self._forget_cursor()
            # A time is a cursor as well, and one that is moved up instead of refused.
            self._from = None if at is None else int(at * _MICRO)
        elif error.status not in _BUSY:
            raise error
        self._failed(error)

    def _failed(self, error: FetchFailed) -> None:
        """Hand on what was caught, and back off, with full jitter."""
        self._hand_on()
        self.said = str(error)
        self._failures += 1
        self.refusals += 1
        if self._attempts is not None and self._failures >= self._attempts:
            raise TryLater(f"{error} Tried {self._failures} times.", _LONGEST_WAIT)
        longest = min(_LONGEST_WAIT, 0.5 * 2.0 ** min(self._failures, 10))
        if not self._stop.is_set():
            (self._times.sleep or self._stop.wait)(self._times.jitter(0.0, longest))

    def _hand_on_in_time(self, now: float) -> None:
        begun = self._sorter.caught.begun
        if begun is not None and now - begun >= LATEST:
            self._hand_on()

    def _hand_on(self) -> None:
        caught = self._sorter.caught
        if not caught.is_empty:
            following = Caught(cursor=caught.cursor, begun=None)
            if not caught.events:  # what is missing is missing before the next event
                following.gap, caught.gap = caught.gap, None
            self._sorter.caught = following
            self._put(caught)

    def _put(self, caught: Caught | BaseException | None) -> None:
        if self._queue.full():
            self.waits += 1
        while True:
            try:
                return self._queue.put(caught, timeout=_GLANCE)
            except queue.Full:
                continue


def _told_in(body: bytes) -> Object:
    try:
        return as_object(json.loads(body))
    except (ValueError, RecursionError):
        return {}
