"""Options of commands that ask hosts for something: who asks, and which hosts may answer."""

import click

from influence.cli.text import TEXT

DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Say what would be asked for, and ask for nothing."
)
CONTACT = click.option(
    "--contact",
    type=TEXT,
    envvar="INFLUENCE_CONTACT",
    help="Whom hosts may ask about it: your page or mail address. [env: INFLUENCE_CONTACT]",
)
ALLOW_LOOPBACK = click.option(
    "--allow-loopback", is_flag=True, help="Servers of this machine may be asked: tests."
)
RESOLVE = click.option(
    "--resolve",
    multiple=True,
    type=TEXT,
    metavar="HOST=ADDRESS:PORT",
    help="Who answers for a host, or for all (*=...): tests.",
)
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="For people or machines.",
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
