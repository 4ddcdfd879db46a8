"""``influence serve``: the page for those who work in a browser."""

import click

from influence.cli.file_names import FILE

PORT = 8001

_EXAMPLES = """\b
Examples:
  influence serve bread.db --check
  influence serve bread.db -p 8002 --check

\b
For good, and open a browser; Ctrl-C ends it.
  influence serve bread.db -o
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option(
    "-p",
    "--port",
    type=click.IntRange(1, 65535),
    help=f"[default: {PORT}, or the next that is free]",
)
@click.option("-o", "--open", "opens", is_flag=True, help="Open a browser too.")
@click.option("--check", is_flag=True, help="Say where it would be, and end.")
def serve(database: str, port: int | None, **how: bool) -> None:
    """Show DATABASE on a page of this machine: candidates, profiles, comparisons.

    It answers on 127.0.0.1 and nowhere else, and nothing that it shows leaves this machine. Files
    may be imported and blogs crawled meanwhile.
    """
    from influence.cli.serve_page import serve_database

    serve_database(database, port, **how)
