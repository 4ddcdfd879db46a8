"""Where a crawl stands, and why an address was not read, as people read them."""

from collections.abc import Iterator
from dataclasses import fields
from typing import TextIO

from influence.show.columns import Column, Row, counted
from influence.show.formats import write_rows
from influence.store.crawling import STATES, CrawlStatus, ListsRead, Requests, Spent

HOSTS_SHOWN = 10
RULES_SHOWN = 5

_WORDS = {
    "done": "read",
    "due": "to be read",
    "partial": "next pages of lists, to be read",
    "failing": "failed, and tried again later",
    "gone": "not there any more",
    "refused": "refused by a rule",
    "beyond": "further away than the crawl goes",
}
_HOSTS = (
    Column("host", wrap=True),
    *(Column(state, keep=place) for place, state in enumerate(STATES)),
    Column("requests"),
    Column("errors", keep=8),
    Column("delay_seconds", label="delay", keep=9),
)

REASONS = (
    Column("url", wrap=True),
    Column("kind", keep=1),
    Column("state"),
    Column("why", wrap=True),
)


def crawl_as_json(crawl: CrawlStatus) -> dict[str, object]:
    """Return where a crawl stands, with every host, as JSON can hold it."""
    parts = ("lists", "hosts", "quotas")
    rows = {name: [each._asdict() for each in getattr(crawl, name)] for name in parts}
    whole = {field.name: getattr(crawl, field.name) for field in fields(crawl)}
    return whole | rows | {"requests": crawl.requests._asdict()}


def write_crawl(crawl: CrawlStatus, stream: TextIO) -> None:
    """Write where a crawl stands: lines, then its hosts, those that were asked most first."""
    stream.writelines(f"{name:<17} {text}\n" for name, text in crawl_lines(crawl))
    if not crawl.hosts:
        return
    shown = crawl.hosts[:HOSTS_SHOWN]
    stream.write("\n")
    rows: list[Row] = [each._asdict() for each in shown]
    write_rows(rows, _HOSTS, "table", stream)
    if len(crawl.hosts) > len(shown):
        more = counted(len(crawl.hosts) - len(shown), "hosts")
        stream.write(f"and {more} more; --format json has them all\n")


def crawl_lines(crawl: CrawlStatus) -> Iterator[tuple[str, str]]:
    """Yield what a crawl did, as a name and words each; no name goes on with the one before."""
    ended = f"finished {crawl.finished_at}" if crawl.finished_at else "to be gone on with"
    yield "crawl", f"begun {crawl.started_at}, {ended}"
    for state, tasks in crawl.tasks.items():
        if tasks or state in {"done", "due"}:
            yield f"  {state}", f"{counted(tasks, 'addresses')} {_WORDS[state]}"
    for rule, tasks in list(crawl.refusals.items())[:RULES_SHOWN]:
        yield "", f"{tasks:,}: {rule}"
    yield "requests", _told(crawl.requests, crawl.sites)
    yield "", _cost(crawl.requests)
    for quota in crawl.quotas:
        yield "quota", quota_line(quota)
    for read in crawl.lists:
        yield f"lists of {read.kind}", _read(read)


def quota_line(quota: Spent) -> str:
    """Return how much of a host's day is spent, in words."""
    return (
        f"{quota.name}: {quota.spent:,} of {quota.units:,} units a day spent since {quota.since};"
        f" anew at {quota.until}"
    )


def _told(requests: Requests, sites: int) -> str:
    return (
        f"{requests.all:,} of {counted(sites, 'blogs')}: {requests.answered:,} answered,"
        f" {requests.unchanged:,} unchanged, {requests.redirected:,} sent on,"
        f" {requests.errors:,} failed"
    )


def _cost(requests: Requests) -> str:
    return (
        f"{requests.bytes / 1e6:,.1f} MB; waited {requests.waited_seconds:,.0f} s for turns,"
        f" {requests.took_seconds:,.0f} s for answers"
    )


def _read(lists: ListsRead) -> str:
    return (
        f"{lists.complete:,} read to their end, {lists.partial:,} in part or unknown;"
        f" {lists.held:,} held of {lists.claimed:,} claimed"
    )
