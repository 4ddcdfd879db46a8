"""``influence topics``: queries with a name."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.cli.written import asked_of, chosen_form, write_result, written
from influence.library.limits import TOP

SHOWN = 20
ACTIONS = ("add", "list", "remove", "show")
_EXAMPLES = """\b
Examples:
  influence topics bread.db add "Home bread" 'sourdough OR "rye starter" -mix'
  influence topics bread.db list
  influence topics bread.db show home-bread
  influence topics bread.db show 'pour over OR grinder' --since 90d --format csv
  influence topics bread.db add -i topics.csv
  influence topics bread.db remove home-bread
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("words", nargs=-1, type=TEXT)
@click.option("--part-of", type=TEXT, help="With add: the topic that it is a part of.")
@click.option("-i", "--input", type=FILE, help="With add: a CSV of title and query.")
@click.option("--since", help="With show: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="With show: first moment after the window.")
@click.option("--top", type=click.IntRange(*TOP), help="With show: at most so many accounts.")
@written
def topics(database: str, action: Any, words: tuple[str, ...], **options: Any) -> None:
    """Keep topics in DATABASE: add NAME QUERY, list, remove NAME, show NAME or words.

    A query is words that must all be in a post, "phrases", OR, - for what must not be there,
    brackets, and begin* for words that begin so; case and accents do not matter. Chinese and
    emoji are found anywhere. show tells who writes on it, and how much of what each writes.
    """
    from influence.library.database import open
    from influence.library.topics import topics as kept

    form = chosen_form(options)
    if form == "table" and action == "show":
        options |= {"top": options["top"] or SHOWN}
    with open(database) as db:
        found = kept(db, action, *words, **asked_of(options))
    write_result(found, options | {"form": form})
