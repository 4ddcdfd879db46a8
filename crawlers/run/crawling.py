"""The loop of a crawl: start what may start, write what has ended, wait for the soonest."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from crawlers.client import Clock
from crawlers.frontier import COMPLETE, VERIFY, Turns, has_run_dry, phase_of
from crawlers.run.asked import CACHED
from crawlers.run.choosing import PATIENCE, Choosing
from crawlers.run.interrupts import held_off
from crawlers.run.line import Hosts, Line, Wait, picks_of
from crawlers.run.pricing import Landed, Pricing, brought_by
from crawlers.run.report import Report, Stopped
from crawlers.run.workers import Workers
from influence.records import Task
from influence.store import write_transaction, writing_often
from influence.store.crawling import (
    Brought,
    Crawl,
    DueTask,
    Finished,
    Outcome,
    Step,
    add_step,
    ask_again,
    count_due,
    end_crawl,
    finish_task,
    first_pointers,
    next_due_at,
    steps_of,
)
from influence.windows import from_seconds, to_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

_REFRESHED = 25
_TOGETHER = 0.1
"""Seconds within which visits that end are written in one transaction."""
_LANDS_WITHIN = 5.0
_MOST_SILENT = 10
"""So many hosts in a row that do not answer mean that this machine is not connected."""

_COST = 2
"""Requests that a visit may take: its host's robots.txt comes first."""


class Progress(NamedTuple):
    """Where a crawl stands; ``waits_for`` is the host that is waited for, if any."""

    requests: int
    limit: int
    found: int
    left: int
    under_way: int
    waits_for: str = ""


