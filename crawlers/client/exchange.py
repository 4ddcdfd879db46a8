"""One request and its answer, within limits of size and time."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import httpx

from crawlers.answers import shown
from crawlers.client.agent import Agent
from crawlers.client.connections import Connections
from crawlers.errors import AnswerUnusable, NotAllowed
from crawlers.guard import Blocked, Guard, GuardedBackend, Inflated, TooLarge
from crawlers.guard.connecting import NoAddress, NotVerified
from crawlers.guard.inflating import NotInflatable

_TIMEOUTS = httpx.Timeout(15.0, connect=10.0).as_dict()
_SINGLE = {"location", "content-type", "etag", "last-modified", "retry-after", "server"}
_COOKIES = {"set-cookie", "set-cookie2"}
_GLANCE = 1 << 16
"""How much is read of what is no page: enough to know a challenge."""


class NoAnswer(Exception):
    """Nothing came, or not all of it; another try may bring it, unless ``is_lasting``."""

    def __init__(self, message: str, *, is_lasting: bool = False) -> None:
        super().__init__(message)
        self.is_lasting = is_lasting


class Limits(NamedTuple):
    """How much of an answer is taken, decompressed, and how long it may take.

    ``is_cut``: of a longer one the beginning is taken, instead of nothing.
    """

    size: int = 5_000_000
    seconds: float = 30.0
    is_cut: bool = False


class Response(NamedTuple):
    """What came: names of headers in lower case, the body decompressed, bytes as they came."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    wire: int


class Exchange:
    """Asks for one address, and follows nothing.

    Parameters
    ----------
    agent
        Who asks.
    guard
        Which addresses may be connected to.
    clock
        Seconds, for the limit on time.
    transport
        What stands in for the network in tests.
    """

    def __init__(
        self,
        agent: Agent,
        guard: Guard,
        clock: Callable[[], float],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._agent = agent
        self._clock = clock
        self._backend = GuardedBackend(guard)
        self._transport = transport or Connections(self._backend)

    def __call__(self, url: str, headers: Mapping[str, bytes | str], limits: Limits) -> Response:
        """Return what came.

        Raises
        ------
        NoAnswer
            Where nothing came, or not all.
        NotAllowed
            Where the host leads to an address that is not public.
        AnswerUnusable
            Where it is too large, too slow, or compressed in a way that cannot be read.
        """
        ends = self._clock() + limits.seconds
        with (
            self._backend.within(limits.seconds),
            _mapped(url, lambda: self._clock() >= ends, limits),
        ):
            request = httpx.Request(
                "GET", url, headers=self._headers(headers), extensions={"timeout": _TIMEOUTS}
            )
            response = self._transport.handle_request(request)
            try:
                return self._read(response, limits, ends)
            finally:
                response.close()

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def _headers(self, headers: Mapping[str, bytes | str]) -> list[tuple[bytes, bytes]]:
        named = {
            "User-Agent": self._agent.header,
            "Accept-Encoding": "gzip, deflate",
            **headers,
        }
        return [
            (name.encode("ascii"), value if isinstance(value, bytes) else value.encode("latin-1"))
            for name, value in named.items()
        ]

    def _read(self, response: httpx.Response, limits: Limits, ends: float) -> Response:
        headers = _plain(response.headers.raw)
        status = response.status_code
        if not 200 <= status < 300:
            limits = Limits(min(limits.size, _GLANCE), is_cut=True)
        body = Inflated(headers.get("content-encoding", ""), limits.size)
        told = headers.get("content-length", "")
        if not limits.is_cut and re.fullmatch(r"\d{1,20}", told) and int(told) > limits.size:
            raise TooLarge
        try:
            for chunk in response.stream:  # type: ignore[union-attr]  # ours is a synchronous one
                body.feed(chunk)
                if self._clock() >= ends:
                    raise httpx.ReadTimeout("the time for this request is up")
        except TooLarge:
            if not limits.is_cut:
                raise
            return Response(status, headers, body.taken(), body.wire)
        return Response(status, headers, body.whole(), body.wire)


@contextmanager
def _mapped(url: str, is_late: Callable[[], bool], limits: Limits) -> Iterator[None]:
    """Turn whatever a stranger's server makes go wrong into one of our errors."""
    try:
        yield
    except TooLarge as error:
        raise AnswerUnusable(f"{shown(url)} is larger than {limits.size:,} bytes.") from error
    except NotInflatable as error:
        raise AnswerUnusable(f"{shown(url)} {error}.") from error
    except httpx.TransportError as error:
        if isinstance(error.__cause__, Blocked):
            raise NotAllowed(f"{error.__cause__}.") from error
        if is_late():
            raise AnswerUnusable(f"{shown(url)} took longer than {limits.seconds:g} s.") from error
        is_lasting = isinstance(error.__cause__, NoAddress | NotVerified)
        raise NoAnswer(_reason(error), is_lasting=is_lasting) from error
    except (httpx.InvalidURL, httpx.HTTPError, ValueError, UnicodeError) as error:
        raise AnswerUnusable(f"{shown(url)} cannot be asked for ({error!r:.200}).") from error


def _reason(error: httpx.TransportError) -> str:
    """Return why nothing came, as the end of a sentence."""
    if isinstance(error.__cause__, NoAddress | NotVerified):
        return str(error.__cause__)[:300]
    if isinstance(error, httpx.TimeoutException):
        return "it does not answer in time"
    told = f" ({error})"[:200] if str(error) else ""
    return f"{'no connection' if isinstance(error, httpx.ConnectError) else 'it broke off'}{told}"


def _plain(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers, names in lower case; of a field that can be once only the first."""
    headers: dict[str, str] = {}
    for name_bytes, value_bytes in raw:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1").strip()
        if name in _COOKIES or (name in _SINGLE and name in headers):
            continue
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
