"""``influence rank`` and ``influence scores``."""

from typing import TYPE_CHECKING

import click

from influence.cli.file_names import FILE
from influence.cli.pseudonyms import pseudonym_options
from influence.cli.score_names import SCORE
from influence.cli.text import TEXT
from influence.cli.written import chosen_form, written

if TYPE_CHECKING:
    from influence.ranking import Run

LISTS = ["ranked", "check", "unrated", "all"]
TOP_ON_A_PAGE = 20
APART = 5
_EXAMPLES = """\b
Examples:
  influence rank bread.db --top 10
  influence rank bread.db --since 90d --where "followers < 5000" --format csv
  influence rank bread.db --by influence_passivity -o ranking.csv
  influence rank bread.db --topic 'sourdough OR "rye starter"'
  influence rank bread.db --since 90d -o bloggers.xlsx
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option(
    "--by",
    type=SCORE,
    default="influence",
    show_default=True,
    help="A score; see influence scores.",
)
@click.option("--topic", type=TEXT, help="Influence within a topic: its name, or words (topics).")
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option("--top", type=click.IntRange(1), help="At most so many rows.")
@click.option("--where", type=TEXT, help="An SQL expression over the columns.")
@click.option(
    "--list",
    "which",
    type=click.Choice(LISTS),
    default="ranked",
    show_default=True,
    help="Which of the lists that are never mixed.",
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Setting of a score.")
@written
@pseudonym_options
@click.option("-q", "--quiet", is_flag=True, help="Only the data.")
def rank(**options: str) -> None:
    """Rank the accounts of DATABASE by the audience that acts."""
    from influence.cli.rank_page import ranked, show_ranking
    from influence.store import last_event, open_database
    from influence.windows import parse_window

    form = chosen_form(options)
    with open_database(options["database"]) as db:
        window = parse_window(options["since"], options["until"], lambda: last_event(db))
        found: Run = ranked(db, window, options)
        show_ranking(db, found, options | {"form": form})


_OF_SCORES = """\b
Examples:
  influence scores
  influence scores --format md -o scores.md
"""


@click.command(epilog=_OF_SCORES)
@written
def scores(**options: str) -> None:
    """List every score: its question, unit, settings and source."""
    from influence.cli.rank_page import show_scores

    show_scores(options | {"form": chosen_form(options)})
