"""What a crawl would ask for, in which order and at what cost, without asking for anything."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from crawlers.client import turn_of
from crawlers.frontier import Turns, phase_of
from crawlers.run.asked import Asked, begin, seeds_of
from crawlers.run.line import Line, Wait, picks_of
from crawlers.run.pricing import Pricing
from influence.store import write_transaction
from influence.store.crawling import (
    Outcome,
    count_due,
    finish_task,
    hosts_unknown,
    requests_made,
    steps_of,
)

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
    """The visits to come, in order; the budget may end before.

    Attributes
    ----------
    waiting, requests
        How many visits are in line, those that are not told and those that wait too, and how many
        requests they take, those for robots.txt too.
    budget
        The most requests of this call.
    """

    visits: list[Planned]
    waiting: int
    requests: int
    budget: int


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
        waiting, hosts = count_due(db), hosts_unknown(db)
        requests, made = waiting + len(hosts), requests_made(db, crawl)
        line = Line(db, _Patient(), Turns(int(crawl.asked["seed"]), picks_of(steps)))
        while len(visits) < MOST and not isinstance(task := line.next(clock()), Wait):
            phase = phase_of(task.kind, task.depth, task.signals)
            cost = 1 + (task.host in hosts)
            hosts.discard(task.host)
            visits.append(Planned(len(visits) + 1, phase, task.kind, task.address, task.gain, cost))
            line.landed(task)
            finish_task(db, task, Outcome(is_unchanged=True), clock)
        return Plan(visits, waiting, requests, int(crawl.asked["limit"]) - made)
