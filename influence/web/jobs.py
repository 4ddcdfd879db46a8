"""Rankings are computed in a process of their own: pages stay quick, and it can be ended at once.

What it writes is one transaction, so that a killed one leaves nothing half done.
"""

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from threading import Lock, Thread
from time import monotonic
from typing import NamedTuple

from influence.errors import InfluenceError, NothingFound
from influence.find import JUDGING, Finding, find_by_brief, parse_brief
from influence.ranking import (
    DEFAULT_SCORE,
    STEPS,
    Roster,
    Run,
    compute,
    find_score,
    make_roster,
    run,
)
from influence.ranking.explain import runs_beside
from influence.store import last_event, open_database
from influence.windows import parse_window

BESIDE = ("amplification_rate", "applause_rate", "conversation_rate")
"""Scores that stand beside every ranking: what its posts get, per post."""

ENDING_SECONDS = 5.0


class Wish(NamedTuple):
    """A ranking as a person asks for it: score, and bounds as they are typed; or a brief.

    ``brief`` is the name of one, and ``toml`` what it says.
    """

    by: str = DEFAULT_SCORE
    since: str = ""
    until: str = ""
    brief: str = ""
    toml: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """What is done, in order."""
        return (*STEPS, JUDGING) if self.brief else STEPS

    @property
    def words(self) -> str:
        """What is done, in one line."""
        return f"Finding by {self.brief}" if self.brief else f"Ranking by {self.by}"


class Ranked(NamedTuple):
    """What a job brings: the run, other scores of the same graph, and everybody on its lists.

    ``explained`` are the scores that stand in every explanation.
    """

    wish: Wish
    run: Run
    beside: dict[str, Run]
    roster: Roster
    explained: tuple[Run, ...] = ()


@dataclass
class Job:
    """One computation: what it does now, and how it ended.

    ``state`` is running, done, failed or cancelled.
    """

    wish: Wish
    step: str = "starting"
    state: str = "running"
    why_not: str = ""
    started: float = field(default_factory=monotonic)

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self.state == "running"

    @property
    def done_share(self) -> float:
        """Part of the steps that are over, 0 to 1."""
        steps = self.wish.steps
        place = steps.index(self.step) if self.step in steps else -1
        return (place + 1) / (len(steps) + 1)

    @property
    def seconds(self) -> int:
        """Whole seconds since it began."""
        return int(monotonic() - self.started)


class Rankings:
    """The ranking that pages show, and the job that makes the next one.

    A ranking stays what it is until another is asked for, whatever a crawl writes meanwhile.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.latest: Ranked | None = None
        self.job: Job | None = None
        self.waiting: Wish | None = None
        self._lock = Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._listener: Thread | None = None

    def start(self, wish: Wish) -> Job:
        """Compute a ranking in a process of its own, unless one is being computed already.

        A brief waits its turn: it is asked for once, by who wrote it, and nothing else would do it.
        """
        with self._lock:
            if self.job is not None and self.job.is_running:
                self.waiting = wish if wish.brief and wish != self.job.wish else self.waiting
                return self.job
            self.waiting = None
            self.job = job = Job(wish)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(self.path, wish, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._listener = Thread(target=self._listen, args=(job, ours), daemon=True)
        self._listener.start()
        return job

    def is_at(self, brief: str) -> bool:
        """Return whether a brief is being found by, or waits its turn."""
        job = self.job
        wishes = [self.waiting, job.wish if job is not None and job.is_running else None]
        return any(wish is not None and wish.brief == brief for wish in wishes)

    def cancel(self) -> None:
        """End the job that runs, if one does; what it had not stored is not stored."""
        self.waiting = None
        if self.job is not None and self.job.is_running and self._process is not None:
            self.job.state = "cancelled"
            self._process.kill()
            self.wait()

    def wait(self, seconds: float | None = ENDING_SECONDS) -> None:
        """Wait until the job is over; None: however long it takes."""
        if self._listener is not None:
            self._listener.join(seconds)

    def rank_here(self, wish: Wish) -> None:
        """Compute a ranking in this process."""
        self.latest = rank(self.path, wish, lambda _: None)

    def _listen(self, job: Job, ours: Connection) -> None:
        try:
            while job.is_running:
                self._hear(job, ours.recv())
        except (EOFError, OSError):
            if job.is_running:
                job.state, job.why_not = "failed", "The computation ended early; start it again."
        finally:
            ours.close()
            if self._process is not None:
                self._process.join(ENDING_SECONDS)
            if self.waiting is not None:
                self.start(self.waiting)

    def _hear(self, job: Job, told: "str | Ranked | Finding | InfluenceError") -> None:
        if isinstance(told, str):
            job.step = told
        elif isinstance(told, Ranked):
            if job.is_running:
                self.latest, job.state = told, "done"
        elif isinstance(told, Finding):
            job.state = "done" if job.is_running else job.state
        else:
            job.state, job.why_not = "failed", str(told)


def rank(path: str, wish: Wish, told: Callable[[str], None]) -> Ranked:
    """Rank the accounts of a database, and compute the scores that stand beside.

    Raises
    ------
    InfluenceError
        Where the wish means nothing, or there is nothing to rank.
    """
    with open_database(path) as db:
        window = parse_window(wish.since or None, wish.until or None, lambda: last_event(db))
        found = run(db, by=wish.by, window=window, told=told)
        if reason := found.values.facts.get("why_nothing"):
            raise NothingFound(f"Nothing can be ranked by {wish.by}: {reason}.")
        beside = {name: compute(found.graph, find_score(name)) for name in BESIDE}
        roster = make_roster(db, found, beside)
    return Ranked(wish, found, beside, roster, tuple(runs_beside(found)))


def find(path: str, wish: Wish, told: Callable[[str], None]) -> Finding:
    """Judge everybody by a brief, and keep what was found.

    Raises
    ------
    InfluenceError
        Where the brief means nothing, or nothing is found by it.
    """
    with open_database(path) as db:
        return find_by_brief(db, parse_brief(wish.toml), told=told)


def _work(path: str, wish: Wish, connection: Connection) -> None:
    """Rank, and send every step, and in the end what was found or why nothing was."""
    try:
        done = find if wish.brief else rank
        connection.send(done(path, wish, connection.send))
    except InfluenceError as error:
        connection.send(NothingFound(str(error)))  # whatever it was, it can be sent
    except (BrokenPipeError, KeyboardInterrupt):
        pass  # whoever asked has gone
