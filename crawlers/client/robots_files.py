"""robots.txt files: read, remembered for a day, and asked before anything else is."""

from typing import Final

from crawlers.apis import TERMS
from crawlers.client.agent import Agent
from crawlers.client.asking import Asker, Clock, Wanted
from crawlers.client.exchange import Limits, Response
from crawlers.client.hosts import DAY, HOUR, Host, Hosts
from crawlers.client.journeys import Journey
from crawlers.client.redirects import MOST_HOPS, next_hop
from crawlers.client.robots import DENYING, LARGEST, Robots, refusal_by, robots_text
from crawlers.errors import AnswerUnusable, NotAllowed, TryLater
from crawlers.guard import Guard
from influence.windows import from_seconds, to_seconds

_LIMITS: Final = Limits(size=LARGEST, seconds=15.0, is_cut=True)
_NONE: Final = Response(404, {}, b"", 0)


class RobotsFiles:
    """The robots.txt of every host that is asked.

    Parameters
    ----------
    asker
        What asks for them.
    hosts
        Where what they say is kept.
    """

    def __init__(
        self, asker: Asker, hosts: Hosts, agent: Agent, guard: Guard, clock: Clock
    ) -> None:
        self._asker = asker
        self._hosts = hosts
        self._token = agent.token
        self._guard = guard
        self._clock = clock

    def check(self, journey: Journey, host: Host, url: str) -> None:
        """Return where an address may be asked for.

        APIs whose owners document that programs may use them without a login have no robots.txt
        that is asked for.

        Raises
        ------
        NotAllowed
            Where its robots.txt refuses it, or is itself refused (401, 403, a challenge).
        TryLater
            Where there is none to be had now and none is remembered, so that nothing is allowed.
        """
        if host.refused:
            raise NotAllowed(host.refused)
        if host.name in TERMS:
            return
        with self._asker.held(host.lock, host):
            robots = self._known(host) or self._read(journey, host)
        if why := refusal_by(host.state, robots, url):
            raise NotAllowed(why)

    def _known(self, host: Host) -> Robots | None:
        """Return the rules that need not be read again yet."""
        now, state = self._clock.now(), host.state
        if host.robots is None and state.robots_at and state.robots_status is not None:
            host.robots = Robots(state.robots_txt or "", self._token)
            host.robots_until = min(to_seconds(state.robots_at), now) + DAY
        return host.robots if now < host.robots_until else None

    def _read(self, journey: Journey, host: Host) -> Robots:
        journey.touch(host)
        url = f"{host.name}/robots.txt"
        try:
            response = self._followed(journey, url)
        except NotAllowed as error:
            host.refused = str(error)
            raise
        except (AnswerUnusable, TryLater) as error:
            return self._copy(host, error)
        return self._learnt(host, response)

    def _learnt(self, host: Host, response: Response) -> Robots:
        """Return the rules of an answer, by the table of RFC 9309, 2.3.1."""
        now, status = self._clock.now(), response.status
        text = robots_text(response.body) if 200 <= status < 300 else ""
        host.robots, host.robots_until = Robots(text, self._token), now + DAY
        host.state = host.state._replace(
            robots_txt=None if status in DENYING else text,
            robots_status=status,
            robots_at=from_seconds(now),
            delay_seconds=host.robots.delay,
        )
        return host.robots

    def _copy(self, host: Host, error: AnswerUnusable | TryLater) -> Robots:
        """Return the rules as they were read last, for an hour, while they cannot be read."""
        text = host.state.robots_txt
        host.state = host.state._replace(robots_status=None)
        if text is None:
            told = str(error).rstrip(".")
            raise TryLater(
                f"Nothing of {host.name} is asked for while its robots.txt cannot be read: {told}.",
                error.seconds if isinstance(error, TryLater) else HOUR,
            ) from error
        host.robots = Robots(text, self._token)
        host.robots_until = self._clock.now() + HOUR
        return host.robots

    def _followed(self, journey: Journey, url: str) -> Response:
        """Return the answer after up to five redirects, across hosts; after more, that of none."""
        for _ in range(MOST_HOPS + 1):
            host = self._hosts.of(url)
            response = self._asker.ask(journey, host, Wanted(url, {}, _LIMITS))
            following = next_hop(url, response, self._guard)
            if following is None:
                return response
            url = following
        return _NONE
