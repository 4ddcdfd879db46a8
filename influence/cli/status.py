"""``influence status``: what is held, what it allows, what is missing."""

import click

from influence.cli.file_names import FILE

_EXAMPLES = """\b
Examples:
  influence status bread.db
  influence status bread.db --format json -o status.json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="For people or machines.",
)
@click.option("-o", "--output", default="-", type=FILE, help="A file, or - for stdout.")
def status(database: str, form: str, output: str) -> None:
    """Say what DATABASE holds, which tier that allows, and what to do next."""
    from influence.show import open_output
    from influence.show.statuses import write_status
    from influence.store import holdings, is_wiped, open_database, retention_of
    from influence.store.crawling import crawl_status

    with open_database(database) as db, open_output(output) as stream:
        held = (holdings(db), retention_of(db), crawl_status(db))
        write_status(held, database, form, stream)
        if not is_wiped(db):
            words = "A forgetting was interrupted: `influence forget` of the same account ends it."
            click.echo(words, err=True)
