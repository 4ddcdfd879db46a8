"""Connecting to a server that streams, by what it speaks, and signing in where it wants that."""

from collections.abc import Callable

from crawlers.client import Agent, Client, Clock
from crawlers.client.event_stream import EventStream
from crawlers.client.lasting import Refused
from crawlers.client.web_socket import WebSocket
from crawlers.errors import NotAllowed
from crawlers.guard import Guard
from crawlers.mastodon.streamed import is_stream
from crawlers.streaming.wires import page_to_ask, wire_of
from crawlers.tokens import CLOSED, Token, Tokens


class SigningIn:
    """Connects to streams of events as robots.txt allows, as a stranger first.

    Only where strangers are refused is a token shown, to that host alone, from then on.
    """

    def __init__(self, guard: Guard, agent: Agent, tokens: Tokens, clock: Clock) -> None:
        self._guard, self._agent, self._tokens = guard, agent, tokens
        self._client = Client(agent, guard=guard, clock=clock)
        self._token: Token | None = None

    def __call__(self, url: str) -> EventStream:
        """Return a connection.

        Raises
        ------
        NotAllowed
            Where a rule refuses the address, or the host wants a token and there is none, or
            refuses the one that there is.
        FetchFailed
            As a connection does.
        """
        self._client.check(url)
        if self._token is not None:
            return self._signed_in(url, self._token)
        try:
            return EventStream(url, self._guard, self._agent)
        except Refused as error:
            if error.status not in CLOSED:
                raise
            self._token = self._tokens.of(url)
            if self._token is None:
                raise NotAllowed(f"{error} {self._tokens.wanted(url)}") from None
        return self._signed_in(url, self._token)

    def _signed_in(self, url: str, token: Token) -> EventStream:
        try:
            return EventStream(url, self._guard, self._agent, token.headers())
        except Refused as error:
            if error.status in CLOSED:
                place = self._tokens.place_of(url)
                raise NotAllowed(f"{token.name} refuses the token of {place}.") from None
            raise Refused(token.hidden(str(error)), error.status, b"") from None


def connecting(
    url: str, guard: Guard, agent: Agent, tokens: Tokens, clock: Clock
) -> Callable[[str], WebSocket | EventStream]:
    """Return what connects to a stream with what is asked of it, through the guard."""
    if is_stream(url):
        return SigningIn(guard, agent, tokens, clock)
    offered = wire_of(url).subprotocols
    return lambda address: WebSocket(page_to_ask(address), guard, agent, offered)
