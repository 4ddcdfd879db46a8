"""The client: an address in, an answer or a reason out, and every host left in peace."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol, Self

from crawlers.answers import Answer, shown
from crawlers.client.agent import Agent
from crawlers.client.apis import limits_of
from crawlers.client.asking import Asker, Clock, Manners, Wanted, steady_clock
from crawlers.client.exchange import Exchange, Limits, Response
from crawlers.client.hosts import Host, Hosts
from crawlers.client.journeys import Fetched, Journey
from crawlers.client.judging import checked_status, conditions, is_unchanged, validators_of
from crawlers.client.redirects import MOST_HOPS, next_hop
from crawlers.client.robots_files import RobotsFiles
from crawlers.client.turns import authority_of, turn_of
from crawlers.errors import AnswerUnusable, FetchFailed, NotAllowed
from crawlers.guard import Guard
from crawlers.tokens import Token
from influence.records import HostState, Validators
from influence.windows import from_seconds

if TYPE_CHECKING:
    import httpx

ANYTHING: Final = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, "
    "application/xml;q=0.9, application/json;q=0.9, */*;q=0.8"
)

_KNOWN = 4_096
"""Addresses of which the rules are remembered: those of hosts are asked about at each pick."""


class Memory(Protocol):
    """What was known of hosts and answers before; asked by every thread that fetches."""

    def host_state(self, host: str) -> HostState:
        """Return what is known of a host: its scheme, host and port, or the name of a turn."""

    def validators_of(self, url: str) -> Validators | None:
        """Return what to send with a request for an address; None: it was never answered."""


class NoMemory:
    """Knows nothing."""

    def host_state(self, host: str) -> HostState:
        """Return the host's name."""
        return HostState(host)

    def validators_of(self, url: str) -> Validators | None:  # noqa: ARG002  # as Memory has it
        """Return None."""
        return None


