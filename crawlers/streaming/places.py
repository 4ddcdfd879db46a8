"""Where a stream is gone on with, and what tells that something is missing."""

from collections.abc import Callable
from typing import Final, NamedTuple

from crawlers.bluesky.events import Notice, Placed
from crawlers.bluesky.wires import Wire
from crawlers.json_values import Object, as_words
from crawlers.mastodon.streamed import Said
from influence.windows import from_seconds

_JUMP: Final = 5.0
"""Seconds without an event, where a stream is gone on with, that need a reason."""

_DAY: Final = 86_400.0
_MICRO = 1_000_000
_LONGEST = 300


class Place(NamedTuple):
    """Where to go on: the last event that is written, and its seconds since 1970, if known.

    ``begin`` is where to begin where there is none: a cursor, or None for what comes from now on.
    Then ``cursor_at`` is up to when it was heard before.
    """

    cursor: int | None = None
    cursor_at: float | None = None
    begin: int | None = None


class Bookmark:
    """Knows which event was heard last.

    Parameters
    ----------
    is_narrow
        The stream tells of some accounts only, and may be silent for long.
    now
        Seconds since 1970.
    """

    def __init__(
        self, place: Place, wire: Wire, now: Callable[[], float], *, is_narrow: bool
    ) -> None:
        self._place, self._wire, self._now = place, wire, now
        self._is_narrow = is_narrow
        self._is_first = True

    @property
    def asks_for(self) -> int | None:
        """Return the cursor to ask for; None for what comes from now on."""
        cursor, _, begin = self._place
        return begin if cursor is None else cursor

    @property
    def heard(self) -> int | None:
        """Return the last event that was heard; None before the first."""
        return self._place.cursor

    def connect(self) -> None:
        """Note that the next event is the first of a connection."""
        self._is_first = True

    def gap_before(self, event: Placed | Said) -> str | None:
        """Return why something is missing where a server that moves old cursors up is silent of it.

        A narrow stream may be silent for long, so that only a cursor older than a day, which is as
        long as servers keep events at least, tells that something is missing.
        """
        is_first, self._is_first = self._is_first, False
        before = self._place.cursor_at
        if not is_first or before is None:
            return None
        if self._place.cursor is None:  # it is not gone on with
            since, until = from_seconds(before), from_seconds(event.seconds)
            why = f"not connected, and nothing is told again: from {since} to {until}"
            return why if event.seconds > before else None
        if self._wire.is_numbered:
            return None
        is_old = not self._is_narrow or self._now() - before > _DAY
        if event.seconds - before <= _JUMP or not is_old:
            return None
        since, until = from_seconds(before), from_seconds(event.seconds)
        return f"nothing came of what was from {since} to {until}"

    def is_known(self, event: Placed | Said) -> bool:
        """Tell whether an event was heard before; the old wire's are written again as they are."""
        cursor = self._place.cursor
        if not self._wire.is_numbered or cursor is None or event.place is None:
            return False
        return event.place <= cursor

    def move(self, cursor: int | None, at: float) -> None:
        """Note the last event, once all of its message is taken in: they share a number."""
        if not self._wire.repeats and at:
            self._place = Place(cursor_at=at)
        held = self._place.cursor
        if cursor is not None and (held is None or cursor > held):
            self._place = Place(cursor, at)

    def gap_in(self, notice: Notice) -> str | None:
        """Return why something is missing, by what the server says of the cursor."""
        was_heard = self._place.cursor is not None or self._place.begin != self._wire.oldest
        if notice.name == "FutureCursor":
            self._place = Place()
        if notice.name in {"OutdatedCursor", "FutureCursor"} and was_heard:
            return f"{notice.name}: {notice.message}".rstrip(": ")
        return None

    def gap_of(self, refusal: Object) -> str | None:
        """Return why something is missing, by a refusal of the cursor; None where it is another.

        A time is a cursor as well, and one that is moved up instead of refused.
        """
        if refusal.get("error") != "CursorTooOld" or self._place.cursor is None:
            return None
        at = self._place.cursor_at
        self._place = Place(begin=None if at is None else int(at * _MICRO))
        return f"CursorTooOld: {as_words(refusal.get('message'))}"[:_LONGEST]
