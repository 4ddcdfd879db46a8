"""``influence status``: what is held, what it allows, what is missing."""

import click

from influence.cli.file_names import FILE
from influence.cli.written import say

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
    from influence.library.database import open
    from influence.library.status import status as held

    with open(database) as db:
        found = held(db)
        found.write_as(form, output)
        say(found)
