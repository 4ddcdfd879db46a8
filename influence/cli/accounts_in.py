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
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from influence.cli.account_rows import PLAIN, Asked, Listing, read_listing
from influence.cli.file_names import FILE
from influence.errors import InputUnusable, NothingFound, NotListed, UsageError

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.ranking.names import Name

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


class AccountList:
    """Accounts that are asked for, in order, and how many of them could not be found.

    Attributes
    ----------
    asked
        What is asked for, to be gone through once.
    columns
        Those of the input; ``account`` alone where it has none.
    is_list
        Whether they were read, rather than typed: then one that is not found stops nothing.
    """

    def __init__(self, asked: Iterator[Asked], columns: Sequence[str], *, is_list: bool) -> None:
        self.columns = tuple(columns)
        self.is_list = is_list
        self.asked = asked
        self._count = 0
        self._unknown = 0

    def found(
        self, db: "Database", *, unlisted_too: bool = False
    ) -> Iterator[tuple[Asked, "Name | None"]]:
        """Yield each with the account that is meant; None where none is, which is told on stderr.

        A line about an account that no list may show is told too, and left out.

        Parameters
        ----------
        unlisted_too
            Find such accounts as well: to note what they want or to forget them, never to show
            them.

        Raises
        ------
        UnknownAccount, NotListed, UsageError
            Where one that was typed is not known, may not be shown, or is not the only one of that
            name.
        """
        for each in self.asked:
            self._count += 1
            try:
                account = _account_of(db, each, unlisted_too=unlisted_too)
            except (NothingFound, UsageError) as error:
                if not each.place:
                    raise
                self._unknown += 1
                click.echo(f"{each.place}: {error}", err=True)
                if not isinstance(error, NotListed):
                    yield each, None
            else:
                yield each, account

    def check(self) -> None:
        """Say at the end what could not be answered.

        Raises
        ------
        NothingFound
            Where the list was empty, or an account of it was not found.
        """
        if self.is_list and not self._count:
            raise NothingFound("The list of accounts is empty: write one a line.")
        if self._unknown:
            raise NothingFound(
                f"{self._unknown:,} of {self._count:,} accounts are not known, or may not be shown;"
                " the lines above say which."
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
        return AccountList(listing.rows, listing.columns, is_list=True)
    if not words:
        raise UsageError("Name an account, - to read a list from stdin, or a list with -i FILE.")
    if words.count(STDIN) > 1:
        raise UsageError("Stdin can be read once: write - once.")
    if STDIN not in words:
        return AccountList(map(_typed, words), [PLAIN], is_list=False)
    listing = _read(STDIN)
    place = words.index(STDIN)
    before, after = map(_typed, words[:place]), map(_typed, words[place + 1 :])
    return AccountList(chain(before, listing.rows, after), listing.columns, is_list=True)


def _account_of(db: "Database", asked: Asked, *, unlisted_too: bool) -> "Name":
    from influence.ranking.find_account import find_account, find_account_of_row

    if asked.flaw:
        raise UsageError(f"{asked.flaw[0].upper()}{asked.flaw[1:]}.")
    if asked.keys is None:
        return find_account(db, asked.typed, unlisted_too=unlisted_too)
    return find_account_of_row(db, asked.keys, unlisted_too=unlisted_too)


def _typed(word: str) -> Asked:
    return Asked(word, row={PLAIN: word})


def _read(path: str, column: str | None = None) -> Listing:
    """Read a list: its end may matter, where who writes it is still at work on the database."""
    try:
        content = _stdin() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise InputUnusable(
            f"{path} cannot be read: {error.strerror or error}; name a file with a list."
        ) from error
    name = "stdin" if path == STDIN else path
    return read_listing(content.decode("utf-8", errors="surrogateescape"), name, column)


def _stdin() -> bytes:
    if sys.stdin is None:
        raise InputUnusable("Stdin is closed, so that no list can be read from it.")
    if sys.stdin.isatty():
        click.echo("Accounts, one a line; Ctrl-D ends the list:", err=True)
    return sys.stdin.buffer.read()
