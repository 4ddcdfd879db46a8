"""``influence check-score``: whether a score of your own keeps what every score promises."""

import click

from influence.cli.file_names import FILE
from influence.cli.written import chosen_form, write_result, written

_EXAMPLES = """\b
Examples:
  influence check-score mine.py
  influence check-score mine.py --format json
"""


@click.command("check-score", epilog=_EXAMPLES)
@click.argument("score", type=FILE)
@written
def check_score(score: str, **options: str) -> None:
    """Check the score in a file (or of a name) on small invented worlds.

    What it returns has one number an account, and stays the same in another order of accounts,
    through networkx, and from call to call; and whatever else it promises. Exit code 1 where
    something is not kept.
    """
    from influence.errors import ScoreUnusable
    from influence.library.checking import check_score as checked

    form = chosen_form(options)
    found = checked(score)
    write_result(found, options | {"form": form, "quiet": True})
    if not found.is_kept:
        raise ScoreUnusable(found.words[0])
    click.echo(found.words[0], err=True)
