"""What each visit of a crawl brought, in order: its yield curve, and what its order learns from."""

from typing import TYPE_CHECKING, NamedTuple

from influence.store.crawling.tasks import signals_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from influence.store.crawling.crawls import Crawl

_STEPS = """
select kind, site, address, signals, depth, voters, how, requests, entries, new, crawl_steps.found,
       has_lists
from crawl_steps join crawl_tasks using (task_id)
"""


class Brought(NamedTuple):
    """What a visit brought.

    Attributes
    ----------
    requests
        How many it took.
    entries, new, found
        Sites that it pointed at (None where nothing was read, as it failed or is unchanged), those
        that nobody had pointed at before, and of these those that fit the topic.
    has_lists
        It led to lists of blogs, still to be read.
    """

    requests: int = 0
    entries: int | None = None
    new: int = 0
    found: int = 0
    has_lists: bool = False


class Step(NamedTuple):
    """A visit: its task, as it was priced last, and what it brought."""

    kind: str
    site: str
    address: str
    signals: tuple[str, ...]
    depth: int
    voters: int
    how: str
    brought: Brought


def add_step(db: "Database", crawl: "Crawl", task_id: int, brought: Brought) -> Step:
    """Note what a visit brought, in the transaction that finishes its task, and return the step."""
    added = db.conn.execute(
        "insert into crawl_steps (crawl_id, task_id, requests, entries, new, found, has_lists)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        (crawl.crawl_id, task_id, *brought),
    )
    return _step(db.conn.execute(f"{_STEPS} where step_id = ?", [added.lastrowid]).fetchone())


def steps_of(db: "Database", crawl: "Crawl") -> "Iterator[Step]":
    """Yield what the visits of a crawl brought, the first first."""
    rows = db.conn.execute(f"{_STEPS} where crawl_id = ? order by step_id", [crawl.crawl_id])
    yield from map(_step, rows)


def requests_made(db: "Database", crawl: "Crawl") -> int:
    """Return how many requests a crawl has made."""
    (made,) = db.conn.execute(
        "select coalesce(sum(requests), 0) from crawl_steps where crawl_id = ?", [crawl.crawl_id]
    ).fetchone()
    return int(made)


def _step(row: tuple[str, ...]) -> Step:
    brought = Brought._make((*row[7:11], bool(row[11])))
    return Step._make((*row[:3], signals_in(row[3]), *row[4:7], brought))
