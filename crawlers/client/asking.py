"""Asking one host for one address: in turn, with a pause after, again where that may help.

A pause is counted from the end of an answer to the next request, so that no host ever sees two of
ours closer together, however long the way to it is.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Final, NamedTuple

from crawlers.answers import shown
from crawlers.client.apis import explains, seconds_to_rest
from crawlers.client.challenges import challenge_in
from crawlers.client.exchange import Exchange, Limits, NoAnswer, Response
from crawlers.client.hosts import DAY, Host
from crawlers.client.journeys import Journey, Times
from crawlers.client.rate_limits import seconds_to_wait
from crawlers.errors import FetchFailed, NotAllowed, TryLater
from crawlers.guard import Guard
from influence.windows import from_seconds

ATTEMPTS: Final = 4
SHORTEST_PAUSE: Final = 1.0
"""Between two requests to a host of others, in seconds."""

_LONGEST_BACKOFF = 900.0
_RESTS = 300.0
_NOT_FAILING = {501, 505, 506, 508, 510, 511}  # as final as 400


class Clock(NamedTuple):
    """Seconds since 1970, and what waits for some."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


def steady_clock() -> Clock:
    """Return a clock that follows no change of the system's time, so that no pause is cut short."""
    began = time.time() - time.monotonic()
    return Clock(lambda: began + time.monotonic(), time.sleep)


class Manners(NamedTuple):
    """How hosts are treated.

    Attributes
    ----------
    delay
        Seconds between two requests to a host that asks for no longer pause itself; below 1 only
        for servers of one's own.
    patience
        The longest that a request waits for its turn instead of failing with TryLater. Once
        something was asked for on the way to an answer, the pause of the host is waited for in any
        case, lest it was asked in vain.
    jitter
        Chooses between two numbers how long to back off.
    """

    delay: float = SHORTEST_PAUSE
    patience: float = 5.0
    jitter: Callable[[float, float], float] = random.uniform


class Wanted(NamedTuple):
    """What is asked for: an address, headers, and the limits of the answer."""

    url: str
    headers: Mapping[str, bytes | str]
    limits: Limits

    @property
    def wants_html(self) -> bool:
        """Return whether a page will do."""
        accept = str(self.headers.get("Accept", "*/*"))
        return "html" in accept or accept == "*/*"


class _Failure(NamedTuple):
    """Why there is no answer, and how long to wait before another try."""

    why: str
    wait: float
    is_lasting: bool = False


