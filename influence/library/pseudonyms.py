"""Results that name nobody, to be passed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from typing import TYPE_CHECKING

from influence.errors import UsageError
from influence.store import Pseudonyms, key_of_file, pseudonymised

if TYPE_CHECKING:
    from sqlite_utils import Database

NOTE = (
    "Pseudonymised: ids are keyed hashes, names, addresses and texts are left out, times are kept "
    "to the day. Who follows whom and who acted on whom can still give people away."
)


def pseudonyms_of(*, pseudonymise: bool, key: str | PathLike[str] | None) -> Pseudonyms | None:
    """Return the pseudonyms that were asked for; None where real names were.

    Raises
    ------
    UsageError
        Where there is a key and nothing to use it for.
    InputUnusable
        Where the key cannot be used.
    """
    if pseudonymise:
        return Pseudonyms(key_of_file(None if key is None else str(key)))
    if key is not None:
        raise UsageError("--pseudonym-key says how names are replaced: add --pseudonymise.")
    return None


@contextmanager
def named_or_not(db: "Database", pseudonyms: Pseudonyms | None) -> Iterator["Database"]:
    """Yield the database itself, or a copy that names nobody, where that was asked for."""
    if pseudonyms is None:
        yield db
        return
    with pseudonymised(db, pseudonyms) as copy:
        yield copy
