"""``influence import``: files in."""

from typing import TYPE_CHECKING

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.invocation import suggested
from influence.records import INTERACTION_KINDS

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlite_utils import Database


EDGES = [*INTERACTION_KINDS, "follow"]
_EXAMPLES = """\b
Examples:
  influence import bread.db accounts.csv posts.csv.gz interactions.csv
  influence import bread.db accounts.csv --dry-run
  gzip -dc posts.csv.gz | influence import bread.db -
"""


@click.command("import", epilog=_EXAMPLES)
@click.argument("database", type=FILE)
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option(
    "--source", type=TEXT, default="file", show_default=True, help="Where the accounts live."
)
@click.option(
    "--encoding", type=TEXT, default="utf-8", show_default=True, help="Encoding of the files."
)
@click.option(
    "--mapping", type=FILE, help="What columns mean: a TOML file, or a name such as facebook."
)
@click.option("--edges", type=click.Choice(EDGES), help="What the edges of graphs are.")
@click.option("--reversed", is_flag=True, help="Edges run from the target to who acted.")
@click.option("--owner", type=TEXT, help="Whose files they are, by id or handle.")
@click.option("--strict", is_flag=True, help="Stop at the first row that is rejected.")
@click.option(
    "--rejects", type=FILE, help="Where rejected rows go. [default: DATABASE.rejects.csv]"
)
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
    mapping: str | None,
    edges: str | None,
    reversed: bool,  # noqa: A002, FBT001
    owner: str | None,
    strict: bool,  # noqa: FBT001
    rejects: str | None,
    dry_run: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
) -> None:
    """Read FILES of accounts, posts, interactions, follows and coverage into DATABASE.

    CSV (told apart by the columns, ours or other tools'), JSON lines, spreadsheets, GraphML, GEXF,
    edge lists and OPML, also gzipped; - is stdin. Archives of X and Mastodon, Bluesky repositories,
    YouTube Takeouts and what twarc wrote; all of these also as zip or tar. Importing twice changes
    nothing. Each file goes in whole or not at all. Rows that cannot be taken are counted and
    written to the rejects file with file, line and reason; a time before 1990 or in the future is
    left out and told there too.
    """
    from crawlers.files import Options, asked_for, check_rejects, find_files
    from influence.cli.import_page import run_import

    asked = asked_for(edges, mapping, owner, is_reversed=reversed)
    found = find_files(files, encoding, asked)
    if rejects is None and not dry_run:
        rejects = f"{database}.rejects.csv"
    if rejects is not None:
        check_rejects(rejects, (database, *files))
    options = Options(source, encoding, asked, strict, dry_run)
    with _opened(database, dry_run=dry_run) as db:
        run_import(db, found, options, rejects, quiet=quiet)
    if not (quiet or dry_run):
        click.echo(f"Next: {suggested('status', database)}", err=True)


def _opened(database: str, *, dry_run: bool) -> "AbstractContextManager[Database]":
    """Open the database; where a rehearsal has none, one that is never written."""
    from pathlib import Path

    from influence.store import open_database, open_or_make

    if not dry_run:
        return open_or_make(database)
    return open_database(database if Path(database).exists() else ":memory:")
