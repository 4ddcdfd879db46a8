"""One visit: an address is fetched and read; whatever goes wrong there ends it and nothing else."""

from collections.abc import Callable, Sequence

from crawlers.answers import Answer, Visit, shown
from crawlers.errors import FetchFailed, NotAllowed, PageGone, TryLater
from crawlers.run.asking import Getter, ask
from crawlers.tokens import Tokens
from influence.errors import UsageError
from influence.records import Record
from influence.store.crawling import DueTask, Outcome
from influence.windows import from_seconds

Read = Callable[[Visit], Sequence[Record]]
"""Turns an answer into records; what it raises ends the visit."""

_PATIENT = 3
"""After so many failures in a row a task waits for days, whatever its host says."""


def visit(
    task: DueTask,
    client: Getter,
    read: Read,
    now: Callable[[], float],
    tokens: Tokens | None = None,
) -> Outcome:
    """Return what a visit to an address brought; never raises, but where the program ends.

    Parameters
    ----------
    now
        Seconds since 1970.
    tokens
        What hosts are shown that a person has a token for.
    """
    try:
        fetched = ask(task, client, tokens or Tokens())
    except FetchFailed as error:
        return _failed(task, error, now)
    except UsageError as error:  # of a keyring
        return Outcome(error=f"{shown(task.address)} was not asked for: {error}")
    except Exception as error:  # noqa: BLE001 - a stranger's answer may break what it will
        return Outcome(error=_told(task, error))
    outcome = Outcome((), fetched.log, fetched.hosts, fetched.validators)
    if fetched.answer.is_unchanged:
        return outcome._replace(is_unchanged=True)
    return _read(task, fetched.answer, read, outcome)


def _read(task: DueTask, answer: Answer, read: Read, outcome: Outcome) -> Outcome:
    try:
        return outcome._replace(records=read(Visit(task.task, answer)))
    except NotAllowed as error:
        return outcome._replace(refused=str(error), validators=())
    except FetchFailed as error:
        told, is_gone = str(error), isinstance(error, PageGone)
    except Exception as error:  # noqa: BLE001 - as above
        told, is_gone = _told(task, error), False
    # Without validators, or the next visit would be told that nothing has changed.
    return outcome._replace(error=told, is_gone=is_gone, validators=())


def _failed(task: DueTask, error: FetchFailed, now: Callable[[], float]) -> Outcome:
    outcome = Outcome((), error.log, error.hosts)
    if isinstance(error, NotAllowed):
        return outcome._replace(refused=str(error))
    outcome = outcome._replace(error=str(error), is_gone=isinstance(error, PageGone))
    if isinstance(error, TryLater) and task.failures < _PATIENT:
        return outcome._replace(retry_at=from_seconds(now() + error.seconds + 1))
    return outcome


def _told(task: DueTask, error: Exception) -> str:
    return f"{task.address[:300]} could not be read ({type(error).__name__}: {error!s:.200})."
