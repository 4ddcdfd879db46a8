"""What ``influence why-not`` prints."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from influence.cli.written import write_table
from influence.errors import InputUnusable, NothingFound
from influence.show.crawls import REASONS
from influence.store.crawling import why_not

if TYPE_CHECKING:
    from sqlite_utils import Database

STDIN = "-"


def show_reasons(
    db: "Database", addresses: Sequence[str], options: Mapping[str, str | None]
) -> None:
    """Write why each address was not read, a row for each way in which it was to be read.

    Raises
    ------
    NothingFound
        Where a list of addresses is empty.
    """
    asked = [each for word in addresses for each in (_listed() if word == STDIN else [word])]
    if not asked:
        raise NothingFound("The list of addresses is empty: write one a line.")
    rows = [reason._asdict() for address in asked for reason in why_not(db, address)]
    write_table(rows, REASONS, options, "Why not")


def _listed() -> Iterator[str]:
    if sys.stdin is None:
        raise InputUnusable("Stdin is closed, so that no list can be read from it.")
    if sys.stdin.isatty():
        click.echo("Addresses, one a line; Ctrl-D ends the list:", err=True)
    text = sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    yield from filter(None, map(str.strip, text.splitlines()))