class Crawling:
    """One call of a crawl.

    Parameters
    ----------
    crawl
        What was asked; ``seed``, ``limit`` and ``topic`` of it count here.
    workers
        What visits.
    hosts
        What knows when a host may be asked: the client.
    told
        Is told of progress.
    """

    def __init__(
        self,
        db: "Database",
        crawl: Crawl,
        workers: Workers,
        hosts: Hosts,
        clock: Clock,
        told: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._db, self._crawl, self._workers = db, crawl, workers
        self._clock, self._told = clock, told
        self._limit = int(crawl.asked["limit"])
        self._pricing = Pricing(db, str(crawl.asked.get("topic", "")))
        self._brought: list[int] = []
        self._under_way = self._unwritten = self._visits = 0
        self._silent: dict[str, int] = {}
        self.report = Report()
        with writing_often(db, CACHED):
            steps = list(steps_of(db, crawl))
            for step in steps:
                self._take_in(step)
            self._pricing.price_new()
            self._left = count_due(db)
        picks = picks_of(steps)
        self._line = Line(db, hosts, Turns(int(crawl.asked["seed"]), picks))
        self._choosing = Choosing(db, self._line, crawl.asked, self._now)

    def run(self) -> Report:
        """Crawl until nothing is left, nothing more is to be expected, or the budget is spent."""
        with writing_often(self._db, CACHED):
            self._run()
        return self.report

    def _run(self) -> None:
        while True:
            wait = self._start()
            if self._under_way:
                seconds = None if math.isinf(wait.seconds) else wait.seconds
                self._write(self._workers.wait(seconds))
            elif not self._sleep(wait):
                break
        self._close()

    def _write(self, ended: list[tuple[DueTask, Outcome]]) -> None:
        """Write the visits that ended, and those that end within a moment, in one transaction.

        Each commit writes whole pages of every index: a visit of its own takes forty. Until then
        they count as under way: whatever kills the crawl loses no more than could be.
        """
        if not ended:
            return
        most, until = self._workers.most // 2, self._clock.now() + _TOGETHER
        interrupt = None
        with write_transaction(self._db):
            while ended:
                try:
                    with held_off():
                        self._land(ended)
                    self._unwritten += len(ended)
                    if self._unwritten >= most:
                        break
                    seconds = min(self._start().seconds, until - self._clock.now())
                    ended = self._workers.wait(max(seconds, 0.0))
                except KeyboardInterrupt as error:  # what has landed is kept
                    interrupt, ended = error, []
        self._unwritten = 0
        if interrupt is not None:
            raise interrupt

    def land(self) -> Report:
        """Write the visits that end within a few seconds, after which the others are dropped."""
        ends = self._clock.now() + _LANDS_WITHIN
        while self._under_way and (left := ends - self._clock.now()) > 0:
            self._land(self._workers.wait(left))
        self._close("interrupted")
        return self.report

    def _start(self) -> Wait:
        """Start visits while there is room; return how long to wait for the next, once told."""
        wait = Wait()
        while self._has_room():
            found = self._choosing.next(
                self._spent(), under_way=self._under_way, is_dry=self._is_dry()
            )
            if isinstance(found, Wait):
                wait = found
                break
            self._under_way += 1
            self._workers.start(found)
        self._tell(wait)
        return wait

    def _has_room(self) -> bool:
        taken = self._under_way + self._unwritten
        return taken < self._workers.most and self._can_afford_one()

    def _land(self, ended: list[tuple[DueTask, Outcome]]) -> None:
        """Write the visits that ended, and what is expected of others since."""
        with write_transaction(self._db):
            landed = [self._finish(task, outcome) for task, outcome in ended]
            self._pricing.reprice_landed(landed)
        for (task, outcome), each in zip(ended, landed, strict=True):
            self._take_in(each.step, learn=False)
            self._hear(task, outcome)
            self._line.landed(task)
            self._under_way -= 1
        self._visits += len(ended)
        if self._visits >= _REFRESHED:
            self._visits = 0
            self._pricing.refresh()
            self._line.renew()

    def _hear(self, task: DueTask, outcome: Outcome) -> None:
        """Note which hosts did not answer, since one did last."""
        if any(fetch.status is not None for fetch in outcome.fetches):
            self._silent.clear()
            self.report.is_answered = True
        elif outcome.error:
            self._silent[task.host] = task.task_id

    def _finish(self, task: DueTask, outcome: Outcome) -> Landed:
        """Write a visit, and what it brought."""
        tasks = [record for record in outcome.records if isinstance(record, Task)]
        pointed = first_pointers(self._db, task.site, tasks)
        finished = finish_task(self._db, task, outcome, self._now)
        step = add_step(self._db, self._crawl, task.task_id, self._brought_by(outcome, finished))
        self._pricing.learn(step)
        self.report.include(outcome, finished)
        if finished.enqueued.new:
            self._line.renew(are_more=True)
        self._left += len(finished.enqueued.new) - (outcome.error is None or outcome.is_gone)
        grown = {each.site for each in tasks} if finished.enqueued.new else set()
        return Landed(step, pointed, grown - pointed)

    def _brought_by(self, outcome: Outcome, finished: Finished) -> Brought:
        requests, new = len(outcome.fetches), finished.enqueued.sites
        if outcome.error or outcome.refused or outcome.is_unchanged:
            return Brought(requests)
        return brought_by(outcome.records, requests, len(new), self._pricing.on_topic(new))

    def _take_in(self, step: Step, *, learn: bool = True) -> None:
        if learn:
            self._pricing.learn(step)
        self.report.curve.add(step.brought.requests, step.brought.found)
        is_read = step.brought.entries is not None
        if is_read and phase_of(step.kind, step.depth, step.signals) not in {VERIFY, COMPLETE}:
            self._brought.append(step.brought.found)

    def _sleep(self, wait: Wait) -> bool:
        """Sleep until a host may be asked, or a task is due; False where that is not to be."""
        if self._spent() >= self._limit:
            self.report.stopped = "budget"
            return False
        if len(self._silent) >= _MOST_SILENT:
            return False
        seconds = min(wait.seconds, self._until_due())
        if seconds > PATIENCE:
            return False
        self._clock.sleep(max(seconds, 0.0))
        self._line.renew()
        return True

    def _until_due(self) -> float:
        due_at = next_due_at(self._db, self._now())
        return math.inf if due_at is None else to_seconds(due_at) - self._clock.now()

    def _close(self, stopped: Stopped | None = None) -> None:
        report, is_lacking = self.report, self._choosing.close()
        report.mattering, report.complete = self._choosing.mattering, self._choosing.complete
        report.unseen = self._choosing.unseen
        report.left = self._left = count_due(self._db)
        report.stopped = stopped or self._why_stopped(is_lacking=is_lacking)
        if report.stopped == "silent":
            ask_again(self._db, self._silent.values(), self._now())
        if report.stopped in {"done", "dry"}:
            end_crawl(self._db, self._crawl, self._now)
        if report.stopped in {"done", "waiting"}:
            report.waits_until = next_due_at(self._db, self._now())

    def _why_stopped(self, *, is_lacking: bool) -> Stopped:
        if self.report.stopped == "budget" and (self._left or is_lacking):
            return "budget"
        if self._silent and not (self.report.is_answered and len(self._silent) < _MOST_SILENT):
            return "silent"
        if not count_due(self._db, untried=True):
            return "done"  # what failed is tried again by a later crawl
        return "dry" if self._is_dry() else "waiting"

    def _is_dry(self) -> bool:
        return has_run_dry(self._brought, int(self._crawl.asked.get("budget", self._limit)))

    def _can_afford_one(self) -> bool:
        """Tell whether a visit may begin: the last request of a budget is for one alone."""
        if len(self._silent) >= _MOST_SILENT:
            return False
        made, planned = self.report.curve.last.requests, _COST * (self._under_way + 1)
        return made + planned <= self._limit or (not self._under_way and made < self._limit)

    def _spent(self) -> int:
        """Return the requests made, and at least one for each visit under way."""
        return self.report.curve.last.requests + self._under_way

    def _now(self) -> str:
        return str(from_seconds(self._clock.now()))

    def _tell(self, wait: Wait) -> None:
        made, found = self.report.curve.last
        told = Progress(made, self._limit, found, self._left, self._under_way, wait.host)
        with suppress(OSError):  # whoever looks on may have gone away
            self._told(told)
