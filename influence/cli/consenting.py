"""``influence consent``: who opted out, and noting it."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.cli.written import asked_of, chosen_form, write_result, written

_EXAMPLES = """\b
Examples:
  influence consent bread.db anna_bikes deny --reason "asked 2026-11-20"
  influence consent bread.db anna_bikes
  influence consent bread.db --format csv -o consents.csv
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("account", required=False, type=TEXT)
@click.argument("signal", required=False, type=click.Choice(["deny", "allow", "unset"]))
@click.option("--reason", type=TEXT, help="Who said so, and when; kept with it.")
@written
def consent(database: str, account: str | None, signal: Any, **options: Any) -> None:
    """Note that ACCOUNT of DATABASE opted out (deny), or list what everybody says.

    deny: no list, explanation or export shows it; its acts still count as part of an audience.
    allow: it told you that it may be listed. unset: what you noted no longer holds, and what its
    source and its biography say decides again. What you note goes before what these say.
    """
    from influence.library.database import open
    from influence.library.people import consent as consented

    form = chosen_form(options)
    with open(database) as db:
        found = consented(db, account, signal, **asked_of(options))
        write_result(found, options | {"form": form})
