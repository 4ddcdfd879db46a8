"""From an address to a query: a frozen dataclass whose fields are what the page understands.

A field is a ``str``, ``int``, ``float | None`` or ``tuple[str, ...]``. :func:`address_of` is the
way back, so that a page can link to itself with one wish changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import Field, fields, replace
from math import isfinite
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_origin
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict

from influence.errors import UsageError

LONGEST = 20_000
"""Characters of one wish that are read."""

LARGEST = 2**53
"""Whole numbers beyond are taken for this one, which counts more than there is of anything."""


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


def check_names(kind: type[Query], names: Iterable[str]) -> None:
    """Raise UsageError where a page does not understand a wish: it would show something else.

    Raises
    ------
    UsageError
        Where a name is none of the fields of the query.
    """
    known = [each.name for each in fields(kind)]
    for name in names:
        if name not in known:
            wishes = ", ".join(known) or "nothing"
            raise UsageError(f"{name[:40]} means nothing here: this page understands {wishes}.")


def _value(field: Field[Any], values: list[str]) -> object:
    if get_origin(field.type) is tuple:
        return tuple(dict.fromkeys(filter(None, values)))
    text = values[-1].strip()
    if field.type is str:
        return text
    if not text:
        return field.default
    try:
        is_whole = int in {field.type, *get_args(field.type)}
        number = int(text) if is_whole else float(text)
    except ValueError as error:
        raise UsageError(f"{field.name}={text[:40]}: write a number.") from error
    if not isfinite(number):
        raise UsageError(f"{field.name}={text[:40]}: write a number.")
    return max(-LARGEST, min(LARGEST, number)) if isinstance(number, int) else number


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
