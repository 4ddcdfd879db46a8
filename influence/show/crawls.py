"""Where a crawl stands, and why an address was not read, as people read them."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import NamedTuple, TextIO

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

_PARTS = {
    "posts": "posts",
    "amplifiers": "who passed them on",
    "followers": "followers",
    "acts": "what followers do",
}
_LACKING = (
    Column("handle", wrap=True),
    Column("source", keep=2),
    *(Column(part, label=words) for part, words in _PARTS.items()),
    Column("requests", label="in all"),
)

REASONS = (
    Column("url", wrap=True),
    Column("kind", keep=1),
    Column("state"),
    Column("why", wrap=True),
)


class Needs(NamedTuple):
    """An account that matters, with the requests that it takes to complete it, by part."""

    handle: str
    source: str
    posts: int
    amplifiers: int
    followers: int
    acts: int

    @property
    def requests(self) -> int:
        """Return the requests of all parts."""
        return self.posts + self.amplifiers + self.followers + self.acts


class Lacking(NamedTuple):
    """What it takes to know who could see the accounts that matter, and who acted.

    ``mattering`` is how many these are; ``accounts`` are those that lack something; ``unseen`` of
    how many of the others followers are not shown, or not to the end of their list.
    """

    mattering: int
    accounts: list[Needs]
    unseen: int = 0

    @property
    def complete(self) -> int:
        """Return how many lack nothing."""
        return self.mattering - len(self.accounts)

    @property
    def requests(self) -> dict[str, int]:
        """Return the requests of all accounts, by part and in all."""
        names = (*_PARTS, "requests")
        return {name: sum(getattr(each, name) for each in self.accounts) for name in names}


def lacking_as_json(lacking: Lacking) -> dict[str, object]:
    """Return what is lacking, with every account, as JSON can hold it."""
    told: dict[str, object] = {"mattering": lacking.mattering, "complete": lacking.complete}
    told["followers_not_shown"] = lacking.unseen
    return told | {"requests": lacking.requests, "accounts": _rows(lacking.accounts)}


def complete_line(complete: int, mattering: int, unseen: int) -> str:
    """Return how many accounts lack nothing that can be had, in words."""
    told = f"{complete:,} of {mattering:,} are complete"
    return f"{told}, but {unseen:,} by whose hosts not all followers are shown" if unseen else told


def write_lacking(lacking: Lacking, stream: TextIO) -> None:
    """Write what it takes to complete the accounts that matter, those that matter most first."""
    told = complete_line(lacking.complete, lacking.mattering, lacking.unseen)
    stream.write(f"{'that matter':<17} {told}")
    if not lacking.accounts:
        stream.write("\n")
        return
    costs = lacking.requests
    parts = ", ".join(f"{costs[part]:,} for {words}" for part, words in _PARTS.items())
    stream.write(f"; the others take about {counted(costs['requests'], 'requests')}: {parts}\n\n")
    write_rows(_rows(lacking.accounts[:HOSTS_SHOWN]), _LACKING, "table", stream)


def _rows(accounts: Iterable[Needs]) -> list[Row]:
    return [each._asdict() | {"requests": each.requests} for each in accounts]


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
    yield from (("", rule) for rule in _refusals(crawl))
    yield "requests", _told(crawl.requests, crawl.sites)
    yield "", _cost(crawl.requests)
    for quota in crawl.quotas:
        yield "quota", quota_line(quota)
    for read in crawl.lists:
        yield f"lists of {read.kind}", _read(read)


def _refusals(crawl: CrawlStatus) -> Iterator[str]:
    shown = list(crawl.refusals.items())[:RULES_SHOWN]
    for rule, tasks in shown:
        yield f"{tasks:,}: {rule}"
    if more := crawl.tasks["refused"] - sum(tasks for _, tasks in shown):
        yield f"and {more:,} more by other rules; --format json has more of them"


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
        f" {lists.held:,} held" + (f" of {lists.claimed:,} claimed" if lists.claimed else "")
    )
