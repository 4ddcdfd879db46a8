"""Listen to a stream: connect, take in, and connect again where it was left.

It runs in a thread of its own and hands on what it caught over a short queue: where whoever writes
falls behind, nothing more is read, and the server has to wait. What was handed on is not asked for
again while this runs; what was not written when it ends is asked for by the next run.
"""

import json
import random
import threading
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol, Self

from crawlers.answers import shown
from crawlers.bluesky.events import Failed, Notice
from crawlers.client.lasting import HungUp, Refused
from crawlers.errors import AnswerUnusable, FetchFailed, TryLater
from crawlers.json_values import Object, as_object
from crawlers.streaming.asked import Asked
from crawlers.streaming.heaps import Heaps
from crawlers.streaming.places import Bookmark, Place
from crawlers.streaming.sorting import Caught, Sorter
from crawlers.streaming.wires import wire_of

MOST_MESSAGES: Final = 2_500
"""Messages that are written together at most: so many look up few enough accounts."""

MOST_BYTES: Final = 4 << 20
LATEST: Final = 1.0
"""Seconds after which what was caught is handed on, however little it is."""

_GLANCE = 0.1
_SILENT = 30.0
_LONGEST_WAIT = 60.0
_BUSY = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}


class Socket(Protocol):
    """A connection to a server that streams.

    ``has_stirred`` tells whether anything came at the last look, be it no message.
    """

    has_stirred: bool

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
    connections, refusals
        How often it connected, and how often in vain.
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
        wire = wire_of(asked.url)
        self._sorter = Sorter(wire, asked)
        is_narrow = asked.is_own and asked.wanted is not None
        self._place = Bookmark(place, wire, times.now, is_narrow=is_narrow)
        self._attempts, self._failures = attempts, 0
        self._heaps = Heaps()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._heard_at: float | None = None
        self.connections = self.refusals = 0
        self.said = ""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        while self._thread.is_alive():
            self._heaps.drop()

    def stop(self) -> None:
        """Read nothing more; what was caught so far is handed on."""
        self._stop.set()

    def next(self, seconds: float) -> list[Caught]:
        """Return what was caught; nothing where nothing was within so many seconds.

        Raises
        ------
        Over
            Where it was stopped, and all is handed on.
        FetchFailed, InputUnusable
            Where it cannot go on.
        """
        return self._heaps.take(seconds)

    @property
    def silent_for(self) -> float:
        """Return for how many seconds nothing has come, all being handed on; 0 unconnected."""
        heard_at = self._heard_at
        is_busy = not (self._sorter.caught.is_empty and not self._heaps)
        return 0.0 if heard_at is None or is_busy else self._times.now() - heard_at

    @property
    def waiting(self) -> int:
        """Return how many heaps wait to be written."""
        return len(self._heaps)

    @property
    def waits(self) -> int:
        """Return how often the one who writes was waited for."""
        return self._heaps.waits

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
            self._heaps.put(None)
        except BaseException as error:  # noqa: BLE001 - whoever waits for more has to know
            self._heaps.put(error)
        finally:
            self._heard_at = None

    def _hear(self) -> None:
        self._place.connect()
        with self._connect(self._asked.address(self._place.asks_for)) as socket:
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
                self._heard_at, self._failures = now, 0
            if messages or socket.has_stirred:
                heard_at, is_asked = now, False
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
        for event in sorter.read(message, now):
            if isinstance(event, Notice):
                self._note_gap(self._place.gap_in(event))
                sorter.caught.cursor = self._place.heard
            elif isinstance(event, Failed):
                self._ended(event)
            elif not self._place.is_known(event):
                self._note_gap(self._place.gap_before(event))
                sorter.sort(event)
        caught = sorter.caught
        self._place.move(caught.cursor, caught.last)
        if caught.messages >= MOST_MESSAGES or caught.size >= MOST_BYTES:
            self._hand_on()

    def _note_gap(self, why: str | None) -> None:
        """Note why something is missing, once what came before is handed on."""
        if why is not None:
            if self._sorter.caught.events:
                self._hand_on()
            self._sorter.caught.gap = why

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
        why = self._place.gap_of(_told_in(error.body))
        if why is None and error.status not in _BUSY:
            raise error
        self._note_gap(why)
        if why is not None:
            self._sorter.caught.cursor = None
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
            self._heaps.put(caught)


def _told_in(body: bytes) -> Object:
    try:
        return as_object(json.loads(body))
    except (ValueError, RecursionError):
        return {}
