"""``influence import``: files in."""

from typing import TYPE_CHECKING

import click

from influence.cli.text import TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from sqlite_utils import Database

    from crawlers.files import DataFile, FileReport, Options

_TABLES = {
    "accounts": "accounts",
    "posts": "posts",
    "interactions": "interactions",
    "interaction_counts": "counted pairs",
    "follows": "follows",
    "coverage": "lists",
}


@click.command("import", epilog="Example: influence import bread.db accounts.csv posts.csv.gz")
@click.argument("database")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--source", type=TEXT, default="file", show_default=True, help="Where the accounts live."
)
@click.option(
    "--encoding", type=TEXT, default="utf-8", show_default=True, help="Encoding of the files."
)
@click.option("--strict", is_flag=True, help="Stop at the first row that is rejected.")
@click.option("--rejects", help="Where rejected rows go. [default: DATABASE.rejects.csv]")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say what would happen, and change nothing: not even a rejects file unless named.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing.")
def import_command(  # noqa: PLR0913 - one argument an option
    database: str,
    files: "tuple[str, ...]",
    source: str,
    encoding: str,
    strict: bool,  # noqa: FBT001
    rejects: str | None,
    dry_run: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
) -> None:
    """Read FILES of accounts, posts, interactions, follows and coverage into DATABASE.

    CSV (told apart by the columns) or JSON lines, also gzipped; - is stdin. Importing twice
    changes nothing. Each file goes in whole or not at all. Rows that cannot be taken are counted
    and written to the rejects file with file, line and reason; a time before 1990 or in the
    future is left out and told there too.
    """
    from crawlers.files import Options, check_rejects, find_files

    found = find_files(files, encoding)
    if rejects is None and not dry_run:
        rejects = f"{database}.rejects.csv"
    if rejects is not None:
        check_rejects(rejects, (database, *files))
    options = Options(source=source, encoding=encoding, strict=strict, dry_run=dry_run)
    with _opened(database, dry_run=dry_run) as db:
        run_import(db, found, options, rejects, quiet=quiet)
    if not (quiet or dry_run):
        click.echo(f"Next: influence status {database}", err=True)


def _opened(database: str, *, dry_run: bool) -> "AbstractContextManager[Database]":
    """Open the database; where a rehearsal has none, one that is never written."""
    from pathlib import Path

    from influence.store import open_database, open_or_make

    if not dry_run:
        return open_or_make(database)
    return open_database(database if Path(database).exists() else ":memory:")


def run_import(
    db: "Database",
    files: "Sequence[str | DataFile]",
    options: "Options",
    rejects: str | None,
    *,
    quiet: bool,
) -> None:
    """Import files, say what became of each on stderr, and write the rejects file if needed.

    Without a place for a rejects file none is written, and an earlier one is left.
    """
    from dataclasses import replace
    from time import perf_counter

    from crawlers.files import DataFile, RejectsFile, import_files
    from influence.cli.progress import progress

    begun, rows = perf_counter(), 0
    total = sum(file.size for file in files if isinstance(file, DataFile))
    with RejectsFile(rejects) as on_problem, progress(total, quiet=quiet) as told:
        options = replace(options, on_problem=on_problem, progress=told)
        for report in import_files(db, files, options):
            rows += report.rows
            if not quiet:
                _say(report)
    if quiet:
        return
    took = perf_counter() - begun
    click.echo(f"{rows:,} rows in {took:.1f} s ({rows / took:,.0f} rows/s)", err=True)
    if on_problem.count:
        place = f"are in {rejects}" if rejects else "would be listed by --rejects FILE"
        click.echo(f"{on_problem.count:,} rows with problems {place}", err=True)
    if on_problem.removed_earlier:
        click.echo(f"{rejects} of an earlier import is removed: nothing was rejected", err=True)
    _say_contradictions(db)


def _say(report: "FileReport") -> None:
    """Say what became of one file."""
    if report.unused:
        click.echo(f"{report.path}: columns not used: {', '.join(report.unused)}", err=True)
    parts = [f"{report.rows:,} rows", f"{report.rejected:,} rejected"]
    if report.kept:
        parts.append(f"{report.kept:,} kept without their time")
    ingested = report.ingested
    told = {name: ingested.tables[table] for table, name in _TABLES.items()}
    new = [f"{tally.new:,} {name}" for name, tally in told.items() if tally.new]
    known = [f"{tally.known:,} {name}" for name, tally in told.items() if tally.known]
    parts.append(f"new: {', '.join(new) or 'nothing'}")
    if known:
        parts.append(f"already known: {', '.join(known)}")
    if ingested.recounted:
        parts.append(f"{ingested.recounted:,} counts replaced by other ones")
    click.echo(f"{report.path}: {'; '.join(parts)}", err=True)
    if report.first is not None:
        first = report.first
        click.echo(f"  first: line {first.line} {first.outcome}: {first.reason}", err=True)


def _say_contradictions(db: "Database") -> None:
    """Say where claims and what is listed differ; a person should know before trusting either."""
    from influence.store import differing_post_numbers, pairs_above_posts

    if differing := differing_post_numbers(db):
        click.echo(
            f"{differing:,} accounts claim another number of posts than is listed; "
            "the listed posts stand.",
            err=True,
        )
    if above := pairs_above_posts(db):
        click.echo(
            f"{above:,} pairs have more acts of passing on than the target has posts; "
            "they are cut to its posts when scoring.",
            err=True,
        )
