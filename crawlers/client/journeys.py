"""All that happens for one address on its way to an answer: kept beside it, also where it fails."""

from typing import NamedTuple

from crawlers.answers import Answer, shown
from crawlers.client.hosts import Host
from crawlers.errors import FetchFailed
from crawlers.tokens import Token
from influence.records import Fetch, HostState, Validators
from influence.windows import from_seconds

_LONGEST = 2_048


class Fetched(NamedTuple):
    """An answer, every request made for it, and what is known since of hosts and answers."""

    answer: Answer
    log: tuple[Fetch, ...]
    hosts: tuple[HostState, ...]
    validators: tuple[Validators, ...]


class Times(NamedTuple):
    """When a request began (seconds since 1970), and what it waited and took, in seconds."""

    begun: float
    waited: float
    took: float


class Journey:
    """The requests made for one address.

    Parameters
    ----------
    token
        What must be told in no log and no message.
    """

    def __init__(self, token: Token | None = None) -> None:
        self.token = token
        self._log: list[Fetch] = []
        self._hosts: dict[str, Host] = {}

    @property
    def is_fresh(self) -> bool:
        """Return whether nothing was asked for yet."""
        return not self._log

    def tell(
        self,
        host: Host,
        url: str,
        times: Times,
        *,
        status: int | None = None,
        size: int = 0,
        error: str | None = None,
    ) -> None:
        """Log a request."""
        self._hosts[host.name] = host
        self._log.append(
            Fetch(
                url=shown(url, _LONGEST),
                host=host.name,
                fetched_at=str(from_seconds(times.begun)),
                status=status,
                waited_seconds=round(times.waited, 3),
                took_seconds=round(times.took, 6),
                bytes=size,
                from_cache=status == 304,
                error=self._without_token(error),
            )
        )

    def touch(self, host: Host) -> None:
        """Have what is known of a host remembered."""
        self._hosts[host.name] = host

    def ended(self, answer: Answer, validators: Validators | None) -> Fetched:
        """Return the answer with all that led to it."""
        known = () if validators is None else (validators,)
        return Fetched(answer, tuple(self._log), self._states(), known)

    def failed(self, error: FetchFailed) -> None:
        """Hang what was asked for on the error that ended it, and hide the token in it."""
        error.log, error.hosts = tuple(self._log), self._states()
        link: BaseException | None = error if self.token else None
        while link is not None:
            link.args = tuple(
                self._without_token(each) if isinstance(each, str) else each for each in link.args
            )
            link = link.__cause__ or link.__context__

    def _without_token(self, text: str | None) -> str | None:
        return self.token.hidden(text) if self.token and text else text

    def _states(self) -> tuple[HostState, ...]:
        states = {state.host: state for host in self._hosts.values() for state in host.states()}
        return tuple(states.values())
