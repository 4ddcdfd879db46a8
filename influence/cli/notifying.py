"""``influence notices``: whom to tell that data is held, and by when."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.cli.written import chosen_form, write_result, written

_EXAMPLES = """\b
Examples:
  influence notices bread.db
  influence notices bread.db --for "Rye PR" --contact privacy@rye.example -o drafts.md
  influence notices bread.db --told anna_bikes
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option("--for", "for_", type=TEXT, help="Who you are: stands in the drafts.")
@click.option("--contact", type=TEXT, help="What people can reach you by, such as a mail address.")
@click.option(
    "--kept-for",
    type=TEXT,
    help="How long you keep the data, such as: 12 months.  [default: as retain remembers]",
)
@click.option("--told", type=TEXT, multiple=True, help="Note that this account was told just now.")
@click.option("--all", is_flag=True, help="List those that were told as well.")
@written
def notices(database: str, **options: Any) -> None:
    """List who has to be told that DATABASE holds data about them, by when, with drafts.

    Art. 14 GDPR asks for that within a month of obtaining data that people did not give you
    themselves. Only drafts are written and nothing is sent; whether telling would be a
    disproportionate effort (Art. 14(5)) is for you to judge. A table sums it up, md holds every
    draft, csv and json one row an account. Who opted out is on this list too, to be told.
    """
    from influence.library.database import open
    from influence.library.notices import noticed
    from influence.show.drafts import Sender

    form = chosen_form(options)
    sender = Sender(options["for_"], options["contact"], options["kept_for"])
    with open(database) as db:
        found = noticed(db, sender, told=options["told"], all_too=options["all"])
        write_result(found, options | {"form": form})
