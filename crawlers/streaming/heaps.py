"""A short queue between who listens and who writes: where it is full, nothing more is read."""

import queue
from contextlib import suppress
from typing import Final

from crawlers.streaming.sorting import Caught

MOST_WAITING: Final = 4
"""Heaps that wait to be written at most."""

_GLANCE = 0.1


class Over(Exception):
    """Nothing more comes."""


class Heaps:
    """What was caught and waits to be written.

    Attributes
    ----------
    waits
        How often the one who writes was waited for.
    """

    def __init__(self) -> None:
        self._queue: queue.Queue[Caught | BaseException | None] = queue.Queue(MOST_WAITING)
        self._end: BaseException | None = None
        self.waits = 0

    def __len__(self) -> int:
        return self._queue.qsize()

    def put(self, caught: Caught | BaseException | None) -> None:
        """Hand on what was caught, why there is no more, or (None) that it is over; wait for room.

        Whoever takes has to take until it is over, or :meth:`drop`.
        """
        self.waits += self._queue.full()
        self._queue.put(caught)

    def take(self, seconds: float) -> list[Caught]:
        """Return what was caught and waits; nothing where nothing came within so many seconds.

        Raises
        ------
        Over
            Where nothing more comes.
        BaseException
            Where something went wrong: what it was.
        """
        found: list[Caught] = []
        with suppress(queue.Empty):
            while len(found) <= MOST_WAITING:
                caught = self._queue.get(block=not found, timeout=seconds)
                if not isinstance(caught, Caught):
                    self._end = Over() if caught is None else caught
                    break
                found.append(caught)
        if self._end is not None and not found:
            raise self._end
        return found

    def drop(self) -> None:
        """Drop all that waits, so that there is room."""
        try:
            while True:
                self._queue.get(timeout=_GLANCE)
        except queue.Empty:
            return
