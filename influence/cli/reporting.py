"""``influence report``: one list as one HTML file."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.score_names import SCORE_FILE
from influence.cli.text import TEXT

_EXAMPLES = """\b
Examples:
  influence shortlist bread.db make Spring --brief brief.toml
  influence shortlist bread.db fill Spring --brief brief.toml --top 10
  influence report bread.db --list Spring -o spring.html
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option("--list", required=True, type=TEXT, help="The shortlist it is about.")
@SCORE_FILE
@click.option("-o", "--output", default="-", type=FILE, help="A file, or - for stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only the report.")
def report(database: str, output: str, *, quiet: bool, **options: Any) -> None:
    """Write a report on a shortlist of DATABASE as one HTML file.

    It holds the question, what was found, the list, a profile of everybody on it, who was left out
    and why, how complete the data is, and the method in words. It asks no network, runs nothing,
    and prints to A4.
    """
    from influence.library.database import open
    from influence.library.reporting import report as reported

    with open(database) as db:
        found = reported(db, **options)
        found.write_as("html", output)
    place = "stdout" if output == "-" else output
    for line in () if quiet else found.words:
        click.echo(f"{place}: {line}", err=True)
