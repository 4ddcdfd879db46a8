"""From an address to a query: a frozen dataclass whose fields are what the page understands.

A field is a ``str``, ``int``, ``float | None`` or ``tuple[str, ...]``; what an address has beside
these is ignored. :func:`address_of` is the way back, so that a page can link to itself with one
wish changed.
"""

from collections.abc import Mapping
from dataclasses import Field, fields, replace
from typing import Any, ClassVar, Protocol, TypeVar, get_origin
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict

from influence.errors import UsageError

LONGEST = 20_000
"""Characters of one wish that are read."""


class Query(Protocol):
    """Any dataclass of such fields."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Q = TypeVar("Q", bound=Query)


def query_of(kind: type[Q], asked: ImmutableMultiDict[str, Any]) -> Q:
    """Return the query of an address.

    Raises
    ------
    UsageError
        Where a number is none.
    """
    found = {}
    for each in fields(kind):
        if each.name in asked:
            values = [str(value)[:LONGEST] for value in asked.getlist(each.name)]
            found[each.name] = _value(each, values)
    return kind(**found)


def _value(field: Field[Any], values: list[str]) -> object:
    if get_origin(field.type) is tuple:
        return tuple(dict.fromkeys(filter(None, values)))
    text = values[-1].strip()
    if field.type is str:
        return text
    if not text:
        return field.default
    try:
        return int(text) if field.type is int else float(text)
    except ValueError as error:
        raise UsageError(f"{field.name}={text}: write a number.") from error


def address_of(path: str, query: Query, **changed: object) -> str:
    """Return a path with a query, and some of its fields changed; what is as usual is left out."""
    pairs = [(name, value) for name, value in _said(replace(query, **changed)).items() if value]
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def _said(query: Query) -> Mapping[str, Any]:
    return {
        each.name: getattr(query, each.name)
        for each in fields(query)
        if getattr(query, each.name) != each.default
    }
