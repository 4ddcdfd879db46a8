"""``influence find``: posts that words find, and candidates of a brief."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.score_names import SCORE_FILE
from influence.cli.text import TEXT
from influence.cli.written import asked_of, chosen_form, write_result, written
from influence.library.limits import TOP

_EXAMPLES = """\b
Examples:
  influence find bread.db sourdough
  influence find bread.db 'rye starter OR crumb' --since 30d --format csv
  influence find bread.db --brief brief.toml
  influence find bread.db --brief brief.toml --list left_out --sort=-followers -o left.csv
"""
LISTS = ("candidate", "check", "too_little", "left_out", "all")


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("words", required=False, type=TEXT)
@click.option("--brief", type=FILE, help="Judge everybody by a brief (TOML): see docs/brief.md.")
@click.option(
    "--list",
    type=click.Choice(LISTS),
    default="candidate",
    show_default=True,
    help="With --brief: who.",
)
@click.option("--sort", default="place", help="With --brief: by a column; -fit: largest first.")
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option("--top", type=click.IntRange(*TOP), help="So many rows.  [default: 20 for people]")
@SCORE_FILE
@written
def find(database: str, words: str | None, **options: Any) -> None:
    """Find posts in DATABASE by the name of a topic, or by WORDS (a query, see topics).

    With --brief, find candidates: their fit is the weighted sum of named scores and nothing else,
    and who is left out is told with the reason.
    """
    from influence.library.database import open
    from influence.library.finding import SHOWN
    from influence.library.finding import find as found

    form = chosen_form(options)
    if form == "table" and options["top"] is None:
        options |= {"top": SHOWN}
    with open(database) as db:
        write_result(found(db, words, **asked_of(options)), options | {"form": form})
