"""The next task to visit, of a host that may be asked now; or how long to wait for one."""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import dropwhile
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urlsplit

from crawlers.frontier import COMPLETE, EXPAND, Turns, phase_of
from influence.store.crawling import DueTask, Step, drawn_task, due_tasks

if TYPE_CHECKING:
    from sqlite_utils import Database

_WIDTH = 64
_FRESH_FOR = 32
"""So many picks are made of the best tasks that were looked up: better ones come in between."""

_KNOWN = 4_096
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


class _Offer(NamedTuple):
    """A task, whose turn it takes, and whose host it is on: a service's, or its blog's own."""

    task: DueTask
    turn: str
    origin: str


class _Best:
    """The best tasks of a part of the budget, one a host, until they are too old.

    ``is_empty``: there was none, not even of a host that is busy.
    """

    def __init__(self) -> None:
        self.offers: dict[int, _Offer] = {}
        self.picks = _FRESH_FOR
        self.is_empty = False


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
        self._turn_of = lru_cache(maxsize=_KNOWN)(hosts.turn)
        self._turns = turns
        self._flying: dict[int, tuple[str, str]] = {}
        self._best: dict[str, _Best] = {}

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
            found = self._drawn(now, phase, lot) or self._best_of(now, phase)
            if isinstance(found, _Offer):
                return self._taken(phase, found)
            soonest = min(soonest, found)
        return soonest

    def first(self, tasks: Iterable[DueTask]) -> DueTask | Wait:
        """Return the first of some tasks whose host may be asked now, which is then under way."""
        soonest, taken = Wait(), self._turns_taken()
        for task in tasks:
            if task.task_id in self._flying:
                continue
            offer = self._offer(task)
            wait = self._wait_for(offer, taken)
            if wait.seconds <= 0:
                return self._taken(COMPLETE, offer)
            soonest = min(soonest, wait)
        return soonest

    def landed(self, task: DueTask) -> None:
        """Note that a visit is over."""
        del self._flying[task.task_id]

    def renew(self, *, are_more: bool = False) -> None:
        """Look up the best tasks anew: others may be better now, or there are more of them."""
        for phase in [each for each, best in self._best.items() if best.is_empty or not are_more]:
            del self._best[phase]

    def _taken(self, phase: str, offer: _Offer) -> DueTask:
        task = offer.task
        self._turns.taken(phase, offer.origin)
        self._flying[task.task_id] = (task.host, offer.turn)
        for best in self._best.values():
            best.offers.pop(task.task_id, None)
            best.picks += 1
        return task

    def _drawn(self, now: str, phase: str, lot: float | None) -> _Offer | None:
        if lot is None:
            return None
        task = drawn_task(self._db, now, self._busy(), phase, lot)
        return self._ready_in([self._offer(task)]) if task else None

    def _best_of(self, now: str, phase: str) -> _Offer | Wait:
        """Return the best task that may be asked for now, looked up anew where there is none."""
        best = self._best.setdefault(phase, _Best())
        if best.is_empty:
            return Wait()
        if best.picks < _FRESH_FOR and (found := self._ready_in(best.offers.values())):
            return found
        busy, soonest = self._busy(), Wait()
        for _ in range(_ROUNDS):
            offers = [self._offer(task) for task in due_tasks(self._db, now, busy, _WIDTH, phase)]
            if not offers:
                best.is_empty = not due_tasks(self._db, now, (), 1, phase)
                break
            best.offers, best.picks = {each.task.task_id: each for each in offers}, 0
            if found := self._ready_in(offers):
                return found
            taken = self._turns_taken()
            soonest = min(soonest, *(self._wait_for(each, taken) for each in offers))
            busy |= {each.task.host for each in offers}
        best.picks = _FRESH_FOR
        return soonest

    def _offer(self, task: DueTask) -> _Offer:
        turn = self._turn_of(f"{task.host}/")
        host = (urlsplit(task.host).hostname or "").removeprefix("www.")
        return _Offer(task, turn, OWN if turn.partition(":")[0] == host else turn)

    def _ready_in(self, offers: Iterable[_Offer]) -> _Offer | None:
        """Return which of some offers, the best first, to take of those that may be asked for."""
        taken = self._turns_taken()

        def is_ready(offer: _Offer) -> bool:
            return self._seconds_for(offer, taken) <= 0

        near = list(dropwhile(lambda offer: not is_ready(offer), offers))
        if not near:
            return None
        places = self._turns.in_turn([(each.task.gain, each.origin) for each in near])
        return next(near[place] for place in places if place == 0 or is_ready(near[place]))

    def _wait_for(self, offer: _Offer, taken: set[str]) -> Wait:
        return Wait(self._seconds_for(offer, taken), offer.task.host)

    def _seconds_for(self, offer: _Offer, taken: set[str]) -> float:
        if offer.turn in taken:
            return math.inf
        return self._hosts.seconds_until_turn(f"{offer.task.host}/")

    def _busy(self) -> set[str]:
        return {host for host, _ in self._flying.values()}

    def _turns_taken(self) -> set[str]:
        return {turn for _, turn in self._flying.values()}


def picks_of(steps: Iterable[Step]) -> dict[str, int]:
    """Return how many visits were made in each part of the budget."""
    picks: dict[str, int] = {}
    for step in steps:
        phase = phase_of(step.kind, step.depth, step.signals)
        picks[phase] = picks.get(phase, 0) + 1
    return picks
