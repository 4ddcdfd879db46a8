"""Who fetches and reads while the main thread writes."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol, Self

from influence.store.crawling import DueTask, Outcome

Work = Callable[[DueTask], Outcome]
Done = tuple[DueTask, Outcome]


class Workers(Protocol):
    """Does visits, some at a time."""

    most: int

    def start(self, task: DueTask) -> None:
        """Begin a visit."""

    def wait(self, seconds: float | None) -> list[Done]:
        """Return the visits that ended, as soon as one has; none where none does in time."""


class Threads:
    """Visits in threads, which end with the program, whatever a host keeps them waiting for.

    Parameters
    ----------
    most
        How many at a time.
    """

    def __init__(self, work: Work, most: int) -> None:
        self.most = most
        self._work = work
        self._tasks: SimpleQueue[DueTask | None] = SimpleQueue()
        self._done: SimpleQueue[Done] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, name=f"visit-{number}", daemon=True)
            for number in range(most)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, task: DueTask) -> None:
        """Begin a visit in a thread that has nothing to do."""
        self._tasks.put(task)

    def wait(self, seconds: float | None) -> list[Done]:
        """Return the visits that ended, as soon as one has; none where none does in time."""
        try:
            ended = [self._done.get(timeout=seconds)]
        except Empty:
            return []
        while not self._done.empty():
            ended.append(self._done.get())
        return ended

    def stop(self) -> None:
        """Let the threads end, each after the visit that it is at."""
        for _ in self._threads:
            self._tasks.put(None)

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            self._done.put((task, self._work(task)))


class Inline:
    """Visits one after another, in the thread that begins them: for tests with their own clock."""

    def __init__(self, work: Work, most: int = 1) -> None:
        self.most = most
        self._work = work
        self._done: list[Done] = []

    def start(self, task: DueTask) -> None:
        """Visit at once."""
        self._done.append((task, self._work(task)))

    def wait(self, seconds: float | None) -> list[Done]:  # noqa: ARG002 - as Workers has it
        """Return the oldest visit."""
        return [self._done.pop(0)] if self._done else []
