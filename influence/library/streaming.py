"""Listen to what happens on Bluesky, as it happens."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO
from urllib.parse import urlsplit

from crawlers.bluesky.wires import page_of, wire_of
from crawlers.client import agent_with, steady_clock
from crawlers.client.web_socket import WebSocket
from crawlers.streaming import Asked, Ends, Listener, Place, Progress, Report, Streaming, Times
from influence.errors import Interrupted, UsageError
from influence.invocation import suggested
from influence.library.asking_hosts import contact_of, guard_of
from influence.library.counting import unheard
from influence.library.paths import path_of
from influence.library.stream_asked import asked_of
from influence.store import open_database
from influence.store.crawling import crawling_alone
from influence.store.streaming import Stream, stream_known, stream_of
from influence.windows import to_seconds

if TYPE_CHECKING:
    from os import PathLike

    from sqlite_utils import Database as Held

    from influence.library.database import Database
    from influence.library.documents import Documents

_ATTEMPTS = 8
"""Attempts in a row after which a stream that is listened to until its end is given up."""


def stream(
    database: "Database | str | PathLike[str]",
    *,
    url: str = "",
    minutes: float | None = None,
    until_idle: bool = False,
    idle: float = 5.0,
    kinds: str | Iterable[str] = "posts,reposts,likes,follows",
    wanted: Iterable[str] = (),
    held: bool = False,
    own: bool = False,
    from_: Literal["last", "now", "oldest"] = "last",
    dry_run: bool = False,
    contact: str | None = None,
    allow_loopback: bool = False,
    resolve: Iterable[str] = (),
    progress: Callable[[Progress, Ends], None] = unheard,
) -> "Documents":
    """Listen to posts, reposts, likes and follows, and write them into a database file.

    Parameters
    ----------
    url
        Who streams; empty: Jetstream of Bluesky.
    minutes, until_idle, idle
        How long it listens at most; until nothing more comes, and how many seconds of silence are
        taken for that.
    kinds
        What is read, as a text or several.
    wanted, held, own
        Only what these accounts do and what is done to them (DIDs, held handles); the same for
        accounts whose profile is held; of these only what they do themselves.
    from_
        Where to begin; ``last``: where the last run stopped.
    dry_run
        Say what would be asked for, and ask for nothing.
    contact, allow_loopback, resolve
        As in :func:`influence.crawl`.
    progress
        Is told how far it is.

    Returns
    -------
    Documents
        One object: ``stopped``, ``events``, ``since``, ``until``, ``new`` (records by table), ...;
        with ``dry_run`` what would be asked for.

    Raises
    ------
    UsageError
        Where it would never end, nobody could ask who listens, or no such stream is known.
    FetchFailed
        Where there is no stream to be had.
    Interrupted
        After Ctrl-C; all that was written is kept.

    Examples
    --------
    >>> import influence as inf, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     inf.stream(f"{folder}/bread.db", minutes=60, dry_run=True).document["wire"]
    'Jetstream'
    """
    how = {
        "url": url,
        "minutes": minutes,
        "until_idle": until_idle,
        "idle": idle,
        "kinds": kinds if isinstance(kinds, str) else ",".join(kinds),
        "wanted": tuple(wanted),
        "held": held,
        "own": own,
        "from_": from_,
        "contact": contact_of(contact),
        "allow_loopback": allow_loopback,
        "resolve": tuple(resolve),
    }
    path = path_of(database)
    return planned(path, how) if dry_run else streamed(path, how, progress)


def streamed(
    database: str, how: Mapping[str, Any], progress: Callable[[Progress, Ends], None]
) -> "Documents":
    """Listen, and return what came of it."""
    ends = _ends(how)
    with _opened(database) as db:
        asked = asked_of(db, how)
        connect = _connecting(asked.url, how)
        report = _listen(db, asked, connect, ends, {**how, "database": database}, progress)
    from influence.library.stream_report import streamed as told  # noqa: PLC0415 - as in a crawl

    return told(report, database)


def planned(database: str, how: Mapping[str, Any]) -> "Documents":
    """Return what would be asked for."""
    from influence.library.documents import Documents  # noqa: PLC0415 - as in a crawl
    from influence.show import columns_of  # noqa: PLC0415

    _ends(how)
    with open_database(database if Path(database).exists() else ":memory:") as db:
        asked = asked_of(db, how)
        known = stream_known(db, asked.url)
    place = _place(known, asked.url, how["from_"])
    plan = {
        "wire": wire_of(asked.url).name,
        "address": asked.address(place.begin if place.cursor is None else place.cursor),
        "goes on from": known.cursor_at if known and place.cursor is not None else None,
        **asked.as_kept,
    }

    def write(form: str, stream: TextIO) -> None:
        if form == "json":
            stream.write(json.dumps(plan, indent=2) + "\n")
        else:
            stream.write("".join(f"{name}: {value}\n" for name, value in _told(plan)))

    return Documents(
        title="stream",
        columns=columns_of(plan),
        read=lambda: [plan],
        documents=[plan],
        write_page=write,
        forms=("table", "json"),
    )


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
    guard = guard_of(allow_loopback=how["allow_loopback"], resolve=how["resolve"])
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
def _opened(database: str) -> Iterator["Held"]:
    """Open the database for this run alone; it is made where it is missing."""
    if not Path(database).exists():
        open_database(database, create=True).close()
    with crawling_alone(database), open_database(database) as db:
        yield db


def _listen(
    db: "Held",
    asked: Asked,
    connect: Callable[[str], WebSocket],
    ends: Ends,
    how: Mapping[str, Any],
    progress: Callable[[Progress, Ends], None],
) -> Report:
    clock = steady_clock()
    stream = stream_of(db, asked.url)
    place = _place(stream, asked.url, how["from_"])
    attempts = None if ends.idle is None else _ATTEMPTS
    listener = Listener(connect, asked, Times(clock.now), place, attempts=attempts)
    try:
        return Streaming(db, stream, asked, clock.now, lambda now: progress(now, ends)).run(
            listener, ends
        )
    except KeyboardInterrupt:
        again = suggested("stream", how["database"])
        raise Interrupted(
            f"interrupted; all that was written is kept: `{again}`, with the same options, "
            "goes on after it."
        ) from None
