"""How a task's address is asked for: as a stranger, or with the token that a person has for it."""

from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from crawlers.client import ANYTHING, Fetched
from crawlers.errors import FetchFailed, TryLater
from crawlers.sources import asking_of
from crawlers.tokens import CLOSED, Token, Tokens
from influence.store.crawling import DueTask

_WITHOUT_TOKEN = 3_600.0


class Getter(Protocol):
    """What fetches an address."""

    def get(
        self,
        url: str,
        *,
        accept: str = ...,
        token: Token | None = None,
        is_conditional: bool = True,
        statuses: frozenset[int] = frozenset(),
    ) -> Fetched:
        """Return the answer, and all that led to it."""


def ask(task: DueTask, client: Getter, tokens: Tokens) -> Fetched:
    """Return what is answered, and all that led to it.

    A list is asked for as a stranger first, even where there is a token: who signed in is not shown
    whom they block, so that their lists end early.

    Raises
    ------
    FetchFailed
        As the client does, and TryLater where there has to be a token and is none.
    """
    asking, address = asking_of(task.task), task.address
    accept, statuses = asking.accept or ANYTHING, asking.statuses
    get = partial(client.get, address, accept=accept, statuses=statuses)
    if asking.signs_in == "never":
        return get(is_conditional=task.is_read)
    token = tokens.of(address)
    if asking.signs_in == "always" and token is None:
        raise TryLater(f"{tokens.wanted(address)}", _WITHOUT_TOKEN)
    is_shown = token is not None and (
        asking.signs_in == "always" or tokens.opens(address, task.kind)
    )
    first = get(token=token if is_shown else None, is_conditional=task.is_read)
    if first.answer.status not in CLOSED or is_shown:
        return first
    if token is None:
        tokens.note_closed(address)
        return first
    return _shown(first, partial(get, token=token, is_conditional=False), tokens, task, token)


def _shown(
    first: Fetched, get: partial[Fetched], tokens: Tokens, task: DueTask, token: Token
) -> Fetched:
    """Return what is answered to who signed in, after what strangers were."""
    try:
        second = get()
    except FetchFailed as error:
        error.log, error.hosts = first.log + error.log, first.hosts + error.hosts
        raise
    if urlsplit(second.answer.url).netloc == urlsplit(task.address).netloc:  # it was shown there
        tokens.told(task.address, task.kind, token, second.answer.status)
    return second._replace(log=first.log + second.log, hosts=first.hosts + second.hosts)
