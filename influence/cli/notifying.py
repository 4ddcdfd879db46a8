"""``influence notices``: whom to tell that data is held, and by when."""

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.cli.written import chosen_form, written

_EXAMPLES = """\b
Examples:
  influence notices bread.db
  influence notices bread.db --for "Rye PR" --contact privacy@rye.example -o drafts.md
  influence notices bread.db --told anna_bikes
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option("--for", "who", type=TEXT, help="Who you are: stands in the drafts.")
@click.option("--contact", type=TEXT, help="What people can reach you by, such as a mail address.")
@click.option(
    "--kept-for",
    type=TEXT,
    help="How long you keep the data, such as: 12 months.  [default: as retain remembers]",
)
@click.option("--told", type=TEXT, multiple=True, help="Note that this account was told just now.")
@click.option("--all", "told_too", is_flag=True, help="List those that were told as well.")
@written
def notices(database: str, **options: object) -> None:
    """List who has to be told that DATABASE holds data about them, by when, with drafts.

    Art. 14 GDPR asks for that within a month of obtaining data that people did not give you
    themselves. Only drafts are written and nothing is sent; whether telling would be a
    disproportionate effort (Art. 14(5)) is for you to judge. A table sums it up, md holds every
    draft, csv and json one row an account. Who opted out is on this list too, to be told.
    """
    from influence.cli.notices_page import note_those_told, show_notices
    from influence.store import open_database

    with open_database(database) as db:
        if options["told"]:
            note_those_told(db, options)
        else:
            show_notices(db, options | {"form": chosen_form(options)})
