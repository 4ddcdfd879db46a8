"""What came of a crawl, in words and as JSON."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from crawlers.run import Report
from influence.invocation import suggested
from influence.library.documents import Documents, said_once
from influence.show import counted
from influence.show.crawls import complete_line
from influence.store.crawling import (
    Failure,
    ListsRead,
    failures,
    has_posts,
    latest_crawl,
    lists_read,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

_STOPPED = {
    "done": "nothing is left to be asked for",
    "dry": "the last requests brought no more blogs",
    "budget": "the budget is spent",
    "silent": "no host answers, perhaps since this machine is not connected",
    "waiting": "what is left has to wait for its hosts",
    "interrupted": "interrupted",
}
_TABLES = {
    "accounts": "accounts",
    "posts": "posts",
    "links": "links",
    "interactions": "acts",
    "consents": "consent signals",
}
_FEW = 5
_SEEDS_TOLD = 3
_ADDRESS = re.compile(r" refuses \S+: ")


class _Found(NamedTuple):
    """What the database tells of a crawl beside its report."""

    lists: tuple[ListsRead, ...]
    failures: tuple[Failure, ...]


def of_crawl(db: "Database", report: Report, database: str) -> Documents:
    """Return what came of a crawl: one object, and in words."""
    has_failed = report.failed or report.gone
    found = _Found(lists_read(db), failures(db)[:_FEW] if has_failed else ())
    following = _following(db, report, database)
    document, lines = _as_json(report, found, following), _lines(report, found)
    return said_once("crawl", document, lines, following)


def _following(db: "Database", report: Report, database: str) -> str:
    """Return what to do next: where nothing at all could be read, ask why not."""
    if report.stopped == "budget":
        return suggested("crawl", database)
    if not has_posts(db) and (report.failed or report.gone or report.refused):
        crawl = latest_crawl(db.conn)
        seeds = () if crawl is None else crawl.asked.get("addresses", ())[:_SEEDS_TOLD]
        return suggested("why-not", database, *seeds)
    goes_on = report.stopped in {"waiting", "silent"}
    return suggested("crawl" if goes_on else "rank", database)


def _lines(report: Report, found: _Found) -> Iterator[str]:
    new = [counted(report.new[table], words) for table, words in _TABLES.items()]
    yield f"Stopped: {_STOPPED[report.stopped]}."
    yield f"New: {', '.join(new)}"
    yield f"{counted(report.requests, 'requests')}{_of_visits(report)}"
    for failure in found.failures:
        yield f"  {failure.tasks:,} not read: {failure.why}"
    yield from _refusals(report)
    for each in found.lists:
        told = f"{each.complete:,} read to their end, {each.partial:,} perhaps not"
        yield f"Lists of {each.kind}: {told}"
    if report.forgotten:
        yield f"Left out, since people asked to be forgotten: {counted(report.forgotten, 'rows')}"
    if report.mattering:
        told = complete_line(report.complete, report.mattering, report.unseen)
        yield f"Accounts that matter: {told}"
    made, blogs = report.curve.last
    yield f"Blogs found, {blogs:,} by {counted(made, 'requests')}: {report.curve.chart()}"
    if report.left:
        until = f", some from {report.waits_until} on" if report.waits_until else ""
        yield f"Left: {counted(report.left, 'visits')}{until}"


def _of_visits(report: Report) -> str:
    parts = {
        "unchanged (304)": report.unchanged,
        "failed": report.failed,
        "gone": report.gone,
    }
    told = [f"{number:,} {words}" for words, number in parts.items() if number]
    return f" for {counted(report.visits, 'visits')}" + (f", {', '.join(told)}" if told else "")


def _refusals(report: Report) -> Iterator[str]:
    rules = _rules(report)
    if not rules:
        return
    yield f"Refused: {counted(rules.total(), 'addresses')}"
    for rule, number in rules.most_common(_FEW):
        yield f"  {number:,} by {rule}"
    if len(rules) > _FEW:
        yield f"  ... and by {counted(len(rules) - _FEW, 'rules')} more"


def _rules(report: Report) -> Counter[str]:
    """Return how many addresses each rule refuses, whatever their addresses."""
    rules: Counter[str] = Counter()
    for rule, number in report.refused.items():
        rules[_ADDRESS.sub(": ", rule)] += number
    return rules


def _as_json(report: Report, found: _Found, following: str) -> dict[str, Any]:
    return {
        "stopped": report.stopped,
        "new": {table: report.new[table] for table in _TABLES},
        "requests": report.requests,
        "visits": report.visits,
        "read": report.read,
        "unchanged": report.unchanged,
        "failed": report.failed,
        "gone": report.gone,
        "failures": {failure.why: failure.tasks for failure in found.failures},
        "forgotten": report.forgotten,
        "refused": dict(_rules(report).most_common()),
        "lists": {
            each.kind: {"complete": each.complete, "partial": each.partial} for each in found.lists
        },
        "curve": [point._asdict() for point in report.curve.points()],
        "mattering": report.mattering,
        "complete": report.complete,
        "followers_not_shown": report.unseen,
        "left": report.left,
        "waits_until": report.waits_until,
        "next": following,
    }
