"""A websocket: messages as they come, over a connection to a checked address.

The protocol (RFC 6455, with compression by RFC 7692) is spoken by ``websockets``, which does no
input and output here, so that the connection is the guard's. A server may send no message larger
than ``LARGEST``, decompressed, or is hung up on.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Self

import httpcore

from crawlers.answers import shown
from crawlers.client.agent import Agent
from crawlers.client.lasting import (
    CHUNK,
    CONNECTS_WITHIN,
    FAILURES,
    LARGEST,
    WRITES_WITHIN,
    HungUp,
    connected,
    refusal,
)
from crawlers.errors import AnswerUnusable, FetchFailed
from crawlers.guard import Guard, GuardedBackend
from influence.errors import InputUnusable

if TYPE_CHECKING:
    from websockets.client import ClientProtocol
    from websockets.frames import Frame

_SILENT = logging.getLogger("crawlers.websockets")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False
_SILENT.setLevel(logging.CRITICAL)


class WebSocket:
    """A connection to a server that streams; to be closed by leaving its ``with``.

    Parameters
    ----------
    url
        ``http`` or ``https``, checked by the guard here.
    agent
        Who asks.
    subprotocols
        What is offered, the best first.

    Attributes
    ----------
    has_stirred
        Whether anything came at the last look, such as the answer to a ping.

    Raises
    ------
    NotAllowed
        Where the address may not be connected to.
    HungUp
        Where nothing, or nothing sensible, answers.
    Refused
        Where the server answers something else.
    InputUnusable
        Where the package that speaks the protocol is not installed.
    """

    def __init__(
        self, url: str, guard: Guard, agent: Agent, subprotocols: Sequence[str] = ()
    ) -> None:
        self._url = guard.checked(url)
        self._parts: list[bytes | bytearray | memoryview] = []
        self.has_stirred = False
        self._protocol = _protocol(self._url, subprotocols)
        backend = GuardedBackend(guard)
        with backend.within(CONNECTS_WITHIN):
            self._stream = connected(self._url, backend, _named(self._url))
            try:
                self._early = self._shake_hands(agent)
            except BaseException:
                self._stream.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def received(self, seconds: float) -> list[bytes | bytearray]:
        """Return the messages that came, waiting so long at most for the first bytes.

        Raises
        ------
        HungUp
            Where the connection ended, on either side.
        AnswerUnusable
            Where what comes is no websocket's.
        """
        protocol = self._protocol
        if self._early:
            early, self._early = self._early, []
            return early
        try:
            data = self._stream.read(CHUNK, seconds)
        except httpcore.ReadTimeout:
            self.has_stirred = False
            return []
        except FAILURES as error:
            raise HungUp(f"{_named(self._url)} broke off ({error!r:.100}).") from error
        self.has_stirred = bool(data)
        if data:
            protocol.receive_data(data)
        else:
            protocol.receive_eof()
        messages = list(self._messages(protocol.events_received()))
        self._send()
        if not messages:
            self._check()
        return messages

    def ping(self) -> None:
        """Ask whether the server is there: its answer, like anything else, ends the silence."""
        self._protocol.send_ping(b"")
        self._send()

    def hang_up(self) -> None:
        """Say that nothing more is wanted."""
        if self._protocol.state.name == "OPEN":
            self._protocol.send_close(1000)
            try:
                self._send()
            except HungUp:
                return

    def _messages(self, events: Sequence[object]) -> Iterator[bytes | bytearray]:
        """Yield whole messages; what ends the connection is looked at once they are taken."""
        frames: list[Frame] = events  # type: ignore[assignment]  # no handshake is among them
        for frame in frames:
            if frame.opcode > 2:  # close, ping, pong
                continue
            self._parts.append(frame.data)
            if frame.fin:
                whole = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
                self._parts.clear()
                yield whole if isinstance(whole, bytes | bytearray) else bytes(whole)

    def _check(self) -> None:
        """Raise where the connection is over."""
        protocol = self._protocol
        if protocol.parser_exc is not None and not isinstance(protocol.parser_exc, EOFError):
            raise AnswerUnusable(
                f"{_named(self._url)} sends no sound messages ({protocol.parser_exc!s:.200})."
            )
        if protocol.state.name != "OPEN":
            said = protocol.close_rcvd
            why = f" ({said.code} {said.reason[:100]})" if said else ""
            raise HungUp(f"{_named(self._url)} hung up{why}.")

    def _shake_hands(self, agent: Agent) -> list[bytes | bytearray]:
        """Return the messages that came with the answer to our request."""
        protocol = self._protocol
        request = protocol.connect()
        request.headers["User-Agent"] = agent.header
        protocol.send_request(request)
        self._send()
        while protocol.state.name == "CONNECTING" and protocol.handshake_exc is None:
            try:
                data = self._stream.read(CHUNK, CONNECTS_WITHIN)
            except FAILURES as error:
                raise HungUp(f"{_named(self._url)} does not answer ({error!r:.100}).") from error
            protocol.receive_data(data) if data else protocol.receive_eof()
        events = protocol.events_received()
        if protocol.handshake_exc is not None:
            raise _refusal(self._url, next(iter(events), None), protocol.handshake_exc)
        return list(self._messages(events[1:]))

    def _send(self) -> None:
        for data in self._protocol.data_to_send():
            if not data:  # the end of what we send: closing says it
                continue
            try:
                self._stream.write(data, WRITES_WITHIN)
            except FAILURES as error:
                raise HungUp(f"{_named(self._url)} broke off ({error!r:.100}).") from error


def _named(url: str) -> str:
    """Return how a person knows a server that streams, without what is asked of it.

    >>> _named("https://a.example/subscribe?wantedCollections=app.bsky.feed.post")
    'wss://a.example/subscribe'
    """
    return f"ws{shown(url.partition('?')[0]).removeprefix('http')}"


def _protocol(url: str, subprotocols: Sequence[str]) -> "ClientProtocol":
    try:
        from websockets.client import ClientProtocol  # noqa: PLC0415 an extra
        from websockets.extensions.permessage_deflate import (  # noqa: PLC0415
            ClientPerMessageDeflateFactory,
        )
        from websockets.typing import Subprotocol  # noqa: PLC0415
        from websockets.uri import parse_uri  # noqa: PLC0415
    except ImportError as error:
        raise InputUnusable(
            "A stream needs another package: pip install 'influence-discovery[stream]'"
        ) from error
    return ClientProtocol(
        parse_uri(f"ws{url.removeprefix('http')}"),
        extensions=[ClientPerMessageDeflateFactory()],
        subprotocols=[Subprotocol(each) for each in subprotocols] or None,
        max_size=LARGEST,
        logger=_SILENT,
    )


def _refusal(url: str, answer: object, error: Exception) -> FetchFailed:
    """Return why there is no websocket."""
    status = getattr(answer, "status_code", None)
    if not isinstance(status, int) or status == 101:
        return HungUp(f"{_named(url)} answers with no websocket ({error!s:.200}).")
    return refusal(_named(url), status, bytes(getattr(answer, "body", None) or b""))
