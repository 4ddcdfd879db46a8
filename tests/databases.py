"""Databases in memory, closed when the tests of a module are through."""

from influence.store import open_database

_OPEN = []


def in_memory():
    """Return a new database that lives as long as its module's tests."""
    _OPEN.append(open_database(":memory:"))
    return _OPEN[-1]


def close_all():
    while _OPEN:
        _OPEN.pop().close()
