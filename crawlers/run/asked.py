"""What a person asked of a crawl, and how it begins or goes on."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from crawlers.signals import ACTED, HISTORY
from crawlers.sources import NETWORKS, seed_of
from influence.errors import UsageError
from influence.records import Task
from influence.store import forgotten_in, is_forgotten, writing_often
from influence.store.crawling import (
    Crawl,
    Enqueued,
    add_seeds,
    begin_crawl,
    end_crawl,
    latest_crawl,
    requests_made,
    unprice,
)
from influence.windows import parse_window, to_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

CACHED = 4
"""Megabytes of the database in memory: however long the line, a crawl takes no more."""

EXPOSURE_SHARE = 0.15
"""What the last part of a budget is, unless a person says so: a seventh, so that looking for
accounts goes first, and the best of those found are known well."""

SAMPLE = 20
"""Followers whose acts are read: the share of them that passes anything on is then known to within
eleven percentage points (one standard error, at most)."""

NOTHING_ASKED = "Name an address to begin with, such as https://anna.example."

_ANY_TIME = "2026-01-01T00:00:00Z"
_OVER_AFTER = 86_400
"""A crawl whose budget was spent so long ago is not gone on with: what it read may have changed."""


class Asked(NamedTuple):
    """What a crawl is to do.

    Attributes
    ----------
    addresses
        Where it begins; none to go on where the last call stopped.
    topic
        Words that blogs use which are looked for; none for any blog.
    budget
        The most requests of this call; where it was interrupted, the next goes on with the rest.
    depth
        How many sites away from the addresses it goes.
    history
        Whether posts are wanted which no feed has any more.
    exposure
        The share of the budget that goes, last, to completing the accounts that matter.
    since
        How far back their posts are completed: a moment, or a length before the last event.
    sample
        Of how many followers of each the acts are read.
    who_acted
        Of how many of the newest posts of an account is asked who acted on them; None for as many
        as the source usually does.
    """

    addresses: tuple[str, ...] = ()
    topic: str = ""
    budget: int = 500
    depth: int = 2
    history: bool = False
    exposure: float = EXPOSURE_SHARE
    since: str | None = "90d"
    sample: int = SAMPLE
    who_acted: int | None = None


def seeds_of(asked: Asked) -> list[Task]:
    """Return the tasks of the addresses.

    Raises
    ------
    UsageError
        Where one of them is no address that can be crawled, or ``since`` is no time.
    """
    parse_window(asked.since, None, lambda: _ANY_TIME)
    seeds = []
    for address in asked.addresses:
        task = seed_of(address)
        if task is None:
            raise UsageError(
                f"{address[:200]!r} is no address that can be crawled, such as "
                "https://anna.example or the address of a feed."
            )
        signals = (*task.signals, *_signals(asked, task.source))
        seeds.append(task._replace(signals=signals))
    return seeds


def _signals(asked: Asked, source: str) -> tuple[str, ...]:
    """Return what the readers of a source have to know of what was asked."""
    wishes = {
        HISTORY: asked.history,
        f"{ACTED}{asked.who_acted}": asked.who_acted is not None and source in NETWORKS,
    }
    return tuple(signal for signal, is_wished in wishes.items() if is_wished)


def begin(
    db: "Database", asked: Asked, seeds: Iterable[Task], clock: Callable[[], str]
) -> tuple[Crawl, Enqueued]:
    """Go on with the crawl that was interrupted, or begin one, and put the seeds in line.

    Parameters
    ----------
    seeds
        Those of the addresses asked, in their order.

    Raises
    ------
    UsageError
        Where nothing was asked for, now or before.
    """
    before, are_named = latest_crawl(db.conn), bool(asked.addresses)
    if not asked.addresses:
        if before is None:
            raise UsageError(NOTHING_ASKED)
        asked = asked._replace(addresses=tuple(before.asked.get("addresses", ())))
        seeds = seeds_of(asked)
    seeds = list(seeds)
    asked = _without_forgotten(db, seeds, asked)
    with writing_often(db, CACHED):
        if before is not None and _is_over(db, before, clock()):
            end_crawl(db, before, clock)
            before = latest_crawl(db.conn)
        told: dict[str, Any] = asked._asdict() | {"limit": limit_of(db, before, asked.budget)}
        told["seed"] = crc32(repr(asked.addresses).encode())
        if before is not None and before.asked.get("topic", "") != asked.topic:
            unprice(db)
        crawl = begin_crawl(db, told, clock)
        return crawl, add_seeds(db, seeds, clock, retry=are_named)


def _without_forgotten(db: "Database", seeds: list[Task], asked: Asked) -> Asked:
    """Return of what was asked only what names nobody who asked to be forgotten."""
    forgotten = forgotten_in(db.conn)
    if forgotten is None:
        return asked
    kept = [
        address
        for address, task in zip(asked.addresses, seeds, strict=True)
        if not (is_forgotten(task, forgotten) or forgotten.is_called(address))
    ]
    return asked._replace(addresses=tuple(kept))


def limit_of(db: "Database", before: Crawl | None, budget: int) -> int:
    """Return after how many requests the crawl ends: the rest of a budget, or a new one."""
    if before is None or before.is_finished:
        return budget
    made, limit = requests_made(db, before), int(before.asked.get("limit", 0))
    is_rest = made < limit and before.asked.get("budget") == budget
    return limit if is_rest else made + budget


def _is_over(db: "Database", crawl: Crawl, now: str) -> bool:
    is_spent = requests_made(db, crawl) >= int(crawl.asked.get("limit", 0))
    return is_spent and to_seconds(now) - to_seconds(crawl.started_at) > _OVER_AFTER
