"""The wires on which the network is streamed: how each is asked, gone on with, and read."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from crawlers.atproto.rows import COLLECTIONS
from crawlers.bluesky.events import Event
from crawlers.bluesky.frames import read_frame
from crawlers.bluesky.jetstream import read_message
from crawlers.bluesky.telling import KINDS, PROFILE
from influence.errors import UsageError

DEFAULT: Final = "wss://jetstream2.us-east.bsky.network/subscribe"
MOST_ACCOUNTS: Final = 10_000
"""Accounts that Jetstream can be asked for by name."""

FIRST_TIME: Final = 10**15
"""Microseconds since 1970 from which on Jetstream takes a cursor for a time, and moves it up to
what it has; below, for the number of an event."""

_SCHEMES = {"ws": "http", "wss": "https"}


class Wire(NamedTuple):
    """A protocol of streaming.

    Attributes
    ----------
    read
        Reads one message, given when it came in seconds since 1970.
    collections, accounts
        What parameters are called that narrow the stream; '' where the server sends everything.
    subprotocols
        What is offered when the connection is made.
    is_numbered
        Events have numbers that only grow; otherwise they are placed by their time, in
        microseconds, and a cursor too old is moved up without a word.
    oldest
        A cursor before whatever a server still has.
    repeats
        The server sends again what came before, from a cursor on.
    """

    name: str
    read: Callable[[bytes | bytearray, float], Sequence[Any]]
    collections: str = ""
    accounts: str = ""
    subprotocols: tuple[str, ...] = ()
    is_numbered: bool = True
    oldest: int = FIRST_TIME
    repeats: bool = True


def _timed(read: Callable[[bytes | bytearray], list[Event]]) -> Callable[..., list[Event]]:
    """Return what reads messages that tell when they happened, and need not be told."""
    return lambda message, _: read(message)


_WIRES: Final = {
    "/subscribe": Wire(
        "Jetstream", _timed(read_message), "wantedCollections", "wantedDids", is_numbered=False
    ),
    "/xrpc/network.bsky.jetstream.subscribeEvents": Wire(
        "Jetstream (subscribeEvents)",
        _timed(read_message),
        "collections",
        "dids",
        ("xrpc.v1.json",),
    ),
    "/xrpc/com.atproto.sync.subscribeRepos": Wire("subscribeRepos", _timed(read_frame), oldest=0),
}
"""Path of an address → what is spoken there."""


def wire_of(url: str) -> Wire:
    """Return what is spoken at an address.

    Raises
    ------
    UsageError
        Where it is no address of a stream that is known here.

    Examples
    --------
    >>> wire_of("wss://bsky.network/xrpc/com.atproto.sync.subscribeRepos").name
    'subscribeRepos'
    """
    parts = urlsplit(url)
    if "@" in parts.netloc:  # it would stand in the database, and in what is said
        raise UsageError("--url has a name or password in it: leave them out, a stream takes none.")
    wire = _WIRES.get(parts.path.rstrip("/"))
    if parts.scheme not in _SCHEMES or wire is None or parts.query:
        raise UsageError(
            f"--url {url[:200]}: write ws:// or wss://, a host, and one of {', '.join(_WIRES)}."
        )
    return wire


def page_of(url: str) -> str:
    """Return an address of a stream as that of a page, as which it is checked and connected to.

    >>> page_of("wss://bsky.network/subscribe?cursor=1")
    'https://bsky.network/subscribe?cursor=1'
    """
    scheme, _, rest = url.partition("://")
    return f"{_SCHEMES[scheme]}://{rest}"


def asked_at(
    url: str, wire: Wire, kinds: Sequence[str], accounts: Sequence[str], cursor: int | None
) -> str:
    """Return the address of a stream with what is asked of it.

    >>> url = "wss://a.example/subscribe"
    >>> asked_at(url, wire_of(url), ["likes"], [], 7).partition("?")[2]
    'wantedCollections=app.bsky.actor.profile&wantedCollections=app.bsky.feed.like&cursor=7'
    """
    wanted = [each for each in COLLECTIONS if each in {PROFILE, *(KINDS[kind] for kind in kinds)}]
    asked = [(wire.collections, each) for each in wanted if wire.collections]
    asked += [(wire.accounts, each) for each in accounts if wire.accounts]
    asked += [("cursor", str(cursor))] if cursor is not None else []
    return f"{url.rstrip('/')}?{urlencode(asked)}" if asked else url
