"""The options of every export that may name nobody."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from influence.cli.file_names import FILE

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.store import Pseudonyms

NOTE = (
    "Pseudonymised: ids are keyed hashes, names, addresses and texts are left out, times are kept "
    "to the day. Who follows whom and who acted on whom can still give people away."
)
_Command = TypeVar("_Command", bound=Callable[..., Any])


def pseudonym_options(command: _Command) -> _Command:
    """Give a command ``--pseudonymise`` and ``--pseudonym-key``."""
    key = click.option(
        "--pseudonym-key",
        type=FILE,
        help="Key of the pseudonyms, made where it is missing: exports of one key can be joined.",
    )
    flag = click.option(
        "--pseudonymise",
        is_flag=True,
        help="Name nobody: pseudonyms for ids and handles, no texts, times to the day.",
    )
    return flag(key(command))


def pseudonyms_of(options: Mapping[str, Any]) -> "Pseudonyms | None":
    """Return the pseudonyms that were asked for; None where real names were.

    Raises
    ------
    UsageError
        Where there is a key and nothing to use it for.
    InputUnusable
        Where the key cannot be used.
    """
    from influence.errors import UsageError
    from influence.store import Pseudonyms, key_of_file

    if options["pseudonymise"]:
        return Pseudonyms(key_of_file(options["pseudonym_key"]))
    if options["pseudonym_key"] is not None:
        raise UsageError("--pseudonym-key says how names are replaced: add --pseudonymise.")
    return None


@contextmanager
def named_or_not(db: "Database", pseudonyms: "Pseudonyms | None") -> "Iterator[Database]":
    """Yield the database itself, or a copy that names nobody, where that was asked for."""
    from influence.store import pseudonymised

    if pseudonyms is None:
        yield db
        return
    with pseudonymised(db, pseudonyms) as copy:
        yield copy
