"""``influence validate``."""

import click

from influence.cli.file_names import FILE
from influence.cli.score_names import SCORE_OR_ALL
from influence.cli.written import chosen_form, written

HURDLES = (
    "influence",
    "shrunk_reposts_per_post",
    "reposts_per_post",
    "reposts",
    "pagerank",
    "influence_passivity",
    "active_audience",
    "followers",
    "posts",
)
_EXAMPLES = """\b
Examples:
  influence validate bread.db --cut 2026-03-01
  influence validate bread.db --cut 2026-02 --cut 2026-03 --horizon 30d --chart scores.svg
  influence validate bread.db --cut 2026-03-01 --by influence --by followers --format json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option("--cut", "cuts", multiple=True, help="What came before is known; repeatable.")
@click.option("--horizon", help="How long after a cut: 30d, 12h. [default: to the end]")
@click.option("--since", help="First moment of what is known.")
@click.option(
    "--halves",
    type=click.IntRange(1),
    help="So many random halves, where acts have no times. [default: 20]",
)
@click.option(
    "--by",
    "scores",
    multiple=True,
    type=SCORE_OR_ALL,
    help="A score; the first leads; all takes all. [default: influence and eight to beat]",
)
@click.option(
    "--draws",
    type=click.IntRange(20),
    default=200,
    show_default=True,
    help="Draws of the bootstrap.",
)
@click.option("--chart", type=FILE, help="Write a picture (SVG) here.")
@written
@click.option("-q", "--quiet", is_flag=True, help="Only the data.")
def validate(**options: str) -> None:
    """Tell which score predicts: what was known before a cut ranks, what came after it judges."""
    from influence.cli.validate_page import show_validation
    from influence.store import open_database

    form = chosen_form(options)
    with open_database(options["database"]) as db:
        show_validation(db, options | {"form": form})
