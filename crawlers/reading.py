"""Readers, imported when the first answer comes that they read: who fetches holds no parsers."""

from collections.abc import Callable, Iterator
from functools import partial
from pkgutil import resolve_name

from crawlers.answers import Visit
from influence.records import Record

Reader = Callable[[Visit], Iterator[Record]]
"""Turns an answer into records."""


def reader_at(place: str) -> Reader:
    """Return a reader by its place, which is looked up when it reads.

    Parameters
    ----------
    place
        Module and function, such as ``crawlers.blog.home:read``.
    """
    return partial(_read, place)


def _read(place: str, visit: Visit) -> Iterator[Record]:
    records: Iterator[Record] = resolve_name(place)(visit)
    return records
