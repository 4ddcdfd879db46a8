"""What the client knows of hosts, loaded when they are first asked, handed back when it changes."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from crawlers.client.robots import Robots
from crawlers.client.turns import Turn, authority_of, turn_of
from influence.records import HostState
from influence.windows import from_seconds, to_seconds

MOST: Final = 1_000
"""Hosts kept in memory; the others are loaded again. One with a long robots.txt counts for more."""

_COUNTS_AGAIN = 8_192

OPENS_AFTER: Final = 5
DEAD_AFTER: Final = 3
HOUR, DAY = 3_600.0, 86_400.0


@dataclass(eq=False)
class Host:
    """An authority: its robots.txt, its pause, its failures; changed by who holds its turn.

    Attributes
    ----------
    state
        What is remembered of it.
    turn
        What is held while it is asked.
    lock
        Held while its robots.txt is read.
    robots, robots_until
        Its rules, and until when they need not be read again, as seconds since 1970.
    rests_until, ended_at
        When it may be asked again after a failure, and when it answered last.
    openings
        How often it was given up in this run.
    refused
        Why it is never asked again in this run.
    """

    state: HostState
    turn: Turn
    lock: threading.Lock = field(default_factory=threading.Lock)
    robots: Robots | None = None
    robots_until: float = 0.0
    rests_until: float = 0.0
    ended_at: float = 0.0
    openings: int = 0
    refused: str | None = None

    @property
    def name(self) -> str:
        """Return scheme, host and port."""
        return self.state.host

    @property
    def hostname(self) -> str:
        """Return its name without scheme and port."""
        return urlsplit(self.state.host).hostname or ""

    @property
    def ready_at(self) -> float:
        """Return when it may be asked again, as seconds since 1970, if it is that host's turn."""
        return max(self.rests_until, self.ended_at + (self.state.delay_seconds or 0.0))

    @property
    def open_until(self) -> float:
        """Return when it may be asked again after too many failures, as seconds since 1970."""
        if self.openings >= DEAD_AFTER:
            return math.inf
        return to_seconds(self.state.open_until) if self.state.open_until else 0.0

    def succeeded(self) -> None:
        """Forget its failures."""
        self.state = self.state._replace(failures=0, open_until=None)

    def failed(self, now: float) -> None:
        """Count a failure; after five in a row leave it alone for 1 hour, 2, 4, ... 24 hours.

        The first request after such a rest is a trial: one more failure and it rests again.
        """
        failures = self.state.failures + 1
        self.state = self.state._replace(failures=failures)
        if failures >= OPENS_AFTER:
            self.openings += 1
            rest = min(HOUR * 2 ** min(failures - OPENS_AFTER, 5), DAY)
            self.state = self.state._replace(open_until=_text(now + rest))

    def states(self) -> tuple[HostState, HostState]:
        """Return what is to be remembered of it, and of the name whose turn it takes."""
        own = self.state._replace(not_before=_text(self.ready_at))
        return own, HostState(self.turn.name, not_before=_text(self.turn.ready_at))


class Hosts:
    """The hosts that are being asked.

    Parameters
    ----------
    load
        What is remembered of an authority, or of a name whose turn is taken.
    clock
        Seconds since 1970.
    """

    def __init__(self, load: Callable[[str], HostState], clock: Callable[[], float]) -> None:
        self._load = load
        self._clock = clock
        self._lock = threading.Lock()
        self._hosts: OrderedDict[str, Host] = OrderedDict()
        self._turns: WeakValueDictionary[str, Turn] = WeakValueDictionary()

    def of(self, url: str) -> Host:
        """Return the host of an address."""
        name = authority_of(url)
        with self._lock:
            if name not in self._hosts:
                self._hosts[name] = self._loaded(name, turn_of(url))
                self._shrink()
            self._hosts.move_to_end(name)
            return self._hosts[name]

    def _loaded(self, name: str, turn_name: str) -> Host:
        turn = self._turns.get(turn_name)
        if turn is None:
            turn = Turn(turn_name, _seconds(self._load(turn_name).not_before))
            self._turns[turn_name] = turn
        state = self._load(name)
        return Host(state, turn, rests_until=_seconds(state.not_before))

    def _shrink(self) -> None:
        """Let go of the hosts asked longest ago, unless there is something to wait for at one."""
        most = sum(map(_weight, self._hosts.values())) - MOST
        while most > 0 and len(self._hosts) > 1:
            name, host = self._hosts.popitem(last=False)
            most -= _weight(host)
            is_used = host.lock.locked() or host.turn.lock.locked() or host.refused
            if is_used or max(host.ready_at, host.turn.ready_at, host.open_until) > self._clock():
                self._hosts[name] = host
                return


def _weight(host: Host) -> int:
    return 1 + len(host.state.robots_txt or "") // _COUNTS_AGAIN


def _seconds(text: str | None) -> float:
    return to_seconds(text) if text else 0.0


def _text(seconds: float) -> str | None:
    """Return UTC text to the second, rounded up, so that nobody is asked sooner for it."""
    return from_seconds(math.ceil(seconds)) if seconds else None
