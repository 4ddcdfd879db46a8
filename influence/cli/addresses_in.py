"""Addresses that a command is given after a database, or instead of one."""

import os
from pathlib import Path

from crawlers.sources import seed_of
from influence.cli.accounts_in import DATABASE_VARIABLE
from influence.errors import UsageError
from influence.library.addresses import is_list, printed

_DATABASES = frozenset({".db", ".sqlite", ".sqlite3"})


def database_and_addresses(database: str, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return what was typed as a database, which may have to be made, and addresses.

    Where the variable names a database, and what was typed first is an address rather than a file,
    it is one.

    Raises
    ------
    UsageError
        Where an address was typed in the place of the database.
    """
    usual = os.environ.get(DATABASE_VARIABLE)
    if database == usual or Path(database).exists():
        return database, words
    if usual and (is_list(database) or _is_address(database)):
        return usual, (database, *words)
    if is_list(database) or "://" in database:
        raise UsageError(
            f"{printed(database)} is no database: name a file for it first, or set"
            f" {DATABASE_VARIABLE}."
        )
    return database, words


def _is_address(word: str) -> bool:
    return Path(word).suffix not in _DATABASES and seed_of(word) is not None
