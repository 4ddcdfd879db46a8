"""``influence import``: files in."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.progress import steps
from influence.cli.text import TEXT
from influence.cli.written import teller
from influence.invocation import suggested
from influence.records import INTERACTION_KINDS

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
def import_command(database: str, files: tuple[str, ...], quiet: bool, **options: Any) -> None:  # noqa: FBT001
    """Read FILES of accounts, posts, interactions, follows and coverage into DATABASE.

    CSV (told apart by the columns, ours or other tools'), JSON lines, spreadsheets, GraphML, GEXF,
    edge lists and OPML, also gzipped; - is stdin. Archives of X and Mastodon, Bluesky repositories,
    YouTube Takeouts and what twarc wrote; all of these also as zip or tar. A folder that influence
    export wrote stands for the tables in it. Importing twice changes nothing. Each file goes in
    whole or not at all. Rows that cannot be taken are counted and written to the rejects file with
    file, line and reason; a time before 1990 or in the future is left out and told there too.
    """
    from influence.library.importing import import_

    with steps("reading", in_bytes=True, quiet=quiet) as progress:
        import_(database, *files, **options, told=teller(quiet=quiet), progress=progress)
    if not (quiet or options["dry_run"]):
        click.echo(f"Next: {suggested('status', database)}", err=True)
