"""The database that ``influence attack-test`` attacks, where one is named."""

from collections.abc import Iterator
from contextlib import contextmanager

from influence.library.database import Database, open


@contextmanager
def opened_or_none(path: str | None) -> Iterator[Database | None]:
    """Yield the database of a file; None where none is named."""
    if path is None:
        yield None
        return
    with open(path) as db:
        yield db
