"""``influence validate``."""

import click

from influence.cli.file_names import FILE
from influence.cli.progress import steps
from influence.cli.score_names import SCORE_FILE, SCORE_OR_ALL
from influence.cli.written import asked_of, chosen_form, write_result, written
from influence.library.limits import DRAWS, HALVES, SEED

_EXAMPLES = """\b
Examples:
  influence validate bread.db --cut 2026-03-01
  influence validate bread.db --cut 2026-02 --cut 2026-03 --horizon 30d --chart scores.svg
  influence validate bread.db --cut 2026-03-01 --by influence --by followers --format json
  influence validate bread.db --cut 2026-03-01 --score-file mine.py
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option("--cut", multiple=True, help="What came before is known; repeatable.")
@click.option("--horizon", help="How long after a cut: 30d, 12h. [default: to the end]")
@click.option("--since", help="First moment of what is known.")
@click.option(
    "--halves",
    type=click.IntRange(*HALVES),
    help="So many random halves, where acts have no times. [default: 20]",
)
@click.option(
    "--by",
    multiple=True,
    type=SCORE_OR_ALL,
    help="A score; the first leads; all takes all. [default: influence and eight to beat]",
)
@click.option(
    "--draws",
    type=click.IntRange(*DRAWS),
    default=200,
    show_default=True,
    help="Draws of the bootstrap.",
)
@click.option(
    "--seed",
    type=click.IntRange(*SEED),
    default=1,
    show_default=True,
    help="Decides draws and halves.",
)
@SCORE_FILE
@click.option("--chart", type=FILE, help="Write a picture (SVG) here.")
@written
@click.option("-q", "--quiet", is_flag=True, help="Only the data.")
def validate(database: str, seed: int, chart: str | None, **options: str) -> None:
    """Tell which score predicts: what was known before a cut ranks, what came after it judges."""
    from influence.cli.validate_page import check_chart, write_picture
    from influence.library.database import open
    from influence.library.validating import validate as validated

    form = chosen_form(options)
    check_chart(chart, options["output"])
    with (
        open(database) as db,
        steps("judging", quiet=bool(options["quiet"])) as told,
    ):
        found = validated(db, **asked_of(options), random_state=seed, told=told)
    write_result(found, options | {"form": form})
    write_picture(found, chart)
