"""``influence export``: everything that is held, as files."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.pseudonyms import pseudonym_options
from influence.cli.written import asked_of, say

_EXAMPLES = """\b
Examples:
  influence export bread.db --jsonl bread
  influence export bread.db --jsonl all && influence import copy.db all
  influence export bread.db --sqlite bread-copy.db
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option("--jsonl", type=FILE, metavar="FOLDER", help="JSON lines, one file a table.")
@click.option("--parquet", type=FILE, metavar="FOLDER", help="Parquet, one file a table.")
@click.option("--sqlite", type=FILE, help="One SQLite file without log and free pages.")
@click.option("--replace", is_flag=True, help="Replace an earlier export in that folder.")
@pseudonym_options
@click.option("-q", "--quiet", is_flag=True, help="Say nothing.")
def export(database: str, **options: Any) -> None:
    """Write all data that DATABASE holds, without loss, into a folder or a file.

    influence import reads the folder back into the same rows. Runs and scores lie in its subfolder
    computed, which import leaves alone: any database computes them again. schema.json says what
    each column means.

    Where a crawl stands is left out: to go on with it elsewhere, copy DATABASE itself. Topics,
    briefs and shortlists are in --sqlite alone.
    """
    from influence.library.database import open
    from influence.library.exporting import chosen_place
    from influence.library.exporting import export as exported

    chosen_place({name: options[name] for name in ("jsonl", "parquet", "sqlite")})
    with open(database) as db:
        say(exported(db, **asked_of(options)), quiet=bool(options["quiet"]))
