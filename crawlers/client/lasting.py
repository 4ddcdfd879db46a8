"""Connections that last, to servers that stream: made through the guard, and ended or refused."""

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpcore
import httpx

from crawlers.errors import FetchFailed, NotAllowed
from crawlers.guard import Blocked, GuardedBackend

if TYPE_CHECKING:
    from httpcore import NetworkStream

CHUNK: Final = 1 << 16
CONNECTS_WITHIN: Final = 20.0
WRITES_WITHIN: Final = 20.0
LARGEST: Final = 5 << 20
"""Bytes of a message; a commit of a PDS has two million at most."""

GLANCE: Final = 2_000
"""Bytes that are read of why there is no stream."""

FAILURES: Final = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    OSError,
)


class HungUp(FetchFailed):
    """There is no connection, or no more; another may be had."""


class Refused(FetchFailed):
    """The server answered, and opens no stream."""

    def __init__(self, message: str, status: int, body: bytes) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


def connected(url: str, backend: GuardedBackend, named: str) -> "NetworkStream":
    """Return a connection to the server of an address.

    Parameters
    ----------
    named
        How a person knows the server.

    Raises
    ------
    NotAllowed
        Where the address may not be connected to.
    HungUp
        Where nothing answers, or another than the one that is meant.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    try:
        stream = backend.connect_tcp(host, port, CONNECTS_WITHIN)
        if parts.scheme == "https":
            context = httpx.create_ssl_context(trust_env=False)
            stream = stream.start_tls(context, host, CONNECTS_WITHIN)
    except Blocked as error:
        raise NotAllowed(f"{error}.") from error
    except FAILURES as error:
        raise HungUp(f"{named} cannot be connected to ({error!s:.200}).") from error
    return stream


def refusal(named: str, status: int, body: bytes) -> Refused:
    """Return what it means that a server answers with something else than a stream."""
    told = body[:GLANCE].decode("utf-8", "replace")
    words = "".join(mark if mark.isprintable() else " " for mark in told)[:200]
    return Refused(f"{named} answers {status}: {words or 'nothing'}.", status, body[:GLANCE])
