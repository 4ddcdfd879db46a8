"""What is said of files as they go in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawlers.files import FileReport
from influence.invocation import suggested
from influence.show import Row, counted
from influence.store import (
    IngestReport,
    Tally,
    differing_post_numbers,
    overdue,
    pairs_above_posts,
    retention_of,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

COLUMNS = ("file", "form", "rows", "rejected", "kept", "new", "known", "forgotten")
_TABLES = {
    "sources": "sources",
    "accounts": "accounts",
    "posts": "posts",
    "interactions": "interactions",
    "interaction_counts": "counted pairs",
    "follows": "follows",
    "coverage": "lists",
    "consents": "consent signals",
    "links": "links",
    "tags": "tags",
    "identities": "further addresses",
    "facts": "facts",
}


def file_row(report: FileReport) -> Row:
    """Return what became of one file as a row."""
    tables = report.ingested.tables.values()
    return {
        "file": report.path,
        "form": report.form.name,
        "rows": report.rows,
        "rejected": report.rejected,
        "kept": report.kept,
        "new": sum(tally.new for tally in tables),
        "known": sum(tally.known for tally in tables),
        "forgotten": report.ingested.forgotten,
    }


def file_lines(report: FileReport, *, in_full: bool) -> Iterator[str]:
    """Yield what became of one file; in full also what it was taken for, and more problems."""
    if in_full:
        yield from _how(report)
    yield from _beside(report)
    parts = [counted(report.rows, "rows"), f"{report.rejected:,} rejected"]
    if report.kept:
        parts.append(f"{report.kept:,} kept without time")
    ingested = report.ingested
    parts += _of_forgotten(ingested)
    told = {name: ingested.tables.get(table, Tally()) for table, name in _TABLES.items()}
    new = [counted(tally.new, name) for name, tally in told.items() if tally.new]
    known = [counted(tally.known, name) for name, tally in told.items() if tally.known]
    parts.append(f"new: {', '.join(new) or 'nothing'}")
    if known:
        parts.append(f"already known: {', '.join(known)}")
    if ingested.recounted:
        parts.append(f"{counted(ingested.recounted, 'counts')} replaced")
    yield f"{report.path}: {'; '.join(parts)}"
    for place, problem in enumerate(report.problems if in_full else report.problems[:1]):
        where = f"{report.form.counts} {problem.line} {problem.outcome}: {problem.reason}"
        yield f"  {'then' if place else 'first'}: {where}"


def _of_forgotten(ingested: IngestReport) -> Iterator[str]:
    """Yield how much was left out since people asked to be forgotten."""
    if ingested.forgotten:
        yield f"{counted(ingested.forgotten, 'rows')} of people who asked to be forgotten"
    if ingested.blanked:
        yield f"their names blanked in {counted(ingested.blanked, 'rows')} of others"


def _beside(report: FileReport) -> Iterator[str]:
    """Yield what a person should know of how a file was read, and what was not read of it."""
    if report.aside:
        yield report.aside
    for note in report.notes:
        yield f"{report.path}: {note}"
    if report.unused:
        yield f"{report.path}: columns not used: {', '.join(report.unused)}"
    for what, times in report.left_out.items():
        yield f"{report.path}: left out: {times:,} {what}"


def _how(report: FileReport) -> Iterator[str]:
    """Yield what form of file it is, and which of its columns are read as what."""
    yield f"{report.path}: {report.form.name}"
    for what in report.told:
        yield f"  read as {what}"


def contradictions(db: "Database") -> Iterator[str]:
    """Yield where claims and what is listed differ; a person should know before trusting either."""
    if differing := differing_post_numbers(db):
        yield (
            f"Another number of posts is claimed of {counted(differing, 'accounts')} than listed; "
            "what is listed stands."
        )
    if above := pairs_above_posts(db):
        yield (
            f"More acts of passing on than the target has posts: {counted(above, 'pairs')}, "
            "cut to its posts when scoring."
        )
    if old := overdue(db):
        yield (
            f"Older than may be kept ({retention_of(db)}): {counted(old, 'rows')}; "
            f"`{suggested('retain', 'DB')}` deletes them."
        )