class Client:
    """Asks the web for addresses, politely; may be used by many threads at a time.

    Each address is checked (guard), its host's robots.txt read and obeyed, its turn waited for; so
    is each redirect. What is remembered is handed back with each answer, to be kept in the same
    transaction as what was read of it.

    Parameters
    ----------
    agent
        Who asks; ``agent_with`` makes one.
    guard
        Which addresses may be asked for.
    memory
        What was known before.
    manners
        Pauses.
    clock
        The time, and what waits.
    transport
        What stands in for the network in tests.
    """

    def __init__(
        self,
        agent: Agent,
        *,
        guard: Guard | None = None,
        memory: Memory | None = None,
        manners: Manners | None = None,
        clock: Clock | None = None,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        self._agent = agent
        self._guard = guard or Guard()
        self._checked = lru_cache(maxsize=_KNOWN)(self._guard.checked)
        self._memory = memory or NoMemory()
        self._clock = clock or steady_clock()
        self._hosts = Hosts(self._memory.host_state, self._clock.now)
        self._exchange = Exchange(agent, self._guard, self._clock.now, transport)
        self._asker = Asker(self._exchange, self._guard, manners or Manners(), self._clock)
        self._robots = RobotsFiles(self._asker, self._hosts, agent, self._guard, self._clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._exchange.close()

    def get(
        self,
        url: str,
        *,
        accept: str = ANYTHING,
        limits: Limits | None = None,
        token: Token | None = None,
        is_conditional: bool = True,
        statuses: frozenset[int] = frozenset(),
    ) -> Fetched:
        """Return the answer to a request for an address, and all that led to it.

        Parameters
        ----------
        accept
            Which types of media will do, as the header says it.
        limits
            The most bytes, after decompression, and seconds; None for what the address calls for.
        token
            What the host is shown; nobody is where a redirect leads to another authority, nor is
            anybody where the host repeats it.
        is_conditional
            The last answer was read, so that it need not come again where it is unchanged.
        statuses
            Which refusals (401, 404, ...) are answers as well.

        Raises
        ------
        NotAllowed, PageGone, TryLater, AnswerUnusable
            With ``log`` and ``hosts`` of what was asked for all the same.
        """
        journey = Journey(token)
        try:
            address = self._checked(url)
            own = authority_of(address)
            return self._followed(
                journey,
                lambda hop: Wanted(
                    hop,
                    {
                        "Accept": accept,
                        **(token.headers() if token and authority_of(hop) == own else {}),
                    },
                    limits or limits_of(hop),
                ),
                address,
                is_conditional=is_conditional,
                statuses=statuses,
            )
        except FetchFailed as error:
            journey.failed(error)
            raise

    def check(self, url: str) -> None:
        """Return where an address may be asked for, by whoever then does it in another way.

        Raises
        ------
        NotAllowed
            Where its robots.txt or a rule on addresses refuses it, or nobody could ask who asks.
        TryLater
            Where its robots.txt is not to be had now.
        """
        self._allowed(Journey(None), self._checked(url))

    def seconds_until_turn(self, url: str) -> float:
        """Return how long from now the host of an address is not to be asked; 0 for not at all."""
        try:
            host = self._hosts.of(self._checked(url))
        except NotAllowed:
            return 0.0
        ready_at = max(host.ready_at, host.turn.ready_at, host.open_until)
        return max(ready_at - self._clock.now(), 0.0)

    def turn(self, url: str) -> str:
        """Return the name under which requests for an address take turns."""
        try:
            return turn_of(self._checked(url))
        except NotAllowed:
            return ""

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the host of an address names, once its robots.txt was read."""
        robots = self._hosts.of(self._checked(url)).robots
        return () if robots is None else robots.sitemaps

    def _followed(
        self,
        journey: Journey,
        wanted_at: Callable[[str], Wanted],
        url: str,
        *,
        is_conditional: bool,
        statuses: frozenset[int],
    ) -> Fetched:
        hops: list[tuple[int, str]] = []
        while True:
            held = self._memory.validators_of(url) if is_conditional else None
            response = self._asked(journey, wanted_at(url), held)
            following = next_hop(url, response, self._guard)
            if following is None:
                if response.status not in statuses:
                    checked_status(url, response, held)
                return self._ended(journey, url, response, held, hops)
            hops.append((response.status, url))
            if any(following == passed for _, passed in hops):
                raise AnswerUnusable(f"{shown(hops[0][1])} redirects in a circle.")
            if len(hops) > MOST_HOPS:
                raise AnswerUnusable(f"{shown(hops[0][1])} redirects more than {MOST_HOPS} times.")
            url = following

    def _asked(self, journey: Journey, wanted: Wanted, held: Validators | None) -> Response:
        """Return the answer of one hop, once it may be asked for."""
        host = self._allowed(journey, wanted.url)
        asking = {**wanted.headers, **conditions(held)}
        response = self._asker.ask(journey, host, wanted._replace(headers=asking))
        if journey.token and journey.token.is_in(response.body, response.headers.values()):
            raise AnswerUnusable(f"{shown(wanted.url)} repeats the token that it was shown.")
        return response

    def _allowed(self, journey: Journey, url: str) -> Host:
        """Return the host of an address that may be asked for."""
        host = self._hosts.of(url)
        if self._agent.contact is None and not self._guard.is_own(host.hostname):
            raise NotAllowed(f"{shown(url)} is of others, who are asked only with a contact.")
        self._robots.check(journey, host, url)
        return host

    def _ended(
        self,
        journey: Journey,
        url: str,
        response: Response,
        held: Validators | None,
        hops: list[tuple[int, str]],
    ) -> Fetched:
        seen_at = str(from_seconds(self._clock.now()))
        known = validators_of(url, response, held, seen_at)
        answer = Answer(
            url=url,
            status=response.status,
            headers=response.headers,
            body=response.body,
            seen_at=seen_at,
            hops=tuple(hops),
            is_unchanged=is_unchanged(response, held, known),
        )
        return journey.ended(answer, known)
