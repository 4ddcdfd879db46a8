"""Listen to what happens on Bluesky, or at a server of Mastodon, as it happens."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from crawlers.client import Clock, agent_with, steady_clock
from crawlers.guard import Guard
from crawlers.streaming import (
    Asked,
    Ends,
    Listener,
    Place,
    Progress,
    Report,
    Streaming,
    Times,
    connecting,
)
from crawlers.streaming.listening import Socket
from crawlers.streaming.wires import page_to_ask, wire_of
from crawlers.tokens import Tokens, from_keyring
from influence.errors import Interrupted, UsageError
from influence.invocation import suggested
from influence.library.asking_hosts import contact_of, guard_of
from influence.library.counting import unheard
from influence.library.opening import opened_alone, path_of
from influence.library.stream_asked import Wished, asked_of
from influence.store import open_database
from influence.store.streaming import Stream, stream_known, stream_of
from influence.windows import to_seconds

if TYPE_CHECKING:
    from os import PathLike

    from sqlite_utils import Database as Held

    from influence.library.database import Database
    from influence.library.documents import Documents

_ATTEMPTS = 8
"""Attempts in a row after which a stream that is listened to until its end is given up."""


Begin = Literal["last", "now", "oldest"]


class _Manner(NamedTuple):
    """How a stream is listened to, and who is told of it."""

    guard: Guard
    contact: str | None
    begin: Begin
    ends: Ends
    progress: Callable[[Progress, Ends], None]


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
    from_: Begin = "last",
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
        Who streams, a public stream of Mastodon among them; empty: Jetstream of Bluesky.
    minutes, until_idle, idle
        How long it listens at most; until nothing more comes, and how many seconds of silence are
        taken for that.
    kinds
        What is read, as a text or several.
    wanted, held, own
        Only what these accounts do and what is done to them (DIDs, held handles); the same for
        accounts whose profile is held; of these only what they do themselves. Of Bluesky alone.
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
    kinds = kinds if isinstance(kinds, str) else ",".join(kinds)
    wished, path = Wished(url, kinds, tuple(wanted), held, own), path_of(database)
    ends = _ends(minutes, idle if until_idle else None)
    if dry_run:
        return _planned(path, wished, from_)
    guard = guard_of(allow_loopback=allow_loopback, resolve=resolve)
    manner = _Manner(guard, contact_of(contact), from_, ends, progress)
    return _streamed(path, wished, manner)


def _streamed(database: str, wished: Wished, manner: _Manner) -> "Documents":
    with opened_alone(database, create=True) as db:
        report = _listen(db, asked_of(db, wished), manner, database)
    from influence.library.stream_report import streamed  # noqa: PLC0415 - as in a crawl

    return streamed(report, database)


def _planned(database: str, wished: Wished, begin: Begin) -> "Documents":
    """Return what would be asked for."""
    from influence.library.documents import told_once  # noqa: PLC0415 - as in a crawl

    with open_database(database if Path(database).exists() else ":memory:") as db:
        asked = asked_of(db, wished)
        known = stream_known(db, asked.url)
    place = _place(known, asked.url, begin)
    plan = {
        "wire": wire_of(asked.url).name,
        "address": asked.address(place.begin if place.cursor is None else place.cursor),
        "goes on from": known.cursor_at if known and place.cursor is not None else None,
        **asked.as_kept,
    }

    return told_once("stream", plan, _lines(plan))


def _lines(plan: Mapping[str, Any]) -> Iterator[str]:
    for name, value in plan.items():
        if value is not None:
            yield f"{name}: {', '.join(value) if isinstance(value, list) else value}"


def _ends(minutes: float | None, idle: float | None) -> Ends:
    if minutes is None and idle is None:
        raise UsageError("Say how long to listen: --minutes N, or --until-idle.")
    return Ends(None if minutes is None else 60.0 * minutes, idle)


def _connecting(url: str, manner: _Manner, clock: Clock) -> Callable[[str], Socket]:
    """Return what connects through the guard."""
    guard = manner.guard
    page = guard.checked(page_to_ask(url))
    is_own = guard.is_private or guard.is_own(urlsplit(page).hostname or "")
    agent = agent_with(manner.contact, is_private=is_own)
    tokens = Tokens(os.environ, from_keyring, guard.is_own).checked()
    return connecting(url, guard, agent, tokens, clock)


def _place(known: Stream | None, url: str, begin: Begin) -> Place:
    """Return where the last run stopped, or where to begin."""
    wire = wire_of(url)
    if begin == "oldest" and not wire.repeats:
        raise UsageError("--from oldest: Mastodon tells nothing again; leave it out.")
    at = None if known is None or known.cursor_at is None else to_seconds(known.cursor_at)
    if begin == "last" and known is not None and known.cursor is not None:
        return Place(known.cursor, at)
    return Place(cursor_at=at, begin=wire.oldest if begin == "oldest" else None)


def _listen(db: "Held", asked: Asked, manner: _Manner, database: str) -> Report:
    clock, ends = steady_clock(), manner.ends
    connect = _connecting(asked.url, manner, clock)
    stream = stream_of(db, asked.url)
    place = _place(stream, asked.url, manner.begin)
    attempts = None if ends.idle is None else _ATTEMPTS
    listener = Listener(connect, asked, Times(clock.now), place, attempts=attempts)
    try:
        return Streaming(db, stream, asked, clock.now, lambda now: manner.progress(now, ends)).run(
            listener, ends
        )
    except KeyboardInterrupt:
        again = suggested("stream", database)
        raise Interrupted(
            f"interrupted; all that was written is kept: `{again}`, with the same options, "
            "goes on after it."
        ) from None
