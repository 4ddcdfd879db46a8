"""The accounts that a command is asked about: typed, or listed on stdin or in a file.

One grammar for every command that takes accounts::

    influence explain bread.db anna                      an account, as a person writes it
    influence rank bread.db | influence explain bread.db -       a list on stdin
    influence explain bread.db Outlet -i picks.csv       the column Outlet of a file

In a command::

    @click.argument("accounts", nargs=-1, type=TEXT)
    @LISTED_IN
    def explain(database, accounts, listed_in):
        asked = asked_accounts(accounts, listed_in)      # the input is read here
        with open_database(database) as db:
            for each, account in asked.found(db):        # None: told on stderr, the others go on
                ...
        asked.check()                                    # exit code 3 where one was not found
"""

import os
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import click

from influence.cli.file_names import FILE
from influence.cli.written import tell
from influence.errors import InputUnusable, UsageError
from influence.library.account_lists import (
    AccountList,
    listing_in,
    listing_of,
    typed,
    typed_accounts,
)
from influence.library.account_rows import Listing

STDIN = "-"

DATABASE_VARIABLE = "INFLUENCE_DB"
"""The variable that names a database for commands that are not given one."""

LISTED_IN = click.option(
    "-i",
    "--input",
    "listed_in",
    type=FILE,
    help="A list of accounts; what is written as account then names its column. - is stdin.",
)


def database_and_words(database: str, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return what was typed as a database and accounts.

    Where the variable names a database, and what was typed first is no file, it is an account.
    """
    usual = os.environ.get(DATABASE_VARIABLE)
    if not usual or database == usual or Path(database).exists():
        return database, words
    return usual, (database, *words)


def asked_accounts(words: Sequence[str], listed_in: str | None = None) -> AccountList:
    """Return the accounts that are asked for; a list is read at once, to its end.

    Who is not found is told on stderr.

    Parameters
    ----------
    words
        Accounts as they were typed, of which ``-`` reads a list from stdin; or the name of a
        column, or nothing, where ``listed_in`` names a list.
    listed_in
        A file, or ``-`` for stdin.

    Raises
    ------
    InputUnusable
        Where the list cannot be read.
    UsageError
        Where there are no words, or too many, or no such column.
    """
    if listed_in is not None:
        if len(words) > 1 or STDIN in words:
            raise UsageError("With -i FILE, write the name of one of its columns, or nothing.")
        listing = _read(listed_in, *words)
        return AccountList(listing.rows, listing.columns, is_list=True, told=tell)
    if not words:
        raise UsageError("Name an account, - to read a list from stdin, or a list with -i FILE.")
    if words.count(STDIN) > 1:
        raise UsageError("Stdin can be read once: write - once.")
    if STDIN not in words:
        return typed_accounts(words)
    listing = _read(STDIN)
    place = words.index(STDIN)
    before, after = map(typed, words[:place]), map(typed, words[place + 1 :])
    rows = chain(before, listing.rows, after)
    return AccountList(rows, listing.columns, is_list=True, told=tell)


def _read(path: str, column: str | None = None) -> Listing:
    """Read a list: its end may matter, where who writes it is still at work on the database."""
    if path == STDIN:
        return listing_of(_stdin(), "stdin", column)
    return listing_in(path, column)


def _stdin() -> bytes:
    if sys.stdin is None:
        raise InputUnusable("Stdin is closed, so that no list can be read from it.")
    if sys.stdin.isatty():
        click.echo("Accounts, one a line; Ctrl-D ends the list:", err=True)
    return sys.stdin.buffer.read()
