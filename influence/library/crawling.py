"""Read blogs, and those that they lead to, from the web."""

import os
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawlers.answers import Visit, shown
from crawlers.client import Agent, Client, Manners, agent_with, steady_clock
from crawlers.guard import Guard
from crawlers.run import (
    NOTHING_ASKED,
    Asked,
    Crawling,
    Progress,
    Report,
    Threads,
    begin,
    seeds_of,
    visit,
)
from crawlers.sandbox import Sandbox
from crawlers.sources import asking_of, read
from crawlers.tokens import Tokens, from_keyring
from influence.errors import Interrupted, UsageError
from influence.invocation import suggested
from influence.library.addresses import asked_addresses
from influence.library.asking_hosts import contact_of, guard_of
from influence.library.counting import unheard
from influence.library.crawl_units import units_due
from influence.library.opening import opened_alone, path_of
from influence.library.reading_apart import reading_apart
from influence.records import Record, Task
from influence.store import current_time
from influence.store.crawling import Beside
from influence.windows import Bound, bound_text

if TYPE_CHECKING:
    from sqlite_utils import Database as Held

    from influence.library.database import Database
    from influence.library.documents import Documents
    from influence.library.results import Result

_FORGOTTEN = "Left out are addresses whose owners asked to be forgotten: {:,}."
_STOPPING = "Stopping: what is under way is waited for, five seconds at most; Ctrl-C drops it."


class _Manner(NamedTuple):
    """How hosts are asked, and who is told of it."""

    contact: str | None
    delay: float
    workers: int
    told: Callable[[str], None]
    progress: Callable[[Progress], None]
    interrupted: Callable[[], None]
    readers: Sandbox | None


def crawl(
    database: "Database | str | PathLike[str]",
    *addresses: str,
    from_: Iterable[str | PathLike[str]] = (),
    topic: str | None = None,
    budget: int = 500,
    depth: int = 2,
    history: bool = False,
    exposure: float = 0.15,
    since: Bound | None = "90d",
    sample: int = 20,
    who_acted: int | None = None,
    dry_run: bool = False,
    contact: str | None = None,
    delay: float = 1.0,
    workers: int = 8,
    allow_loopback: bool = False,
    resolve: Iterable[str] = (),
    told: Callable[[str], None] = unheard,
    progress: Callable[[Progress], None] = unheard,
    interrupted: Callable[[], None] = unheard,
    readers: Sandbox | None = None,
) -> "Result":
    """Read the blogs at addresses, and those that they lead to, into a database file.

    Parameters
    ----------
    addresses
        Where it begins, or ``@FILE``; none: go on where the last call stopped.
    from_
        Files of addresses, or OPML.
    topic
        Words that blogs use which are looked for.
    budget
        The most requests of this call.
    depth
        How many blogs away from the addresses it goes.
    history
        Read posts too that no feed has any more.
    exposure
        The share of the budget (0 to 0.9) that goes, last, to the accounts that matter.
    since, sample, who_acted
        How far back posts of these are completed, of how many followers the acts are read, and of
        how many of the newest posts is asked who acted on them.
    dry_run
        Say what would be asked for, and ask for nothing.
    contact
        Whom hosts may ask about it; None: what ``INFLUENCE_CONTACT`` says.
    delay, workers
        Seconds between two requests to a host; how many hosts are asked at a time.
    allow_loopback, resolve
        For tests on this machine.
    told, progress
        Are told sentences as they are said, and how far it is.
    interrupted
        Is called after a first Ctrl-C, before what is under way is waited for.
    readers
        Processes that read documents, where some were started already.

    Returns
    -------
    Documents
        One object: ``stopped``, ``new`` (records by table), ``requests``, ``failures``, ``left``,
        ``next``, ...; with ``dry_run`` a row a visit: ``place``, ``kind``, ``address``, ...

    Raises
    ------
    UsageError
        Where nobody could ask who crawls, or there is nothing to begin with.
    InputUnusable
        Where the database or a list cannot be read.
    Interrupted
        After Ctrl-C: what was under way is written where it ends in time.

    Examples
    --------
    >>> import influence as inf, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     planned = inf.crawl(f"{folder}/bread.db", "https://anna.example", dry_run=True)
    ...     planned.rows[0]["address"]
    'https://anna.example/'
    """
    path = path_of(database)
    guard = guard_of(allow_loopback=allow_loopback, resolve=resolve)
    seeds = asked_addresses(addresses, [str(each) for each in from_], guard, told)
    words, earliest = _topic_of(topic), bound_text(since)
    asked = Asked(seeds, words, budget, depth, history, exposure, earliest, sample, who_acted)
    if not (seeds or Path(path).exists()):
        raise UsageError(NOTHING_ASKED)
    if dry_run:
        from influence.library.crawl_plan import planned_by  # noqa: PLC0415 - one of two

        return planned_by(path, asked)
    manner = _Manner(contact_of(contact), delay, workers, told, progress, interrupted, readers)
    return _crawled(path, asked, guard, manner)


