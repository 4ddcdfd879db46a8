"""What each visit of a crawl brought, in order: its yield curve, and what its order learns from."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from influence.store.crawling.crawls import Crawl


class Step(NamedTuple):
    """A visit: its task, and what it brought.

    Attributes
    ----------
    voters, how
        Who pointed at its site, when it was priced last.
    requests
        How many it took.
    entries, new, found
        Sites that it pointed at, those that nobody had pointed at before, and of these those that
        fit the topic.
    has_lists
        It led to lists of blogs, still to be read.
    """

    task_id: int
    kind: str
    site: str
    address: str
    signals: str
    depth: int
    voters: int
    how: str
    requests: int
    entries: int
    new: int
    found: int
    has_lists: bool


def add_step(db: "Database", crawl: "Crawl", task_id: int, brought: tuple[int, ...]) -> None:
    """Note what a visit brought, in the transaction that finishes its task.

    Parameters
    ----------
    brought
        ``requests`` to ``has_lists`` of a :class:`Step`.
    """
    db.conn.execute(
        "insert into crawl_steps (crawl_id, task_id, requests, entries, new, found, has_lists)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        (crawl.crawl_id, task_id, *brought),
    )


def steps_of(db: "Database", crawl: "Crawl") -> "Iterator[Step]":
    """Yield what the visits of a crawl brought, the first first."""
    rows = db.conn.execute(
        """
        select task_id, kind, site, address, signals, depth, voters, how, requests, entries, new,
               crawl_steps.found, has_lists
        from crawl_steps join crawl_tasks using (task_id) where crawl_id = ? order by step_id
        """,
        [crawl.crawl_id],
    )
    for row in rows:
        yield Step._make((*row[:-1], bool(row[-1])))
