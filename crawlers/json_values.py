"""Values out of JSON that strangers wrote: what is not of the wanted type reads as unknown."""

import json
from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]

LONGEST_TEXT = 100_000
LONGEST_ID = 2_048
_MOST_DIGITS = 18  # any whole number of so many digits fits a cell of SQLite


def as_object(value: object) -> Object:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> Iterator[Object]:
    """Yield the objects of a list; a single object is a list of one, as in ActivityStreams."""
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def at(value: object, *path: str | int) -> object:
    """Return what lies at a path of keys and positions; None where the path leads nowhere.

    >>> at({"a": [{"b": 1}]}, "a", 0, "b")
    1
    """
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else None
    return value


def as_words(value: object) -> str | None:
    """Return a text that a database can hold; None for no text or an empty one.

    Halves of characters (lone surrogates), which JSON can escape, become question marks.
    """
    if not isinstance(value, str) or not value:
        return None
    text = value[:LONGEST_TEXT].replace("\0", "")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text or None


def as_id(value: object) -> str | None:
    """Return an id as text, numbers too; None where it is none, or nothing could be keyed by it."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID:
        return None
    return value if value.isprintable() and not value.isspace() else None


def as_count(value: object) -> int | None:
    """Return a whole number from 0, also one that is written as text; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= _MOST_DIGITS else None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**_MOST_DIGITS:
        return value
    return None


def as_row(value: object) -> str:
    """Return a value as one line of JSON, for the rejects file."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def nothing_for(_: str) -> None:
    """Read NaN and Infinity, which JSON does not know, as unknown."""