class Asker:
    """Asks hosts, each in its turn.

    Parameters
    ----------
    exchange
        What sends a request.
    guard
        Which hosts are our own.
    """

    def __init__(self, exchange: Exchange, guard: Guard, manners: Manners, clock: Clock) -> None:
        self._exchange = exchange
        self._guard = guard
        self._manners = manners
        self._clock = clock

    def ask(self, journey: Journey, host: Host, wanted: Wanted) -> Response:
        """Return an answer that is neither a failure of the host nor a challenge.

        Raises
        ------
        TryLater
            Where the host is busy, failing or resting, or its turn is too far away.
        NotAllowed, AnswerUnusable
            As the exchange does, and NotAllowed where the host challenges.
        """
        why = ""
        for attempt in range(1, ATTEMPTS + 1):
            tried = self._tried(journey, host, wanted, attempt)
            if isinstance(tried, Response):
                return tried
            why = f"{shown(wanted.url)} cannot be had now: {tried.why}"
            if tried.is_lasting:
                raise TryLater(f"{why}.", DAY)
            if tried.wait > self._manners.patience:
                raise TryLater(f"{why}.", tried.wait)
        raise TryLater(f"{why}, {ATTEMPTS} times.", _RESTS)

    def pause(self, host: Host) -> float:
        """Return the seconds between two requests to a host."""
        return max(self._least_pause(host), host.state.delay_seconds or 0.0)

    def _least_pause(self, host: Host) -> float:
        """Return the seconds between two requests to those who take turns with a host."""
        delay = self._manners.delay
        return delay if self._guard.is_own(host.hostname) else max(delay, SHORTEST_PAUSE)

    def _tried(
        self, journey: Journey, host: Host, wanted: Wanted, attempt: int
    ) -> Response | _Failure:
        with self._turn(journey, host) as waited:
            begun = self._clock.now()
            status, size, told = None, 0, None
            try:
                response = self._exchange(wanted.url, wanted.headers, wanted.limits)
                status, size = response.status, response.wire
            except (NoAnswer, FetchFailed) as error:
                told = str(error)
                if isinstance(error, FetchFailed):
                    raise
                return self._failed(host, _Failure(told, 0.0, error.is_lasting), attempt)
            finally:
                times = Times(begun, waited, self._clock.now() - begun)
                journey.tell(host, wanted.url, times, status=status, size=size, error=told)
            return self._weighed(host, wanted, response, attempt)

    def _weighed(
        self, host: Host, wanted: Wanted, response: Response, attempt: int
    ) -> Response | _Failure:
        status, headers, body, _ = response
        if mark := challenge_in(status, headers, body, wants_html=wanted.wants_html):
            host.refused = f"{host.name} asks whether a human reads it ({mark})."
            raise NotAllowed(host.refused)
        now = self._clock.now()
        rest = seconds_to_rest(wanted.url, response, now)
        wait = rest or seconds_to_wait(status, headers, now)
        host.turn.ready_at = max(host.turn.ready_at, now + wait)
        if rest or (is_failing(status) and not explains(wanted.url, response)):
            until = f", and has to rest until {from_seconds(now + rest)}" if rest else ""
            return self._failed(host, _Failure(f"it answered {status}{until}", wait), attempt)
        host.succeeded()
        return response

    def _failed(self, host: Host, failure: _Failure, attempt: int) -> _Failure:
        now = self._clock.now()
        host.failed(now)
        backoff = self._manners.jitter(0.0, min(_LONGEST_BACKOFF, 2.0 * 2**attempt))
        wait = max(failure.wait, backoff)
        host.rests_until = max(host.rests_until, now + wait)
        return failure._replace(wait=wait)

    @contextmanager
    def _turn(self, journey: Journey, host: Host) -> Iterator[float]:
        """Hold the turn of a host while it is asked; give the seconds that this waited."""
        came, turn = self._clock.now(), host.turn
        with self.held(turn.lock, host):
            self._wait(journey, host)
            try:
                yield self._clock.now() - came
            finally:
                host.ended_at = self._clock.now()
                turn.ready_at = max(turn.ready_at, host.ended_at + self._least_pause(host))

    @contextmanager
    def held(self, lock: Lock, host: Host) -> Iterator[None]:
        """Hold a lock of a host.

        Raises
        ------
        TryLater
            Where another thread holds it for too long.
        """
        if not lock.acquire(timeout=min(self._manners.patience, DAY)):
            raise TryLater(f"{host.turn.name} is being asked already.", self.pause(host))
        try:
            yield
        finally:
            lock.release()

    def _wait(self, journey: Journey, host: Host) -> None:
        """Wait until a host may be asked.

        Raises
        ------
        TryLater
            Where that is too long.
        """
        now = self._clock.now()
        if host.open_until > now:
            failures = host.state.failures
            raise TryLater(
                f"{host.name} failed {failures} times in a row and is left alone.",
                min(host.open_until - now, DAY),
            )
        ready_at = max(host.ready_at, host.turn.ready_at)
        patience = self._manners.patience
        if ready_at - now > (patience if journey.is_fresh else max(patience, self.pause(host))):
            left = ready_at - now
            raise TryLater(f"{host.turn.name} is not to be asked for {left:.0f} s.", left)
        while (left := ready_at - self._clock.now()) > 0:
            self._clock.sleep(left)


def is_failing(status: int) -> bool:
    """Return whether an answer says that the host cannot answer now.

    >>> [status for status in (200, 404, 408, 425, 429, 500, 501, 503, 522) if is_failing(status)]
    [408, 425, 429, 500, 503, 522]
    """
    return status in {408, 425, 429} or (500 <= status < 600 and status not in _NOT_FAILING)
