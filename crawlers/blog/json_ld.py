"""What pages say of themselves in JSON-LD: the things named, however they are nested or broken."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

Thing = Mapping[str, Any]

_MOST: Final = 200
_LONGEST: Final = 1_000_000
_MARKS = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[)|(?:-->|\]\]>\s*(?:\*/)?)\s*$"
)
_TRAILING = re.compile(r",(\s*[}\]])")


def things_of(root: etree._Element) -> tuple[Thing, ...]:
    """Return the things that a page names in JSON-LD, at most 200, outer ones first.

    Scripts that are no JSON are passed over, but for comments around it and trailing commas.
    """
    things: list[Thing] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            things.extend(_things(_parsed(script.text or "")))
        if len(things) >= _MOST:
            break
    return tuple(things[:_MOST])


def types_of(thing: Thing) -> frozenset[str]:
    """Return the types of a thing, without the address of their vocabulary.

    >>> sorted(types_of({"@type": ["https://schema.org/BlogPosting", "Article"]}))
    ['Article', 'BlogPosting']
    """
    told = thing.get("@type")
    names = told if isinstance(told, list) else [told]
    return frozenset(str(name).rpartition("/")[2] for name in names if isinstance(name, str))


def text_in(thing: Thing, name: str) -> str | None:
    """Return a property that is a text; of several the first."""
    value = thing.get(name)
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str)), None)
    return value.strip() or None if isinstance(value, str) else None


def _parsed(text: str) -> object:
    text = _MARKS.sub("", _MARKS.sub("", text[:_LONGEST]))
    for attempt in (text, _TRAILING.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: object) -> Iterator[Thing]:
    """Yield the things of a value: alone, in a list, or in a graph."""
    waiting = [value]
    for _ in range(_MOST):
        if not waiting:
            return
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting.extend(each[:_MOST])
        elif isinstance(each, dict):
            yield each
            waiting.extend(each[name] for name in ("@graph", "mainEntity") if name in each)
