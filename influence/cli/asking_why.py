"""``influence why-not``: the rule that keeps an address from being read."""

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.cli.written import chosen_form, tell, write_result, written

_EXAMPLES = """\b
Examples:
  influence why-not bread.db https://anna.example/drafts/rye
  influence why-not bread.db - --format json < addresses.txt
"""


@click.command("why-not", epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("addresses", nargs=-1, type=TEXT)
@written
def why_not(database: str, addresses: tuple[str, ...], **options: str | None) -> None:
    """Say why a crawl did not read ADDRESSES: the rule that refuses each, or what it waits for.

    robots.txt, an opt-out, a rule on addresses, the depth or the budget of the crawl, a failure;
    or that nothing which was read points to it. @FILE reads addresses from a file, - from stdin,
    one a line.
    """
    from influence.cli.accounts_in import database_and_words
    from influence.library.asking_why import why_not as reasons
    from influence.library.database import open

    form = chosen_form(options)
    database, addresses = database_and_words(database, addresses)
    with open(database) as db:
        write_result(reasons(db, addresses, told=tell), options | {"form": form})
