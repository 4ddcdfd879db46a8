"""The next task to visit, of a host that may be asked now; or how long to wait for one."""

import math
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urlsplit

from crawlers.frontier import EXPAND, Turns, phase_of
from influence.store.crawling import DueTask, drawn_task, due_tasks

if TYPE_CHECKING:
    from sqlite_utils import Database

_WIDTH = 32
_ROUNDS = 50
"""So often more hosts are looked through, where those of the best tasks all have to wait."""

OWN = "own host"


class Hosts(Protocol):
    """What knows when a host may be asked."""

    def turn(self, url: str) -> str:
        """Return the name under which requests for an address take turns."""

    def seconds_until_turn(self, url: str) -> float:
        """Return how long from now the host of an address is not to be asked."""


class Wait(NamedTuple):
    """Nothing may be asked for ``seconds``, then ``host``; endless where nothing waits."""

    seconds: float = math.inf
    host: str = ""


class Line:
    """Picks tasks: the best of the part of the budget whose turn it is.

    Parameters
    ----------
    turns
        Whose turn it is, as the crawl has come.
    """

    def __init__(self, db: "Database", hosts: Hosts, turns: Turns) -> None:
        self._db = db
        self._hosts = hosts
        self._turns = turns
        self._flying: dict[int, tuple[str, str]] = {}

    def next(self, now: str, *, is_dry: bool = False) -> DueTask | Wait:
        """Return the next task, which is then under way; or how long to wait.

        Parameters
        ----------
        now
            UTC text.
        is_dry
            No more blogs are looked for.
        """
        soonest = Wait()
        lot = self._turns.lot()
        for phase in self._turns.phases():
            if is_dry and phase == EXPAND:
                continue
            found = self._drawn(now, phase, lot) or self._best(now, phase)
            if isinstance(found, DueTask):
                self._turns.taken(phase, self.origin(found.address))
                self._flying[found.task_id] = (found.host, self._hosts.turn(found.address))
                return found
            soonest = min(soonest, found)
        return soonest

    def landed(self, task: DueTask) -> None:
        """Note that a visit is over."""
        del self._flying[task.task_id]

    def origin(self, address: str) -> str:
        """Return whose host an address is on: that of a service with many blogs, or its own."""
        turn = self._hosts.turn(address)
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        return OWN if turn == host else turn

    def _drawn(self, now: str, phase: str, lot: float | None) -> DueTask | None:
        if lot is None:
            return None
        task = drawn_task(self._db, now, self._busy(), phase, lot)
        return task if task and self._wait_for(task, self._turns_taken()).seconds <= 0 else None

    def _best(self, now: str, phase: str) -> DueTask | Wait:
        busy, taken, soonest = self._busy(), self._turns_taken(), Wait()
        for _ in range(_ROUNDS):
            offers = due_tasks(self._db, now, busy, _WIDTH, phase)
            if not offers:
                break
            waits = [self._wait_for(task, taken) for task in offers]
            ready = [task for task, wait in zip(offers, waits, strict=True) if wait.seconds <= 0]
            if ready:
                return self._chosen(ready)
            soonest = min(soonest, *waits)
            busy |= {task.host for task in offers}
        return soonest

    def _chosen(self, ready: list[DueTask]) -> DueTask:
        offers = [(task.gain, self.origin(task.address)) for task in ready]
        return ready[self._turns.best(offers)]

    def _wait_for(self, task: DueTask, taken: Collection[str]) -> Wait:
        if self._hosts.turn(task.address) in taken:
            return Wait(host=task.host)
        return Wait(self._hosts.seconds_until_turn(task.address), task.host)

    def _busy(self) -> set[str]:
        return {host for host, _ in self._flying.values()}

    def _turns_taken(self) -> set[str]:
        return {turn for _, turn in self._flying.values()}


def picks_of(steps: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return how many visits, of some kind and depth, were made in each part of the budget."""
    picks: dict[str, int] = {}
    for kind, depth in steps:
        phase = phase_of(kind, depth)
        picks[phase] = picks.get(phase, 0) + 1
    return picks
