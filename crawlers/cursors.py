"""What a list's reader keeps from one page of it to the next, as the small JSON of a cursor."""

import json
from contextlib import suppress
from typing import Any, Final

MOST_PAGES: Final = 200
"""Pages of one list that are read."""


def told_in(cursor: str | None) -> dict[str, Any]:
    """Return what a cursor holds; nothing where it is none of ours.

    >>> told_in('{"post": "https://anna.example/rye"}')
    {'post': 'https://anna.example/rye'}
    >>> told_in(None), told_in("?")
    ({}, {})
    """
    with suppress(ValueError):
        told = json.loads(cursor or "{}")
        if isinstance(told, dict):
            return told
    return {}


def as_cursor(**held: object) -> str:
    """Return values as a cursor, without what is unknown."""
    return json.dumps({name: value for name, value in held.items() if value is not None})


def number_in(told: dict[str, Any], name: str) -> int:
    """Return a count that a cursor holds, 0 where it holds none."""
    value = told.get(name)
    return value if isinstance(value, int) and value >= 0 else 0
