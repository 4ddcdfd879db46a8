"""``influence report``: one list as one HTML file."""

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT

_EXAMPLES = """\b
Examples:
  influence shortlist bread.db make Spring --brief brief.toml
  influence shortlist bread.db fill Spring --brief brief.toml --top 10
  influence report bread.db --list Spring -o spring.html
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option("--list", "name", required=True, type=TEXT, help="The shortlist it is about.")
@click.option("-o", "--output", default="-", type=FILE, help="A file, or - for stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only the report.")
def report(database: str, name: str, output: str, *, quiet: bool) -> None:
    """Write a report on a shortlist of DATABASE as one HTML file.

    It holds the question, what was found, the list, a profile of everybody on it, who was left out
    and why, how complete the data is, and the method in words. It asks no network, runs nothing,
    and prints to A4.
    """
    from influence.cli.report_page import write_report_on
    from influence.store import open_database

    with open_database(database) as db:
        write_report_on(db, name, output, quiet=quiet)
