"""Options of commands that ask hosts for something: who asks, and which hosts may answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from influence.cli.text import TEXT
from influence.errors import UsageError

if TYPE_CHECKING:
    from crawlers.guard import Guard

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


def guard_of(how: Mapping[str, Any]) -> "Guard":
    """Return which hosts may be asked, by these options.

    Raises
    ------
    UsageError
        Where hosts are mapped and nobody says that it is a test.
    """
    from crawlers.guard import Guard, parse_mapping

    mapping = parse_mapping(how["resolve"])
    if how["resolve"] and not how["allow_loopback"]:
        raise UsageError("--resolve is for tests on this machine: say --allow-loopback too.")
    return Guard(allow_loopback=how["allow_loopback"], mapping=mapping)
