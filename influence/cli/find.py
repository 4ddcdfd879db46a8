"""``influence find``: posts that words find."""

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.cli.written import chosen_form, written

_EXAMPLES = """\b
Examples:
  influence find bread.db sourdough
  influence find bread.db 'rye starter OR crumb' --since 30d --format csv
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("words", type=TEXT)
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="So many rows.")
@written
def find(database: str, words: str, **options: str) -> None:
    """Find posts in DATABASE by the name of a topic, or by WORDS (a query, see topics)."""
    from influence.cli.find_page import show_hits
    from influence.store import open_database

    with open_database(database) as db:
        show_hits(db, words, options | {"form": chosen_form(options)})
