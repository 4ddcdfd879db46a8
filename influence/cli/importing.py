"""``influence import``: files in."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from crawlers.files import FileReport, Options


@click.command("import", epilog="Example: influence import bread.db accounts.csv posts.csv.gz")
@click.argument("database")
@click.argument("files", nargs=-1, required=True)
@click.option("--source", default="file", show_default=True, help="Where the accounts live.")
@click.option("--encoding", default="utf-8", show_default=True, help="Encoding of the files.")
@click.option("--strict", is_flag=True, help="Stop at the first bad row.")
@click.option("--rejects", help="Where bad rows are written. [default: DATABASE.rejects.csv]")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing.")
def import_command(  # noqa: PLR0913 - one argument an option
    database: str,
    files: "tuple[str, ...]",
    source: str,
    encoding: str,
    strict: bool,  # noqa: FBT001
    rejects: str | None,
    quiet: bool,  # noqa: FBT001
) -> None:
    """Read FILES of accounts, posts, interactions and coverage into DATABASE.

    CSV (told apart by the columns) or JSON lines, also gzipped; - is stdin. Importing twice
    changes nothing. Each file goes in whole or not at all; rows that cannot be taken are counted
    and written to the rejects file with their reason.
    """
    from crawlers.files import Options
    from influence.store import open_database

    db = open_database(database, create=True)
    options = Options(source=source, encoding=encoding, strict=strict)
    run_import(db, files, options, rejects or f"{database}.rejects.csv", quiet=quiet)
    db.close()


def run_import(
    db: "Database", files: "Sequence[str]", options: "Options", rejects: str, *, quiet: bool
) -> None:
    """Import files, say what became of each on stderr, and write the rejects file if needed."""
    from crawlers.files import import_files, write_problems
    from influence.cli.progress import progress
    from influence.store import holdings

    problems = []
    with progress(quiet=quiet) as told:
        from dataclasses import replace

        for report in import_files(db, files, replace(options, progress=told)):
            problems += report.problems
            if not quiet:
                _say(report)
    if problems:
        write_problems(rejects, problems)
        click.echo(f"{len(problems):,} rows with problems are in {rejects}.", err=True)
    held = holdings(db)
    if held.claims_differ and not quiet:
        click.echo(
            f"{held.claims_differ:,} accounts claim another number of posts than is listed; the"
            " listed posts stand.",
            err=True,
        )
    if held.over_acted and not quiet:
        click.echo(
            f"{held.over_acted:,} pairs have more reposts than the target has posts; they are cut"
            " to the number of posts when scoring.",
            err=True,
        )


def _say(report: "FileReport") -> None:
    tables = ", ".join(
        f"{tally.new:,} {name.replace('_', ' ')}"
        for name, tally in report.ingested.tables.items()
        if tally.new
    )
    for note in report.notes:
        click.echo(note, err=True)
    click.echo(
        f"{report.path}: {report.rows:,} rows, {report.rejected:,} rejected;"
        f" new: {tables or 'nothing'}",
        err=True,
    )
