"""What ``influence crawl`` does and says: progress and words on stderr, data on stdout."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from crawlers.answers import shown
from crawlers.client import Agent, Client, Manners, agent_with, steady_clock
from crawlers.guard import Guard
from crawlers.run import (
    NOTHING_ASKED,
    Asked,
    Crawling,
    Progress,
    Read,
    Report,
    Threads,
    begin,
    seeds_of,
    visit,
)
from crawlers.sandbox import Sandbox
from crawlers.sources import MODULES, asking_of, read
from crawlers.tokens import Tokens, from_keyring
from influence.cli.interrupts import hear_again
from influence.cli.networking import guard_of
from influence.cli.progress import counter
from influence.errors import Interrupted, NothingFound, UsageError
from influence.invocation import suggested
from influence.records import Task
from influence.store import current_time, open_database
from influence.store.crawling import Beside, crawling_alone

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST_READERS = 4


def run_crawl(database: str, asked: Asked, how: Mapping[str, Any]) -> None:
    """Crawl, and say what came of it.

    Raises
    ------
    UsageError
        Where nobody could ask who crawls, or there is nothing to begin with.
    Interrupted
        After Ctrl-C: what was under way is written where it ends in time.
    """
    if not (asked.addresses or Path(database).exists()):
        raise UsageError(NOTHING_ASKED)
    if how["form"] not in {None, "table", "json"}:
        raise UsageError(f"--format {how['form']} is for --dry-run: a crawl tells words or json.")
    seeds = seeds_of(asked)
    guard = guard_of(how)
    agent = agent_with(how["contact"], is_private=_is_own(guard, seeds))
    with _opened(database, asked) as db:
        with _reading() as read_in_worker:
            means = (agent, guard, read_in_worker)
            report = _crawl(db, asked, seeds, means, {**how, "database": database})
        # Not before: what writes tables takes a third of the memory of a crawl.
        from influence.cli.crawl_report import show_report

        show_report(db, report, database, how["form"], quiet=how["quiet"])
    if report.visits and not report.read:
        told = suggested("status", database)
        raise NothingFound(f"Nothing of it could be read; `{told}` counts why, host by host.")


def _crawl(
    db: "Database",
    asked: Asked,
    seeds: list[Task],
    means: tuple[Agent, Guard, Read],
    how: Mapping[str, Any],
) -> Report:
    agent, guard, read_in_worker = means
    clock, manners = steady_clock(), Manners(delay=how["delay"])
    tokens = Tokens(os.environ, from_keyring, guard.is_own)
    for task in seeds:
        if asking_of(task).signs_in == "always" and tokens.of(task.address) is None:
            raise UsageError(tokens.wanted(task.address))
    with (
        Beside(how["database"]) as memory,
        Client(agent, guard=guard, memory=memory, manners=manners) as client,
        _progress(quiet=how["quiet"]) as told,
    ):
        crawl, _ = begin(db, asked, seeds, current_time)
        work = partial(visit, client=client, read=read_in_worker, now=clock.now, tokens=tokens)
        with Threads(work, how["workers"]) as workers:
            crawling = Crawling(db, crawl, workers, client, clock, told)
            report = _run(crawling, how["database"])
    for said in tokens.refused:
        click.echo(said, err=True)
    return report


def _is_own(guard: Guard, seeds: list[Task]) -> bool:
    """Tell whether nothing is asked of others."""
    hosts = [urlsplit(task.address).hostname or "" for task in seeds]
    return guard.is_private or (bool(hosts) and all(map(guard.is_own, hosts)))


@contextmanager
def _opened(database: str, asked: Asked) -> Iterator["Database"]:
    """Open the database for a crawl alone; it is made where there is something to begin with."""
    if asked.addresses and not Path(database).exists():
        open_database(database, create=True).close()
    with crawling_alone(database), open_database(database, create=bool(asked.addresses)) as db:
        yield db


@contextmanager
def _reading() -> Iterator[Read]:
    """Yield what reads documents in processes that can be killed; one core is for fetching."""
    readers = max(1, min(_MOST_READERS, (os.cpu_count() or 2) - 1))
    with Sandbox(readers, modules=MODULES) as sandbox:
        sandbox.begin()  # they take a while, in which the database is opened and hosts are asked
        yield lambda visited: sandbox.run(read, visited, shown(visited.task.address))


def _run(crawling: Crawling, database: str) -> Report:
    """Crawl to the end; after Ctrl-C, write what ends soon, and say how to go on."""
    try:
        return crawling.run()
    except KeyboardInterrupt:
        words = "Stopping: what is under way is waited for, five seconds at most; Ctrl-C drops it."
        with suppress(KeyboardInterrupt):
            hear_again()
            click.echo(words, err=True)
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
