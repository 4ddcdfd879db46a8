"""``influence attack-test``: how far bots, pods and the like move an account."""

from contextlib import nullcontext
from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.progress import steps
from influence.cli.score_names import SCORE_FILE, SCORE_OR_ALL
from influence.cli.written import asked_of, chosen_form, write_result, written
from influence.library.limits import SEED, VICTIMS, WORLD

_EXAMPLES = """\b
Examples:
  influence attack-test --victims 1
  influence attack-test --accounts 500 --bots 5,30 --victims 1 --by influence --by pagerank
  influence attack-test bread.db --bots 5,50 --victims 1 -o attacks.csv
  influence attack-test bread.db --by all --bots 5 --victims 1
"""


@click.command("attack-test", epilog=_EXAMPLES)
@click.argument("database", required=False, type=FILE)
@click.option(
    "--by",
    multiple=True,
    type=SCORE_OR_ALL,
    help="A score; may be given several times; all takes all."
    "  [default: influence, and that of --score-file]",
)
@click.option(
    "--bots",
    default="1,5,30,100",
    show_default=True,
    help="Sizes: bots, others in a pod, replies to a post.",
)
@click.option(
    "--victims",
    type=click.IntRange(*VICTIMS),
    default=3,
    show_default=True,
    help="Accounts of middle rank that are attacked, one at a time.",
)
@click.option(
    "--accounts", type=click.IntRange(*WORLD), help="Size of the invented world. [default: 3000]"
)
@click.option(
    "--seed",
    type=click.IntRange(*SEED),
    default=2026,
    show_default=True,
    help="Decides victims, attacks and the invented world.",
)
@SCORE_FILE
@written
def attack_test(database: str | None, seed: int, **options: Any) -> None:
    """Attack accounts of DATABASE, and see how far each score is fooled.

    Bots, pods and the like are added to a copy in memory; nothing is written. Without DATABASE an
    invented world is attacked, whose truth tells what the guard costs where nobody cheats.
    """
    from influence.library.attacking import attack_test as attacked
    from influence.library.database import open as opened

    form = chosen_form(options)
    with nullcontext() if database is None else opened(database) as db, steps("attacking") as told:
        found = attacked(db, **asked_of(options), random_state=seed, told=told)
    write_result(found, options | {"form": form})
