"""Status: what is held, what it allows, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass

from influence.ranking import Row
from influence.show.crawls import crawl_lines
from influence.show.statuses import held_lines, next_step
from influence.store import Holdings, retention_of
from influence.store.crawling import CrawlStatus, crawl_status
from influence.web.desk import Desk
from influence.web.responding import View


@dataclass(frozen=True, slots=True)
class StatusQuery:
    """The page of the status asks for nothing."""


def status(desk: Desk, _: StatusQuery) -> View:
    """Return what is held, and what would do better."""
    with desk.opened() as db:
        held, kept, crawl = desk.held.now(), retention_of(db), crawl_status(db)
    lines = list(held_lines(held))
    if kept is not None:
        lines.append(("kept", str(kept)))
    return View(
        "Status",
        "status.html",
        ["about", "name", "value"],
        lambda: list(_rows(held, lines, crawl)),
        {
            "held": held,
            "lines": lines,
            "crawl": list(crawl_lines(crawl)) if crawl else [],
            "hosts": crawl.hosts if crawl else (),
            "next": next_step(held, desk.path),
        },
    )


def _rows(held: Holdings, lines: list[tuple[str, str]], crawl: CrawlStatus | None) -> Iterator[Row]:
    told: list[tuple[str, str, str]] = [("held", name, value) for name, value in lines]
    told += [("missing", "", advice) for advice in held.missing]
    if crawl is not None:
        told += [("crawl", name.strip(), value) for name, value in crawl_lines(crawl)]
    for about, name, value in told:
        yield {"about": about, "name": name or None, "value": value}
