"""Connections to many hosts, kept for the next page while they last.

httpcore's pool looks at every connection twice a request, and keeps fewer than it was told to: with
hundreds of hosts it does little else. A crawl has one request at a time under way to a host, so
that the connection of an origin is all that has to be found.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Final

import httpcore
import httpx

_KEPT_SECONDS: Final = 30.0
_ERRORS: Final = (
    httpcore.ConnectionNotAvailable,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)
_PORTS: Final = {"http": 80, "https": 443}


class Connections(httpx.BaseTransport):
    """A transport that connects through a guard.

    Parameters
    ----------
    backend
        What connects.
    most
        Idle connections that are kept; of more the one used longest ago is closed.
    """

    def __init__(self, backend: httpcore.NetworkBackend, most: int = 256) -> None:
        self._backend = backend
        self._most = most
        self._verifying = httpx.create_ssl_context(trust_env=False)
        self._lock = threading.Lock()
        self._idle: OrderedDict[str, httpcore.HTTPConnection] = OrderedDict()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request; its body is read from the connection as it is asked for.

        Raises
        ------
        httpx.TransportError
            Where nothing comes; its cause is what the backend raised.
        """
        url = request.url
        port = url.port or _PORTS[url.scheme]
        origin = httpcore.Origin(url.raw_scheme, url.raw_host, port)
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        connection = self._idle_one(origin) or self._new_one(origin)
        try:
            answered = connection.handle_request(asked)
        except BaseException as error:
            connection.close()
            if isinstance(error, _ERRORS):
                raise _as_httpx(error) from error
            raise
        body = _Body(answered, lambda: self._keep(origin, connection))
        return httpx.Response(answered.status, headers=answered.headers, stream=body)

    def close(self) -> None:
        """Close every connection that is idle."""
        with self._lock:
            idle, self._idle = [*self._idle.values()], OrderedDict()
        for connection in idle:
            connection.close()

    def _idle_one(self, origin: httpcore.Origin) -> httpcore.HTTPConnection | None:
        with self._lock:
            connection = self._idle.pop(str(origin), None)
        if connection is not None and connection.has_expired():
            connection.close()
            return None
        return connection

    def _new_one(self, origin: httpcore.Origin) -> httpcore.HTTPConnection:
        return httpcore.HTTPConnection(
            origin,
            ssl_context=self._verifying,
            keepalive_expiry=_KEPT_SECONDS,
            network_backend=self._backend,
        )

    def _keep(self, origin: httpcore.Origin, connection: httpcore.HTTPConnection) -> None:
        """Keep a connection whose answer was read to its end."""
        if not connection.is_idle():
            connection.close()
            return
        with self._lock:
            replaced = self._idle.pop(str(origin), None)
            self._idle[str(origin)] = connection
            oldest = self._idle.popitem(last=False)[1] if len(self._idle) > self._most else None
        for unneeded in filter(None, (replaced, oldest)):
            unneeded.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer, piece by piece; closed, it gives its connection back."""

    def __init__(self, answered: httpcore.Response, give_back: Callable[[], None]) -> None:
        self._answered = answered
        self._give_back = give_back

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answered.iter_stream()
        except _ERRORS as error:
            raise _as_httpx(error) from error

    def close(self) -> None:
        self._answered.close()
        self._give_back()


def _as_httpx(error: Exception) -> httpx.TransportError:
    """Return an error of httpcore as the one of httpx that has its name, or that of its kind."""
    for kind in type(error).__mro__:
        named = getattr(httpx, kind.__name__, None)
        if isinstance(named, type) and issubclass(named, httpx.TransportError):
            return named(str(error))
    return httpx.NetworkError(str(error))
