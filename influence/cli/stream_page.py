"""What ``influence stream`` does and says: progress and words on stderr, data on stdout."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawlers.bluesky.wires import page_of, wire_of
from crawlers.client import agent_with, steady_clock
from crawlers.client.web_socket import WebSocket
from crawlers.streaming import Asked, Ends, Listener, Place, Progress, Report, Streaming, Times
from influence.cli.networking import guard_of
from influence.cli.progress import counter
from influence.cli.stream_asked import asked_of
from influence.errors import Interrupted, UsageError
from influence.invocation import suggested
from influence.show import open_output
from influence.store import open_database
from influence.store.crawling import crawling_alone
from influence.store.streaming import Stream, stream_known, stream_of
from influence.windows import to_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

_ATTEMPTS = 8
"""Attempts in a row after which a stream that is listened to until its end is given up."""

_FEW = 3


def run_stream(database: str, how: Mapping[str, Any]) -> None:
    """Listen, and say what came of it.

    Raises
    ------
    UsageError
        Where it would never end, nobody could ask who listens, or no such stream is known.
    FetchFailed
        Where there is no stream to be had.
    Interrupted
        After Ctrl-C.
    """
    ends = _ends(how)
    with _opened(database) as db:
        asked = asked_of(db, how)
        connect = _connecting(asked.url, how)
        report = _listen(db, asked, connect, ends, {**how, "database": database})
        from influence.cli.stream_report import show_report

        show_report(report, database, how["form"], quiet=how["quiet"])


def show_stream_plan(database: str, how: Mapping[str, Any]) -> None:
    """Say what would be asked for."""
    _ends(how)
    with open_database(database if Path(database).exists() else ":memory:") as db:
        asked = asked_of(db, how)
        known = stream_known(db, asked.url)
    place = _place(known, asked.url, how["begin"])
    plan = {
        "wire": wire_of(asked.url).name,
        "address": asked.address(place.begin if place.cursor is None else place.cursor),
        "goes on from": known.cursor_at if known and place.cursor is not None else None,
        **asked.as_kept,
    }
    with open_output() as stream:
        if how["form"] == "json":
            stream.write(json.dumps(plan, indent=2) + "\n")
        else:
            stream.write("".join(f"{name}: {value}\n" for name, value in _told(plan)))


def _told(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in plan.items():
        if value is not None:
            yield name, ", ".join(value) if isinstance(value, list) else str(value)


def _ends(how: Mapping[str, Any]) -> Ends:
    if how["minutes"] is None and not how["until_idle"]:
        raise UsageError("Say how long to listen: --minutes N, or --until-idle.")
    seconds = None if how["minutes"] is None else 60.0 * how["minutes"]
    return Ends(seconds, how["idle"] if how["until_idle"] else None)


def _connecting(url: str, how: Mapping[str, Any]) -> Callable[[str], WebSocket]:
    """Return what connects through the guard."""
    guard = guard_of(how)
    page = guard.checked(page_of(url))
    is_own = guard.is_private or guard.is_own(urlsplit(page).hostname or "")
    agent, offered = agent_with(how["contact"], is_private=is_own), wire_of(url).subprotocols
    return lambda address: WebSocket(page_of(address), guard, agent, offered)


def _place(known: Stream | None, url: str, begin: str) -> Place:
    """Return where the last run stopped, or where to begin."""
    if begin == "last" and known is not None and known.cursor is not None:
        at = None if known.cursor_at is None else to_seconds(known.cursor_at)
        return Place(known.cursor, at)
    return Place(begin=wire_of(url).oldest if begin == "oldest" else None)


@contextmanager
def _opened(database: str) -> Iterator["Database"]:
    """Open the database for this run alone; it is made where it is missing."""
    if not Path(database).exists():
        open_database(database, create=True).close()
    with crawling_alone(database), open_database(database) as db:
        yield db


def _listen(
    db: "Database",
    asked: Asked,
    connect: Callable[[str], WebSocket],
    ends: Ends,
    how: Mapping[str, Any],
) -> Report:
    clock = steady_clock()
    stream = stream_of(db, asked.url)
    place = _place(stream, asked.url, how["begin"])
    attempts = None if ends.idle is None else _ATTEMPTS
    listener = Listener(connect, asked, Times(clock.now), place, attempts=attempts)
    with _progress(ends, quiet=how["quiet"]) as told:
        try:
            return Streaming(db, stream, asked, clock.now, told).run(listener, ends)
        except KeyboardInterrupt:
            again = suggested("stream", how["database"])
            raise Interrupted(
                f"interrupted; all that was written is kept: `{again}`, with the same options, "
                "goes on after it."
            ) from None


@contextmanager
def _progress(ends: Ends, *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    with counter("listening", quiet=quiet) as told:
        before = (0.0, 0, 0.0)

        def on_progress(progress: Progress) -> None:
            nonlocal before
            seconds, report = progress.seconds, progress.report
            if seconds - before[0] >= 1.0:
                rate = (report.events - before[1]) / (seconds - before[0])
                before = (seconds, report.events, rate)
            total = None if ends.seconds is None else int(ends.seconds)
            told(int(seconds), total, ", ".join(_words(progress, before[2])))

        yield on_progress


def _words(progress: Progress, rate: float) -> Iterator[str]:
    report = progress.report
    yield f"{rate:,.0f} events/s"
    if report.lag is not None:
        yield f"{report.lag:,.1f} s behind"
    yield f"{sum(report.new.values()):,} rows written"
    left = [f"{number:,} {kind}" for kind, number in report.skipped.most_common(_FEW)]
    if left:
        yield f"left out {', '.join(left)}"
    if progress.waiting:
        yield f"{progress.waiting} heaps waiting"
    if not report.events and progress.said:
        yield progress.said
