"""Mapping files: what the columns of an export are with us, so that a new export needs no code.

A mapping is TOML; docs/imports.md says how it is written. Those that come with the project lie in
``mappings/`` and are used by their name.
"""

import tomllib
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawlers.files.aliases import folded
from crawlers.files.columns import ACCOUNTS, CONSENTS, COVERAGE, INTERACTIONS, POSTS, Kind
from crawlers.files.toml_places import Toml
from influence.errors import InputUnusable, UsageError, nearest

SHIPPED = Path(__file__).with_name("mappings")

TABLES: Table[str, Kind] = {
    "account": ACCOUNTS,
    "post": POSTS,
    "interaction": INTERACTIONS,
    "coverage": COVERAGE,
    "consent": CONSENTS,
}
_KEYS = (
    *("title", "source", "header", "columns", "separator", "comment", "decimal", "date", "zone"),
    *("skip", "owner", *TABLES),
)


@dataclass(frozen=True, slots=True)
class From:
    """Where one of our columns comes from.

    Attributes
    ----------
    columns
        Columns of the export; the first that it has is read.
    value
        What it holds in every row, where no column says it.
    words
        What the words of the export are with us; ``*`` stands for all others.
    is_owner
        Whether it holds whose export it is.
    """

    columns: tuple[str, ...] = ()
    value: str = ""
    words: Table[str, str] = field(default_factory=dict)
    is_owner: bool = False


class MappedPart(NamedTuple):
    """One thing that a row tells: what it is, and where each of our columns comes from.

    ``unless`` are columns -> values of rows that do not tell it; ``*`` is any value.
    """

    kind: Kind
    columns: Table[str, From]
    unless: Table[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping file, read and checked.

    Attributes
    ----------
    header
        Columns by which a file of this export is known; empty where it is not to be known.
    columns
        The columns of a file that has no header line.
    dates, zone
        Forms of its times, and where its clocks stand.
    skip
        Column -> values of rows that are no rows (totals).
    parts
        What a row tells.
    """

    name: str
    title: str
    source: str | None
    header: tuple[str, ...]
    columns: tuple[str, ...]
    separator: str | None
    comment: str | None
    decimal: str | None
    dates: tuple[str, ...]
    zone: tzinfo | None
    skip: Table[str, tuple[str, ...]]
    owner: str | None
    parts: tuple[MappedPart, ...]

    def is_of(self, header: Sequence[str]) -> bool:
        """Return whether a file with this header is known to be of this export."""
        return bool(self.header) and {*map(folded, self.header)} <= {*map(folded, header)}

    @property
    def needs_owner(self) -> bool:
        """Whether somebody has to say whose export it is."""
        return self.owner is None and any(
            origin.is_owner for part in self.parts for origin in part.columns.values()
        )


def find_mapping(name: str) -> Mapping:
    """Return the mapping of a file, or of a name of those that come with the project.

    Raises
    ------
    UsageError
        Where there is none.
    InputUnusable
        Where it cannot be used; the sentence names key and line.
    """
    shipped = {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}
    path = shipped.get(name) or Path(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        near = nearest(name, shipped) or ", ".join(shipped)
        raise UsageError(
            f"There is no mapping {name}: name a TOML file, or one that comes with it ({near})."
        ) from error
    return parse_mapping(path.stem if name in shipped else name, text)


@cache
def known_mappings() -> tuple[Mapping, ...]:
    """Return the mappings that come with the project."""
    return tuple(find_mapping(path.stem) for path in sorted(SHIPPED.glob("*.toml")))


def parse_mapping(name: str, text: str) -> Mapping:
    """Return a mapping.

    Raises
    ------
    InputUnusable
        Where the text is no mapping; the sentence names key and line.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputUnusable(f"Mapping {name} is no TOML: {error}.") from error
    toml = Toml(name, text)
    toml.check_keys("", table, _KEYS)
    parts = [
        _part(toml, key, kind, each, number)
        for key, kind in TABLES.items()
        for number, each in enumerate(_tables(toml, key, table.get(key, [])))
    ]
    if not parts:
        raise InputUnusable(
            f"Mapping {name} says of no column what it is: add [account], [post], [[interaction]]."
        )
    decimal = toml.text("", table, "decimal")
    if decimal not in {None, ".", ","}:
        raise toml.error("", "decimal", 'is "." or ","')
    separator = toml.text("", table, "separator")
    if separator is not None and len(separator) != 1:
        raise toml.error("", "separator", 'is one character, as in ";" or "\\t"')
    return Mapping(
        name=name,
        title=toml.text("", table, "title") or name,
        source=toml.text("", table, "source"),
        header=toml.texts("", table, "header"),
        columns=toml.texts("", table, "columns"),
        separator=separator,
        comment=toml.text("", table, "comment"),
        decimal=decimal,
        dates=toml.texts("", table, "date"),
        zone=_zone(toml, toml.text("", table, "zone")),
        skip=_values_by_column(toml, "", "skip", table.get("skip", {})),
        owner=toml.text("", table, "owner"),
        parts=tuple(parts),
    )


def _tables(toml: Toml, key: str, value: object) -> list[dict[str, Any]]:
    given = value if isinstance(value, list) else [value]
    tables = [each for each in given if isinstance(each, dict)]
    if len(tables) < len(given):
        raise toml.error("", key, f"is a table: write [{key}]")
    return tables


def _part(toml: Toml, name: str, kind: Kind, table: dict[str, Any], number: int) -> MappedPart:
    toml.check_keys(name, table, (*kind.columns, "unless"), number)
    unless = _values_by_column(toml, name, "unless", table.get("unless", {}))
    columns = {
        key: _from(toml, name, key, value, number)
        for key, value in table.items()
        if key != "unless"
    }
    identity = ("id", "handle", "url") if kind is ACCOUNTS else kind.needed
    missing = [key for key in identity if key not in columns]
    if missing and (kind is not ACCOUNTS or len(missing) == len(identity)):
        raise toml.error(name, None, f"needs {' or '.join(missing)}", number)
    return MappedPart(kind, columns, unless)


def _from(toml: Toml, table: str, key: str, value: object, number: int) -> From:
    columns = _columns(value)
    if columns:
        return From(columns=columns)
    if isinstance(value, dict):
        columns, words = _columns(value.get("column")), value.get("words", {})
        if value == {"owner": True}:
            return From(is_owner=True)
        if value.keys() == {"value"} and isinstance(value["value"], str):
            return From(value=value["value"])
        if columns and value.keys() <= {"column", "words"} and _are_texts(words):
            return From(columns, words={word.casefold(): ours for word, ours in words.items()})
    raise toml.error(
        table,
        key,
        'is a column ("Post ID"), several (["Post ID", "ID"]), { value = "..." }, '
        '{ owner = true } or { column = "Type", words = { Photo = "original" } }',
        number,
    )


def _columns(value: object) -> tuple[str, ...]:
    """Return the columns that a value names; none where it names none."""
    given = value if isinstance(value, list) else [value]
    names = [each for each in given if isinstance(each, str)]
    return tuple(names) if len(names) == len(given) else ()


def _are_texts(table: object) -> bool:
    return isinstance(table, dict) and all(isinstance(each, str) for each in table.values())


def _values_by_column(
    toml: Toml, table: str, key: str, value: object
) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise toml.error(table, key, 'is a table: { "Content" = "Total" }')
    return {column: toml.texts(table, value, column) for column in value}


def _zone(toml: Toml, name: str | None) -> tzinfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise toml.error("", "zone", "is a time zone such as Europe/Berlin or UTC") from error
