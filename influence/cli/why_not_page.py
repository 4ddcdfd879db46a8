"""What ``influence why-not`` prints."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from crawlers.client import Robots, refusal_by
from crawlers.client.agent import TOKEN
from crawlers.sources import seed_of
from influence.cli.addresses_in import FILE, content_of, is_list
from influence.cli.written import write_table
from influence.errors import NothingFound
from influence.show.crawls import REASONS
from influence.store.crawling import Reason, host_of, host_state, why_not

if TYPE_CHECKING:
    from sqlite_utils import Database

_NEVER_IN_LINE = frozenset({"unknown", "linked"})


def show_reasons(
    db: "Database", addresses: Sequence[str], options: Mapping[str, str | None]
) -> None:
    """Write why each address was not read, a row for each way in which it was to be read.

    Raises
    ------
    NothingFound
        Where a list of addresses is empty.
    """
    asked = [each for word in addresses for each in _listed(word)]
    if not asked:
        raise NothingFound("The list of addresses is empty: write one a line.")
    reasons = [reason for address in asked for reason in why_not(db, _whole(address))]
    rows = [_by_robots(db, reason)._asdict() for reason in dict.fromkeys(reasons)]
    write_table(rows, REASONS, options, "Why not")


def _whole(word: str) -> str:
    """Return an address as a crawl takes it: a.example is https://a.example/."""
    if "://" in word:
        return word
    task = seed_of(word)
    return word if task is None else task.address


def _by_robots(db: "Database", reason: Reason) -> Reason:
    """Return a reason, or, of an address that was never in line, the robots.txt that refuses it."""
    name = host_of(reason.url)
    if name is None or reason.state not in _NEVER_IN_LINE:
        return reason
    host = host_state(db, name)
    robots = Robots(host.robots_txt or "", TOKEN)
    refusal = refusal_by(host, robots, reason.url)
    return reason if refusal is None else reason._replace(state="refused", why=refusal)


def _listed(word: str) -> Iterator[str]:
    """Yield the addresses that a word means: itself, or those of a list."""
    if not is_list(word):
        yield word
        return
    text = content_of(word.removeprefix(FILE)).decode("utf-8-sig", errors="replace")
    yield from filter(None, map(str.strip, text.splitlines()))
