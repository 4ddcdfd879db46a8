"""What a crawl would ask for, in which order and at what cost, without asking for anything."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from crawlers.client import turn_of
from crawlers.frontier import Turns, phase_of
from crawlers.run.asked import Asked, begin, seeds_of
from crawlers.run.line import Line, Wait, picks_of
from crawlers.run.pricing import Pricing
from influence.store import write_transaction
from influence.store.crawling import Outcome, count_due, finish_task, hosts_known, steps_of

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 1_000
"""So many visits are told, in order."""


class Planned(NamedTuple):
    """A visit to come: what it is expected to bring a request, and how many it takes."""

    place: int
    phase: str
    kind: str
    address: str
    gain: float
    requests: int


class Plan(NamedTuple):
    """The visits to come, in order, and how many there are in all; the budget may end before."""

    visits: list[Planned]
    waiting: int
    limit: int


class _Patient:
    """Hosts as if none had to be waited for."""

    def turn(self, url: str) -> str:
        return turn_of(url)

    def seconds_until_turn(self, url: str) -> float:  # noqa: ARG002 - as Hosts has it
        return 0.0


def plan(db: "Database", asked: Asked, clock: Callable[[], str]) -> Plan:
    """Return the visits of what is in line; nothing is asked for, and nothing kept.

    What they lead to is not known yet, so that a crawl of a few addresses begins so and goes on
    otherwise.

    Raises
    ------
    UsageError
        As :func:`crawlers.run.asked.begin` and :func:`crawlers.run.asked.seeds_of`.
    """
    visits: list[Planned] = []
    with write_transaction(db, keep=False):
        crawl, _ = begin(db, asked, seeds_of(asked), clock)
        pricing, steps = Pricing(db, asked.topic), list(steps_of(db, crawl))
        for step in steps:
            pricing.learn(step)
        pricing.price_new()
        waiting = count_due(db)
        line = Line(db, _Patient(), Turns(int(crawl.asked["seed"]), picks_of(steps)))
        while len(visits) < MOST and not isinstance(task := line.next(clock()), Wait):
            requests = 1 if hosts_known(db, [task.task_id]) else 2
            phase = phase_of(task.kind, task.depth, task.signals)
            visits.append(
                Planned(len(visits) + 1, phase, task.kind, task.address, task.gain, requests)
            )
            line.landed(task)
            finish_task(db, task, Outcome(is_unchanged=True), clock)
        return Plan(visits, waiting, int(crawl.asked["limit"]))
