"""``influence rank`` and ``influence scores``."""

import click

from influence.cli.file_names import FILE
from influence.cli.pseudonyms import pseudonym_options
from influence.cli.score_names import SCORE, SCORE_FILE
from influence.cli.text import TEXT
from influence.cli.written import asked_of, chosen_form, write_result, write_words, written
from influence.library.limits import TOP

LISTS = ["ranked", "check", "unrated", "all"]
_EXAMPLES = """\b
Examples:
  influence rank bread.db --top 10
  influence rank bread.db --since 90d --where "followers < 5000" --format csv
  influence rank bread.db --by influence_passivity -o ranking.csv
  influence rank bread.db --topic 'sourdough OR "rye starter"'
  influence rank bread.db --since 90d -o bloggers.xlsx
  influence rank bread.db --score-file mine.py --top 10
  influence rank bread.db --since 90d --method
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option(
    "--by",
    type=SCORE,
    help="A score; see influence scores.  [default: influence, or that of --score-file]",
)
@click.option("--topic", type=TEXT, help="Influence within a topic: its name, or words (topics).")
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option("--top", type=click.IntRange(*TOP), help="At most so many rows.")
@click.option("--where", type=TEXT, help="An SQL expression over the columns.")
@click.option(
    "--list",
    type=click.Choice(LISTS),
    default="ranked",
    show_default=True,
    help="Which of the lists that are never mixed.",
)
@click.option("--set", multiple=True, metavar="NAME=VALUE", help="Setting of a score.")
@SCORE_FILE
@click.option("--method", is_flag=True, help="Instead of rows, how they come about: for a paper.")
@written
@pseudonym_options
@click.option("-q", "--quiet", is_flag=True, help="Only the data.")
def rank(database: str, **options: str) -> None:
    """Rank the accounts of DATABASE by the audience that acts."""
    from influence.cli.memory import keep_freed_memory
    from influence.cli.rank_page import asked_by, wanted_by
    from influence.library.database import open
    from influence.library.ranking import ranked

    form, asked, wanted = chosen_form(options), asked_by(options), wanted_by(options)
    keep_freed_memory()
    with open(database) as db:
        found = ranked(db, asked, wanted)
        if options["method"]:
            write_words(found.method, options)
        else:
            write_result(found, options | {"form": form})


_OF_SCORES = """\b
Examples:
  influence scores
  influence scores --format md -o scores.md
  influence scores --score-file mine.py
"""


@click.command(epilog=_OF_SCORES)
@SCORE_FILE
@written
def scores(**options: str) -> None:
    """List every score: its question, unit, settings and source."""
    from influence.library.ranking import scores as listed

    form = chosen_form(options)
    write_result(listed(**asked_of(options)), options | {"form": form})