def _topic_of(given: str | None) -> str:
    """Return the words of a topic; empty where none was asked for."""
    if given is None:
        return ""
    from crawlers.frontier import Topic  # noqa: PLC0415 - where there is one

    if not Topic(given).words:
        raise UsageError(f"--topic {given[:100]!r} has no words: write some, or leave it out.")
    return given


def _crawled(database: str, asked: Asked, guard: Guard, manner: _Manner) -> "Documents":
    seeds = seeds_of(asked)
    agent = agent_with(manner.contact, is_private=_is_own(guard, seeds))
    tokens = Tokens(os.environ, from_keyring, guard.is_own).checked()
    for task in seeds:
        if asking_of(task).signs_in == "always" and tokens.of(task.address) is None:
            raise UsageError(tokens.wanted(task.address))
    create = bool(asked.addresses)
    started = nullcontext(manner.readers) if manner.readers else reading_apart()
    with started as sandbox, opened_alone(database, create=create) as db:
        report = _crawl(db, asked, seeds, (agent, guard, tokens, sandbox), manner, database)
        sandbox.close()  # what writes tables takes a third of the memory of a crawl
        from influence.library.crawl_report import of_crawl  # noqa: PLC0415

        return of_crawl(db, report, database)


def _crawl(
    db: "Held",
    asked: Asked,
    seeds: list[Task],
    means: tuple[Agent, Guard, Tokens, Sandbox],
    manner: _Manner,
    database: str,
) -> Report:
    agent, guard, tokens, sandbox = means
    clock, manners = steady_clock(), Manners(delay=manner.delay)
    with (
        Beside(database) as memory,
        Client(agent, guard=guard, memory=memory, manners=manners) as client,
    ):
        crawl, begun = begin(db, asked, seeds, current_time)
        if begun.forgotten:
            manner.told(_FORGOTTEN.format(begun.forgotten))
        for said in units_due(db):
            manner.told(said)
        reading = partial(_read_in, sandbox)
        work = partial(visit, client=client, read=reading, now=clock.now, tokens=tokens)
        with Threads(work, manner.workers) as workers:
            crawling = Crawling(db, crawl, workers, client, clock, manner.progress)
            report = _run(crawling, database, manner)
    for said in (*tokens.refused, *tokens.missed):
        manner.told(said)
    return report


def _is_own(guard: Guard, seeds: list[Task]) -> bool:
    """Tell whether nothing is asked of others."""
    hosts = [urlsplit(task.address).hostname or "" for task in seeds]
    return guard.is_private or (bool(hosts) and all(map(guard.is_own, hosts)))


def _read_in(sandbox: Sandbox, visited: Visit) -> list[Record]:
    return sandbox.run(read, visited, shown(visited.task.address))


def _run(crawling: Crawling, database: str, manner: _Manner) -> Report:
    """Crawl to the end; after Ctrl-C, write what ends soon, and say how to go on."""
    try:
        return crawling.run()
    except KeyboardInterrupt:
        with suppress(KeyboardInterrupt):
            manner.interrupted()
            manner.told(_STOPPING)
            crawling.land()
        raise Interrupted(
            f"interrupted; all that was read is kept: `{suggested('crawl', database)}` goes on."
        ) from None
