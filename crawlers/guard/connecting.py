"""Connections of httpcore that go to checked addresses only, and end when time is up."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION, NetworkStream

from crawlers.guard.guard import Guard

_MOST_ADDRESSES = 4


class Blocked(httpcore.ConnectError):
    """A rule on addresses refuses the connection; the message is that rule."""


class NoAddress(httpcore.ConnectError):
    """The name of the host leads nowhere."""


class NotVerified(httpcore.ConnectError):
    """The host's certificate is not its own, or too old; or it speaks no TLS."""


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a host once, checks every address, and connects to one that was checked.

    Parameters
    ----------
    guard
        Which addresses may be connected to.
    timer
        Seconds that never go back.
    """

    def __init__(self, guard: Guard, timer: Callable[[], float] = time.monotonic) -> None:
        self._guard = guard
        self._inner = httpcore.SyncBackend()
        self._ends = _Ends(timer)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let no connection of this thread go on for longer: not even one that drips."""
        self._ends.end(seconds)
        try:
            yield
        finally:
            self._ends.end(None)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """Connect to the first address of a host that answers, if all of them may be connected to.

        Raises
        ------
        Blocked
            Where an address is not public.
        """
        place = self._guard.mapping.place(host)
        addresses, port = (
            ([place.address], place.port) if place else (self._found(host, port), port)
        )
        failed: httpcore.ConnectError | httpcore.ConnectTimeout = NoAddress(
            f"{host} has no address"
        )
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._ends.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self._ends, is_plain=place is not None)
        raise failed

    def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> NetworkStream:  # noqa: ANN401
        """Refuse it: no page is read from a socket of this machine."""
        raise Blocked(f"{path} is no address of the web")

    def _found(self, host: str, port: int) -> list[str]:
        try:
            addresses = list(self._guard.resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise NoAddress(f"{host} has no address ({error})") from error
        if why := self._guard.refusal(host, addresses):
            raise Blocked(why)
        return addresses


class _Ends(threading.local):
    """When the request of each thread has to be over."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._at: float | None = None

    def end(self, seconds: float | None) -> None:
        self._at = None if seconds is None else self._timer() + seconds

    def left(self, timeout: float | None) -> float | None:
        if self._at is None:
            return timeout
        left = self._at - self._timer()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this request is up")
        return left if timeout is None else min(left, timeout)


class _Stream(NetworkStream):
    """A connection each of whose steps ends when the request's time is up."""

    def __init__(self, inner: NetworkStream, ends: _Ends, *, is_plain: bool = False) -> None:
        self._inner = inner
        self._ends = ends
        self._is_plain = is_plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._ends.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._ends.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: Any,  # noqa: ANN401  # ssl is not talked here, only passed on
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        """Return a stream that verified the host's name; of a mapped host the stream as it is."""
        if self._is_plain:
            return self
        timeout = self._ends.left(timeout)
        try:
            return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._ends)
        except httpcore.ConnectError as error:
            raise NotVerified(
                f"it does not prove that it is {server_hostname} ({error})"
            ) from error

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # httpcore says so
        return self._inner.get_extra_info(info)
