"""The accounts that a function is asked about: names, rows of a result or a table, or a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from influence.errors import InputUnusable, NothingFound, NotListed, UsageError
from influence.library.account_rows import PLAIN, Asked, Listing, asked_of_row, read_listing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.ranking.names import Name


class AccountList:
    """Accounts that are asked for, in order, and how many of them could not be found.

    Attributes
    ----------
    asked
        What is asked for, to be gone through once.
    columns
        Those of the input; ``account`` alone where it has none.
    is_list
        Whether they were listed, rather than typed: then one that is not found stops nothing.
    lines
        What was said of those that were not found.
    """

    def __init__(
        self,
        asked: Iterator[Asked],
        columns: Sequence[str],
        *,
        is_list: bool,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.columns = tuple(columns)
        self.is_list = is_list
        self.asked = asked
        self.lines: list[str] = []
        self._told = told
        self._count = 0

    def found(
        self, db: "Database", *, unlisted_too: bool = False
    ) -> Iterator[tuple[Asked, "Name | None"]]:
        """Yield each with the account that is meant; None where none is, which is told.

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
                self.lines.append(f"{each.place}: {error}")
                self._told(self.lines[-1])
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
        if self.lines:
            raise NothingFound(
                f"{len(self.lines):,} of {self._count:,} accounts are not known, or may not be"
                " shown; the lines above say which."
            )


class Frame(Protocol):
    """A data frame of pandas or polars, neither of which is imported for it."""

    @property
    def columns(self) -> object:
        """The names of its columns."""


Accounts = AccountList | str | Mapping[str, Any] | Frame | Iterable[str | Mapping[str, Any]]
"""What names accounts: one as a person writes it, or several; or one row or several, or a data
frame, that have a handle or id."""


_NAMED = "write a handle or an id as text, or give rows that have handle or native_id"


def accounts_of(
    asked: Accounts | None, listed_in: str | PathLike[str] | None = None
) -> AccountList:
    """Return the accounts that are asked for.

    Parameters
    ----------
    asked
        Names, rows or a data frame; where ``listed_in`` is given, the name of a column, or None.
    listed_in
        A file with a list.

    Raises
    ------
    InputUnusable
        Where the list cannot be read.
    UsageError
        Where nobody is asked for, or what is given names nobody.
    """
    if isinstance(asked, AccountList):
        return asked
    if listed_in is not None:
        if not (asked is None or isinstance(asked, str)):
            raise UsageError("With input=, name one of its columns as account, or leave it out.")
        listing = listing_in(str(listed_in), asked)
        return AccountList(listing.rows, listing.columns, is_list=True)
    if isinstance(asked, str):
        return typed_accounts([asked])
    rows = _rows_of(asked)
    if not rows:
        raise UsageError("Name an account, or several.")
    if all(isinstance(each, str) for each in rows):
        return typed_accounts([str(each) for each in rows])
    columns = dict.fromkeys(str(key) for row in rows if isinstance(row, Mapping) for key in row)
    listed = (_of_row(number, row) for number, row in enumerate(rows, 1))
    return AccountList(listed, list(columns), is_list=True)


def _rows_of(asked: object) -> list[str | Mapping[str, Any]]:
    """Return the names or rows in what was given, all of which are one or the other."""
    if hasattr(asked, "columns") and hasattr(asked, "to_dicts"):
        asked = asked.to_dicts()  # of polars
    elif hasattr(asked, "columns") and hasattr(asked, "to_dict"):
        asked = asked.to_dict("records")  # of pandas
    if isinstance(asked, Mapping):
        asked = [asked]
    if not isinstance(asked, Iterable | None):
        raise UsageError(f"{asked!r} names no account; {_NAMED}.")
    rows = [] if asked is None else list(asked)
    for each in rows:
        if not isinstance(each, str | Mapping):
            raise UsageError(f"{each!r}, one of {len(rows):,}, names no account; {_NAMED}.")
    return rows


def typed_accounts(words: Sequence[str]) -> AccountList:
    """Return accounts as a person wrote them."""
    return AccountList(map(typed, words), [PLAIN], is_list=False)


def typed(word: str) -> Asked:
    """Return one account as a person wrote it."""
    return Asked(word, row={PLAIN: word})


def listing_in(path: str, column: str | None) -> Listing:
    """Read a list in a file.

    Raises
    ------
    InputUnusable
        Where it cannot be read.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InputUnusable(
            f"{path} cannot be read: {error.strerror or error}; name a file with a list."
        ) from error
    return listing_of(content, path, column)


def listing_of(content: bytes, name: str, column: str | None) -> Listing:
    """Read a list whose content is given; ``name`` is what to call it in messages."""
    return read_listing(content.decode("utf-8", errors="surrogateescape"), name, column)


def _of_row(number: int, row: str | Mapping[str, Any]) -> Asked:
    if isinstance(row, str):
        return typed(row)
    return asked_of_row(f"row {number}", row)


def _account_of(db: "Database", asked: Asked, *, unlisted_too: bool) -> "Name":
    # Not before: names load numpy, and commands list accounts to be asked for without it.
    from influence.ranking.find_account import find_account, find_account_of_row  # noqa: PLC0415

    if asked.flaw:
        raise UsageError(f"{asked.flaw[0].upper()}{asked.flaw[1:]}.")
    if asked.keys is None:
        return find_account(db, asked.typed, unlisted_too=unlisted_too)
    return find_account_of_row(db, asked.keys, unlisted_too=unlisted_too)
