"""A stream of server-sent events, over a connection to a checked address.

HTTP is spoken by ``h11``, which does no input and output, so that a look at what came may end
without ending the connection, as httpcore's cannot.
"""

from collections.abc import Mapping
from typing import Final, Self
from urllib.parse import urlsplit

import h11
import httpcore

from crawlers.answers import shown
from crawlers.client.agent import Agent
from crawlers.client.lasting import (
    CHUNK,
    CONNECTS_WITHIN,
    FAILURES,
    GLANCE,
    WRITES_WITHIN,
    HungUp,
    connected,
    refusal,
)
from crawlers.client.server_events import ServerEvents
from crawlers.errors import AnswerUnusable
from crawlers.guard import Guard, GuardedBackend

MEDIA_TYPE: Final = "text/event-stream"


class EventStream:
    """A connection to a server that streams events; to be closed by leaving its ``with``.

    Parameters
    ----------
    url
        ``http`` or ``https``, checked by the guard here.
    agent
        Who asks.
    headers
        What the request carries beside, such as a token.

    Attributes
    ----------
    has_stirred
        Whether anything came at the last look, such as a comment that says no more than that.

    Raises
    ------
    NotAllowed
        Where the address may not be connected to.
    HungUp
        Where nothing, or nothing sensible, answers.
    Refused
        Where the server answers something else.
    AnswerUnusable
        Where it answers with what is no stream of events.
    """

    def __init__(
        self, url: str, guard: Guard, agent: Agent, headers: Mapping[str, str] | None = None
    ) -> None:
        self._url = guard.checked(url)
        self._named = shown(self._url)
        self._http = h11.Connection(h11.CLIENT)
        self._events = ServerEvents()
        self.has_stirred = False
        backend = GuardedBackend(guard)
        with backend.within(CONNECTS_WITHIN):
            self._stream = connected(self._url, backend, self._named)
            try:
                self._ask(agent, headers or {})
                self._check(self._answer())
            except BaseException:
                self._stream.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def received(self, seconds: float) -> list[bytes | bytearray]:
        r"""Return the events that came, waiting so long at most: name, ``\n``, and data of each.

        Raises
        ------
        HungUp
            Where the connection ended.
        AnswerUnusable
            Where what comes is no sound answer, or an event is too large.
        """
        found: list[bytes | bytearray] = []
        event = self._next()
        if event is h11.NEED_DATA:
            try:
                self._take_in(seconds)
            except httpcore.ReadTimeout:
                self.has_stirred = False
                return []
            event = self._next()
        self.has_stirred = True
        while isinstance(event, h11.Data):
            found += self._events.feed(event.data)
            event = self._next()
        if event is not h11.NEED_DATA and not found:
            raise HungUp(f"{self._named} ended the stream.")
        return found

    def ping(self) -> None:
        """Ask nothing: such a server says by itself that it is there."""

    def hang_up(self) -> None:
        """Say nothing: closing the connection says it."""

    def _ask(self, agent: Agent, headers: Mapping[str, str]) -> None:
        parts = urlsplit(self._url)
        target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        named = {"Host": parts.netloc, "User-Agent": agent.header, "Accept": MEDIA_TYPE, **headers}
        request = h11.Request(method="GET", target=target, headers=list(named.items()))
        data = self._http.send(request) or b""
        self._http.send(h11.EndOfMessage())
        try:
            self._stream.write(data, WRITES_WITHIN)
        except FAILURES as error:
            raise HungUp(f"{self._named} broke off ({error!r:.100}).") from error

    def _answer(self) -> h11.Response:
        while True:
            event = self._next_read()
            if isinstance(event, h11.Response):
                return event

    def _check(self, answer: h11.Response) -> None:
        """Raise where an answer is no stream of events."""
        told = dict(answer.headers)
        media = told.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip()
        if answer.status_code != 200:
            raise refusal(self._named, answer.status_code, self._body())
        if media.lower() != MEDIA_TYPE:
            raise AnswerUnusable(f"{self._named} is no stream of events, but {media or 'nothing'}.")

    def _body(self) -> bytes:
        """Return the beginning of what a server says instead of streaming."""
        body = bytearray()
        try:
            while len(body) < GLANCE and isinstance(event := self._next_read(), h11.Data):
                body += event.data
        except HungUp:
            return bytes(body)
        return bytes(body)

    def _next_read(self) -> object:
        """Return the next event of HTTP, waiting for it."""
        while (event := self._next()) is h11.NEED_DATA:
            try:
                self._take_in(CONNECTS_WITHIN)
            except httpcore.ReadTimeout as error:
                raise HungUp(f"{self._named} does not answer in time.") from error
        return event

    def _next(self) -> object:
        try:
            return self._http.next_event()
        except h11.RemoteProtocolError as error:
            raise AnswerUnusable(
                f"{self._named} sends no sound answer ({error!s:.200})."
            ) from error

    def _take_in(self, seconds: float) -> None:
        """Read what came.

        Raises
        ------
        httpcore.ReadTimeout
            Where nothing did.
        HungUp
            Where the connection ended.
        """
        try:
            data = self._stream.read(CHUNK, seconds)
        except httpcore.ReadTimeout:
            raise
        except FAILURES as error:
            raise HungUp(f"{self._named} broke off ({error!r:.100}).") from error
        if not data:
            raise HungUp(f"{self._named} hung up.")
        self._http.receive_data(data)
