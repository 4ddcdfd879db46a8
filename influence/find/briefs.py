"""A brief: what is looked for, as a person writes it in ``brief.toml``.

Every mistake in it is told with its line and what to write instead.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from influence.errors import InputUnusable, UsageError, nearest
from influence.find.queries import parse_query
from influence.find.topical import NAME as TOPICAL
from influence.scores import find_score

TOPIC_SHARE: Final = "topic_share"
OF_THE_TOPIC: Final = (TOPICAL, TOPIC_SHARE)
"""Named scores that a brief brings itself, beside those of ``influence scores``."""

USUAL_WEIGHTS: Final = {TOPICAL: 3.0, TOPIC_SHARE: 1.0}
LONGEST: Final = 100_000
MOST: Final = 100
"""Signs of a brief; entries of one list in it."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large an account may be; None is no bound."""

    followers_min: float | None = None
    followers_max: float | None = None
    posts_min: float | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """What is looked for.

    Attributes
    ----------
    topics
        Names of kept topics, or queries; a post on any of them is on the topic.
    must, must_not
        Queries: every account has a post for each of the first, and none for any of the second.
    languages, sources
        Tags such as ``en``, names of sources; empty: all.
    exclude
        Accounts, as a person writes them.
    weights
        Score → its part of the fit; they need not sum to anything.
    """

    name: str
    topics: tuple[str, ...]
    objective: str = ""
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    bots: bool = False
    since: str | None = None
    until: str | None = None
    size: Size = field(default_factory=Size)
    weights: Mapping[str, float] = field(default_factory=lambda: dict(USUAL_WEIGHTS))
    toml: str = ""

    @property
    def shares(self) -> dict[str, float]:
        """The weights as parts of 1."""
        total = sum(self.weights.values())
        return {name: weight / total for name, weight in self.weights.items()}


def read_brief(path: str | Path) -> Brief:
    """Read a brief from a file.

    Raises
    ------
    InputUnusable
        Where it cannot be read, or says what means nothing: the line, and what to write.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except UnicodeError as error:
        raise InputUnusable(f"{path} is no text in UTF-8; save it again as such.") from error
    except OSError as error:
        raise InputUnusable(f"{path} cannot be read: {error.strerror or error}.") from error
    return parse_brief(text, str(path))


def parse_brief(text: str, called: str = "The brief") -> Brief:
    """Read a brief from a text.

    Parameters
    ----------
    called
        What to call it in messages.

    Raises
    ------
    InputUnusable
        As :func:`read_brief`.
    """
    if len(text) > LONGEST:
        raise InputUnusable(f"{called} has more than {LONGEST:,} signs; leave some out.")
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputUnusable(f'{called} is no TOML: {error}; put texts in "...".') from error
    reading = _Reading(called, _lines(text))
    return reading.brief(found, text)


Check = Callable[[Any], object]


class _Wrong(Exception):
    """What is the matter with one value."""


class _Reading:
    """Reads the tables of one brief; remembers how it is called, and where its keys stand."""

    def __init__(self, called: str, lines: Mapping[tuple[str, str], int]) -> None:
        self.called = called
        self.lines = lines

    def brief(self, found: Mapping[str, Any], text: str) -> Brief:
        """Return the brief that a document describes."""
        values = self._table("", found, _KEYS)
        if not values.get("topics"):
            self._complain("", "topics", 'topics is missing: write topics = ["sourdough"].')
        size = Size(**self._table("size", values.pop("size", {}), _SIZE))
        ends = (size.followers_min, size.followers_max)
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            self._complain("size", "followers_min", "followers_min is above followers_max.")
        weights = self._weights(values.pop("weights", None))
        name = values.pop("name", None) or values["topics"][0][:80]
        return Brief(name=name, size=size, weights=weights, toml=text, **values)

    def _table(
        self, table: str, found: Mapping[str, Any], keys: Mapping[str, Check]
    ) -> dict[str, Any]:
        values = {}
        for key, value in found.items():
            if key not in keys:
                near = nearest(key, keys)
                hint = f"did you mean {near}?" if near else f"there are {', '.join(keys)}."
                self._complain(table, key, f"{key!r} means nothing in a brief; {hint}")
            try:
                values[key] = keys[key](value)
            except (_Wrong, UsageError) as error:
                self._complain(table, key, f"{key}: {error}")
        return values

    def _weights(self, found: Mapping[str, Any] | None) -> dict[str, float]:
        if found is None:
            return dict(USUAL_WEIGHTS)
        keys = dict.fromkeys(found, _weight)
        for name in found:
            if name not in OF_THE_TOPIC:
                try:
                    find_score(name)
                except UsageError as error:
                    more = f" Beside the scores there are {' and '.join(OF_THE_TOPIC)}."
                    self._complain("weights", name, f"{error}{more}")
        weights: dict[str, float] = self._table("weights", found, keys)
        if not weights:
            self._complain("", "weights", "[weights] is empty: write topical_influence = 1.")
        return weights

    def _complain(self, table: str, key: str, what: str) -> None:
        line = self.lines.get((table, key)) or self.lines.get(("", table))
        place = f"{self.called}, line {line}" if line else self.called
        raise InputUnusable(f"{place}: {what}")


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return where each key of each table stands, and each table, counted from 1."""
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\s*([\w-]+)\s*\]", line):
            table = head[1]
            found.setdefault(("", table), number)
        elif key := re.match(r"""\s*["']?([\w-]+)["']?\s*[.=]""", line):
            found.setdefault((table, key[1]), number)
    return found


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong('write a text, such as "bread".')
    return " ".join(value.split())


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST:
        raise _Wrong(f'write a list of at most {MOST} texts, such as ["bread", "cake"].')
    return tuple(dict.fromkeys(map(_text, value)))


def _queries(value: object) -> tuple[str, ...]:
    found = _texts(value)
    for each in found:
        parse_query(each)
    return found


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("write true or false.")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise _Wrong("write a number of at least 0, such as 500.")
    return float(value)


def _weight(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        raise _Wrong("a weight is a number above 0; leave out what is not to count.")
    return float(value)


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong("write it as a table: its name in [brackets], then one NAME = VALUE a line.")
    return value


def _languages(value: object) -> tuple[str, ...]:
    return tuple(each.lower() for each in _texts(value))


_KEYS: Final[Mapping[str, Check]] = {
    "name": _text,
    "objective": _text,
    "topics": _queries,
    "must": _queries,
    "must_not": _queries,
    "languages": _languages,
    "sources": _texts,
    "exclude": _texts,
    "bots": _truth,
    "since": _text,
    "until": _text,
    "size": _mapping,
    "weights": _mapping,
}
_SIZE: Final[Mapping[str, Check]] = dict.fromkeys(
    ("followers_min", "followers_max", "posts_min"), _number
)
