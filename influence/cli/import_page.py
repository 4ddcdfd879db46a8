"""What ``influence import`` does and says: each file as it goes in, on stderr."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import click

from crawlers.files import DataFile, FileReport, Options, RejectsFile, import_files
from influence.cli.progress import progress
from influence.invocation import suggested
from influence.show import counted
from influence.store import (
    IngestReport,
    Tally,
    differing_post_numbers,
    overdue,
    pairs_above_posts,
    retention_of,
    tell_of_a_wait,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

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


def run_import(
    db: "Database",
    files: Sequence[DataFile],
    options: Options,
    rejects: str | None,
    *,
    quiet: bool,
) -> None:
    """Import files, say what became of each on stderr, and write the rejects file if needed.

    Without a place for a rejects file none is written, and an earlier one is left.
    """
    if not quiet:
        tell_of_a_wait(db, _say_that_it_waits)
    begun, rows = perf_counter(), 0
    total = sum(file.size for file in files)
    with RejectsFile(rejects) as on_problem, progress(total, quiet=quiet) as told:
        options = replace(options, on_problem=on_problem, progress=told)
        for report in import_files(db, files, options):
            rows += report.rows
            if not quiet:
                _say(report, in_full=options.dry_run)
    if quiet:
        return
    took = perf_counter() - begun
    click.echo(f"{counted(rows, 'rows')} in {took:.1f} s ({rows / took:,.0f} rows/s)", err=True)
    if on_problem.count:
        place = f"see {rejects}" if rejects else "--rejects FILE would list them"
        click.echo(f"{counted(on_problem.count, 'rows')} with problems: {place}", err=True)
    if on_problem.removed_earlier:
        click.echo(f"{rejects} of an earlier import is removed: nothing was rejected", err=True)
    _say_contradictions(db)


def _say_that_it_waits() -> None:
    click.echo(
        "Another program is writing to the database; waiting for it, half a minute at most.",
        err=True,
    )


def _say(report: FileReport, *, in_full: bool) -> None:
    """Say what became of one file; in full also what it was taken for, and more problems."""
    if in_full:
        _say_how(report)
    _say_beside(report)
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
    click.echo(f"{report.path}: {'; '.join(parts)}", err=True)
    for place, problem in enumerate(report.problems if in_full else report.problems[:1]):
        where = f"{report.form.counts} {problem.line} {problem.outcome}: {problem.reason}"
        click.echo(f"  {'then' if place else 'first'}: {where}", err=True)


def _of_forgotten(ingested: IngestReport) -> Iterator[str]:
    """Yield how much was left out since people asked to be forgotten."""
    if ingested.forgotten:
        yield f"{counted(ingested.forgotten, 'rows')} of people who asked to be forgotten"
    if ingested.blanked:
        yield f"their names blanked in {counted(ingested.blanked, 'rows')} of others"


def _say_beside(report: FileReport) -> None:
    """Say what a person should know of how a file was read, and what was not read of it."""
    if report.aside:
        click.echo(report.aside, err=True)
    for note in report.notes:
        click.echo(f"{report.path}: {note}", err=True)
    if report.unused:
        click.echo(f"{report.path}: columns not used: {', '.join(report.unused)}", err=True)
    for what, times in report.left_out.items():
        click.echo(f"{report.path}: left out: {times:,} {what}", err=True)


def _say_how(report: FileReport) -> None:
    """Say what form of file it is, and which of its columns are read as what."""
    click.echo(f"{report.path}: {report.form.name}", err=True)
    for what in report.told:
        click.echo(f"  read as {what}", err=True)


def _say_contradictions(db: "Database") -> None:
    """Say where claims and what is listed differ; a person should know before trusting either."""
    if differing := differing_post_numbers(db):
        click.echo(
            f"Another number of posts is claimed of {counted(differing, 'accounts')} than listed; "
            "what is listed stands.",
            err=True,
        )
    if above := pairs_above_posts(db):
        click.echo(
            f"More acts of passing on than the target has posts: {counted(above, 'pairs')}, "
            "cut to its posts when scoring.",
            err=True,
        )
    if old := overdue(db):
        click.echo(
            f"Older than may be kept ({retention_of(db)}): {counted(old, 'rows')}; "
            f"`{suggested('retain', 'DB')}` deletes them.",
            err=True,
        )
