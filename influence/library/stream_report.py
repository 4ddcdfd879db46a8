"""What came of listening, in words and as JSON."""

from collections.abc import Iterator
from typing import Any

from crawlers.streaming import Report
from influence.invocation import suggested
from influence.library.documents import Documents, said_once
from influence.show import counted

_STOPPED = {"time": "the minutes are over", "idle": "nothing more came"}
_TABLES = {
    "accounts": "accounts",
    "posts": "posts",
    "interactions": "acts",
    "follows": "follows",
    "tags": "tags",
    "links": "links",
    "consents": "consent signals",
}
_FEW = 5


def streamed(report: Report, database: str) -> Documents:
    """Return what came of it: one object, and in words."""
    following = suggested("rank", database)
    return said_once("stream", _as_json(report, following), _lines(report), following)


def _lines(report: Report) -> Iterator[str]:
    yield f"Stopped: {_STOPPED[report.stopped]}."
    heard = f"Heard: {counted(report.events, 'events')}"
    if report.since:
        heard += f" of {report.since} to {report.until}"
        heard += f"; the last was {report.lag or 0.0:,.1f} s old when it was written"
        heard += f", at worst {report.worst_lag:,.1f} s"
    yield heard
    yield "Written: " + ", ".join(counted(report.new[name], word) for name, word in _TABLES.items())
    if report.skipped:
        parts = [f"{number:,} {kind}" for kind, number in report.skipped.most_common(_FEW)]
        more = len(report.skipped) - _FEW
        yield f"Left out: {', '.join(parts)}" + (f", and {more:,} kinds more" if more > 0 else "")
    yield from _apart(report)
    for why in report.gaps[:_FEW]:
        yield f"Missing, perhaps: {why}"
    if report.missing > _FEW:
        yield f"... and {report.missing - _FEW:,} times more; the table stream_spans has all."


def _apart(report: Report) -> Iterator[str]:
    if report.denied:
        records = counted(report.denied, "records")
        yield f"Left out, since their accounts are not to be shown: {records}"
    if report.forgotten:
        yield f"Left out, since people asked to be forgotten: {counted(report.forgotten, 'rows')}"
    if report.unread:
        yield f"For the next crawl to read again: {counted(report.unread, 'addresses')}"
    if report.connections > 1:
        yield f"Connected {report.connections:,} times"
    if report.waits:
        yield f"Reading waited for writing {report.waits:,} times; nothing was dropped"


def _as_json(report: Report, following: str) -> dict[str, Any]:
    return {
        "stopped": report.stopped,
        "events": report.events,
        "since": report.since,
        "until": report.until,
        "lag_seconds": report.lag,
        "worst_lag_seconds": report.worst_lag,
        "new": {name: report.new[name] for name in _TABLES},
        "left_out": dict(report.skipped.most_common()),
        "not_to_be_shown": report.denied,
        "forgotten": report.forgotten,
        "to_read_again": report.unread,
        "missing": report.gaps,
        "connections": report.connections,
        "waits": report.waits,
        "next": following,
    }
