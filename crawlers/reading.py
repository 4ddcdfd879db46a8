"""Readers, imported when the first answer comes that they read: who fetches holds no parsers."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pkgutil import resolve_name

from crawlers.answers import Visit
from influence.records import Record

Reader = Callable[[Visit], Iterator[Record]]
"""Turns an answer into records."""


def readers_in(package: str, places: Mapping[str, str]) -> dict[str, Reader]:
    """Return what reads each kind of task, which is looked up when it reads.

    Parameters
    ----------
    package
        Of the source, such as ``crawlers.blog``.
    places
        Kind of a task → module of the package and function, such as ``home:read``.
    """
    return {kind: partial(_read, f"{package}.{place}") for kind, place in places.items()}


def _read(place: str, visit: Visit) -> Iterator[Record]:
    records: Iterator[Record] = resolve_name(place)(visit)
    return records
