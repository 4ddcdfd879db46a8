"""What ``influence crawl`` does and says: progress and words on stderr, data on stdout."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from crawlers.answers import Visit, shown
from crawlers.client import Client, Manners, agent_with, steady_clock
from crawlers.guard import Guard, parse_mapping
from crawlers.run import (
    Asked,
    Crawling,
    Progress,
    Report,
    Threads,
    begin,
    plan,
    seeds_of,
    visit,
)
from crawlers.sandbox import Sandbox
from crawlers.sources import read
from influence.cli.crawl_report import show_report
from influence.cli.progress import counter
from influence.errors import Interrupted, UsageError
from influence.invocation import suggested
from influence.records import Record, Task
from influence.show import Column, counted, open_output, write_rows
from influence.store import current_time, open_database, writing_often
from influence.store.crawling import Beside, crawling_alone

if TYPE_CHECKING:
    from sqlite_utils import Database

_READERS = 2
"""Processes that read documents: more than cores only wait for each other."""


def run_crawl(database: str, addresses: tuple[str, ...], how: Mapping[str, Any]) -> None:
    """Crawl, and say what came of it.

    Raises
    ------
    UsageError
        Where nobody could ask who crawls, or there is nothing to begin with.
    NotAllowed
        Where an address may not be asked for at all.
    Interrupted
        After Ctrl-C: what was under way is written where it ends in time.
    """
    asked = _asked(addresses, how)
    if not (addresses or Path(database).exists()):
        raise UsageError("Name an address to begin with, such as https://anna.example.")
    seeds = seeds_of(asked)
    guard = _guard(how)
    for task in seeds:
        guard.checked(task.address)
    agent = agent_with(how["contact"], is_private=_is_own(guard, seeds))
    sandbox = Sandbox(_READERS, modules=[read.__module__])
    with _opened(database, asked) as db, Beside(database) as memory, sandbox:
        manners = Manners(delay=how["delay"])
        client = Client(agent, guard=guard, memory=memory, manners=manners)
        with client, _progress(quiet=how["quiet"]) as told:
            clock = steady_clock()
            crawl, _ = begin(db, asked, seeds, current_time)
            work = partial(visit, client=client, read=_reading_in(sandbox), now=clock.now)
            with Threads(work, how["workers"]) as workers:
                crawling = Crawling(db, crawl, workers, client, clock, told)
                report = _run(crawling, database)
        show_report(db, report, database, how["form"], quiet=how["quiet"])


def show_plan(database: str, addresses: tuple[str, ...], how: Mapping[str, Any]) -> None:
    """Say what a crawl would ask for, in order; ask for nothing and change nothing."""
    asked = _asked(addresses, how)
    with open_database(database if Path(database).exists() else ":memory:") as db:
        planned = plan(db, asked, current_time)
    rows = [each._asdict() for each in planned.visits]
    with open_output() as stream:
        write_rows(rows, _PLAN, how["form"], stream)
    if not how["quiet"]:
        requests = sum(each.requests for each in planned.visits)
        more = planned.waiting - len(planned.visits)
        click.echo(
            f"{counted(planned.waiting, 'visits')} in line"
            + (f", {more:,} more than shown" if more > 0 else "")
            + f": {counted(requests, 'requests')}, those for robots.txt too, of at most"
            f" {planned.limit:,}; what they lead to is not known yet. Nothing was asked for.",
            err=True,
        )


_PLAN = [
    Column("place"),
    Column("phase"),
    Column("kind"),
    Column("address", wrap=True),
    Column("gain", digits=3),
    Column("requests"),
]


def _asked(addresses: tuple[str, ...], how: Mapping[str, Any]) -> Asked:
    return Asked(addresses, how["topic"], how["budget"], how["depth"], history=how["history"])


def _guard(how: Mapping[str, Any]) -> Guard:
    mapping = parse_mapping(how["resolve"])
    if how["resolve"] and not how["allow_loopback"]:
        raise UsageError("--resolve is for tests on this machine: say --allow-loopback too.")
    return Guard(allow_loopback=how["allow_loopback"], mapping=mapping)


def _is_own(guard: Guard, seeds: list[Task]) -> bool:
    """Tell whether nothing is asked of others."""
    hosts = [urlsplit(task.address).hostname or "" for task in seeds]
    return guard.is_private or (bool(hosts) and all(map(guard.is_own, hosts)))


@contextmanager
def _opened(database: str, asked: Asked) -> Iterator["Database"]:
    """Open the database for a crawl alone; it is made where there is something to begin with."""
    if asked.addresses and not Path(database).exists():
        open_database(database, create=True).close()
    with (
        crawling_alone(database),
        open_database(database, create=bool(asked.addresses)) as db,
        writing_often(db),
    ):
        yield db


def _reading_in(sandbox: Sandbox) -> Callable[[Visit], list[Record]]:
    return lambda visited: sandbox.run(read, visited, shown(visited.task.address))


def _run(crawling: Crawling, database: str) -> Report:
    """Crawl to the end; after Ctrl-C, write what ends soon, and say how to go on."""
    try:
        return crawling.run()
    except KeyboardInterrupt:
        words = "Stopping: what is under way is waited for, five seconds at most; Ctrl-C drops it."
        click.echo(words, err=True)
        with suppress(KeyboardInterrupt):
            crawling.land()
        raise Interrupted(
            f"interrupted; all that was read is kept: `{suggested('crawl', database)}` goes on."
        ) from None


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    with counter("crawling", quiet=quiet) as told:
        begun, before = perf_counter(), -1

        def on_progress(progress: Progress) -> None:
            nonlocal before
            before = progress.requests if before < 0 else before
            rate = (progress.requests - before) / max(perf_counter() - begun, 1e-9)
            words = [f"{rate:.1f}/s", f"{progress.found:,} found", f"{progress.left:,} left"]
            if progress.waits_for:
                words.append(f"waiting for {urlsplit(progress.waits_for).hostname}")
            told(progress.requests, progress.limit, ", ".join(words))

        yield on_progress
