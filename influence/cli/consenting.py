"""``influence consent``: who opted out, and noting it."""

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.cli.written import chosen_form, written

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
def consent(database: str, account: str | None, signal: str | None, **options: str | None) -> None:
    """Note that ACCOUNT of DATABASE opted out (deny), or list what everybody says.

    deny: no list, explanation or export shows it; its acts still count as part of an audience.
    allow: it told you that it may be listed. unset: what you noted no longer holds, and what its
    source and its biography say decides again. What you note goes before what these say.
    """
    from influence.cli.consent_page import note_consent, show_consents
    from influence.store import open_database

    with open_database(database) as db:
        if account is not None and signal is not None:
            note_consent(db, account, signal, options["reason"])
        else:
            show_consents(db, account, options | {"form": chosen_form(options)})
