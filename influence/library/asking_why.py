"""Say why a crawl did not read an address."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crawlers.client import Robots, refusal_by
from crawlers.client.agent import TOKEN
from crawlers.sources import seed_of
from influence.errors import NothingFound, UsageError
from influence.library.addresses import words_in
from influence.library.answering import answering
from influence.library.counting import Told, unheard
from influence.library.database import Database
from influence.library.results import Result, result_of
from influence.show.crawls import REASONS
from influence.store.crawling import Reason, host_of, host_state, why_not_begun
from influence.store.crawling import why_not as reasons_of
from influence.urls import BLOG

if TYPE_CHECKING:
    from sqlite_utils import Database as Held

_NEVER_IN_LINE = frozenset({"unknown", "linked"})


def why_not(db: Database, addresses: str | Iterable[str], *, told: Told = unheard) -> Result:
    """Say why a crawl did not read addresses: the rule that refuses each, or what it waits for.

    Parameters
    ----------
    addresses
        One, or several, or ``@FILE`` with one a line.
    told
        Is told what else is said, as by the command.

    Returns
    -------
    Result
        A row for each way in which each was to be read: ``url``, ``kind``, ``state``, ``why``.

    Raises
    ------
    UsageError, NothingFound
        Where no address is named, or a list is empty.
    InputUnusable
        Where a list cannot be read.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.why_not(db, "https://anna.example/drafts").rows[0]["state"]
    'unknown'
    """
    named = [addresses] if isinstance(addresses, str) else [*addresses]
    if not named:
        raise UsageError("Name an address, such as https://anna.example.")
    asked = [*words_in(named, told)]
    if not asked:
        raise NothingFound("The list of addresses is empty: write one a line.")
    with answering(db):
        reasons = [each for word in asked for each in _reasons(db.sqlite, word)]
        rows = [_by_robots(db.sqlite, each)._asdict() for each in dict.fromkeys(reasons)]
    return result_of("Why not", REASONS, rows)


def _reasons(db: "Held", word: str) -> list[Reason]:
    """Return why a word was not read, as a crawl takes it: a.example is https://a.example/."""
    task = seed_of(word)
    address = word if "://" in word or task is None else task.address
    if task is None or task.source == BLOG:
        return reasons_of(db, address)
    begun = why_not_begun(db, word, task)
    if begun[0].state != "unknown":
        return begun
    linked = [each for each in reasons_of(db, address) if each.state != "unknown"]
    return linked or begun


def _by_robots(db: "Held", reason: Reason) -> Reason:
    """Return a reason, or, of an address that was never in line, the robots.txt that refuses it."""
    name = host_of(reason.url)
    if name is None or reason.state not in _NEVER_IN_LINE:
        return reason
    host = host_state(db, name)
    robots = Robots(host.robots_txt or "", TOKEN)
    refusal = refusal_by(host, robots, reason.url)
    return reason if refusal is None else reason._replace(state="refused", why=refusal)
