"""A list of accounts as text: plain lines, or a table with a header, as a ranking is written.

Told apart by the first line that is not blank: ``{`` begins JSON lines, ``[`` a JSON array; a line
with one of :data:`NAMES` among its cells (between tabs, commas or semicolons) is a header; all else
is one account a line.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import NamedTuple

from influence.errors import InputUnusable, UsageError
from influence.windows import to_text

Cell = str | int | float | bool | None
Numbered = tuple[int, object]

KEYS = ("account_id", "native_id", "handle", "url")
NAMES = {**{key: key for key in KEYS}, "id": "native_id", "platform": "platform"}
NAMES |= {"source": "platform"}
"""What a column may be called → what it holds; files that we import say id and source."""

PLAIN = "account"
"""What the only column of a list without a header is called."""

_LONGEST_CELL = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """One account that is asked for.

    Attributes
    ----------
    typed
        What stands there.
    place
        File and line; empty where it was typed as an argument.
    keys
        What the columns of a table say, by ``account_id``, ``native_id``, ``platform``, ``handle``
        and ``url``, those left out that say nothing; None where it is a text to be looked up.
    row
        All columns of the input.
    flaw
        Why the line cannot be taken; empty where it can.
    """

    typed: str
    place: str = ""
    keys: Mapping[str, str] | None = None
    row: Mapping[str, Cell] = field(default_factory=dict)
    flaw: str = ""


class Listing(NamedTuple):
    """The columns of an input in their order, and its rows."""

    columns: tuple[str, ...]
    rows: Iterator[Asked]


def read_listing(text: str, name: str, column: str | None = None) -> Listing:
    """Take a list of accounts apart.

    Parameters
    ----------
    name
        What to call the text in messages.
    column
        The column that holds the accounts; None: those of :data:`NAMES` that there are, or plain
        lines.

    Raises
    ------
    InputUnusable
        Where it is no text, or no JSON as a whole.
    UsageError
        Where there is no such column, or a table with none that says which accounts are meant.
    """
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    if "\0" in text or first.startswith("\x1f"):
        raise InputUnusable(f"{name} is no text in UTF-8: unpack it, or save it as CSV in UTF-8.")
    match first.lstrip()[:1]:
        case "{":
            return _of_objects(_json_lines(text), f"{name}, line", column)
        case "[":
            return _of_objects(_json_array(text, name), f"{name}, object", column)
    mark = max("\t,;", key=first.count)
    header = next(csv.reader([first], delimiter=mark), [])
    if column is None and "\t" not in first and not _says_which(header):
        return Listing((PLAIN,), _plain_lines(text, name))
    return _of_table(text, name, column, mark)


def _says_which(header: Iterable[str]) -> bool:
    return any(NAMES.get(each.strip().casefold()) in KEYS for each in header)


def _plain_lines(text: str, name: str) -> Iterator[Asked]:
    for line, typed in enumerate(io.StringIO(text), 1):
        if typed := typed.strip():
            yield _asked(f"{name}, line {line}", {PLAIN: typed}, PLAIN)


def _of_table(text: str, name: str, column: str | None, mark: str) -> Listing:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    header = [each.strip() for each in next(cells for cells in reader if any(cells))]
    chosen = _column(column, header, name)

    def rows() -> Iterator[Asked]:
        begun = reader.line_num + 1
        try:
            for cells in reader:
                place, begun = f"{name}, line {begun}", reader.line_num + 1
                if len(cells) not in {0, len(header)}:
                    flaw = f"{len(cells)} cells where the header names {len(header)}"
                    row = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
                    yield Asked(",".join(cells)[:80], place, row=row, flaw=flaw)
                elif cells:
                    yield _asked(place, dict(zip(header, cells, strict=True)), chosen)
        except csv.Error as error:
            raise InputUnusable(f"{name}, line {begun}: {error}; mend the quotes.") from error

    return Listing(tuple(header), rows())


def _json_lines(text: str) -> Iterator[Numbered]:
    for line, each in enumerate(io.StringIO(text), 1):
        if each.strip():
            try:
                yield line, json.loads(each)
            except (ValueError, RecursionError):
                yield line, each


def _json_array(text: str, name: str) -> Iterator[Numbered]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputUnusable(f"{name} is no JSON: {error}.") from error
    return zip(count(1), rows, strict=False)


def _of_objects(objects: Iterator[Numbered], places: str, column: str | None) -> Listing:
    """Return a listing of JSON objects; the first says which columns there are."""
    listed = list(objects)
    name = places.rpartition(", ")[0]
    first = next((each for _, each in listed if isinstance(each, dict)), None)
    if first is None:
        raise InputUnusable(f"{name} holds no JSON object that can be read.")
    chosen = _column(column, list(first), name)

    def rows() -> Iterator[Asked]:
        for number, each in listed:
            place = f"{places} {number}"
            if isinstance(each, dict):
                yield _asked(place, {key: _cell(value) for key, value in each.items()}, chosen)
            else:
                yield Asked(str(each).strip()[:80], place, flaw="it is no JSON object")

    return Listing(tuple(first), rows())


def asked_of_row(place: str, row: Mapping[str, object]) -> Asked:
    """Return what a row asks for by those of :data:`NAMES` that it has; nan says nothing.

    Of a data frame: moments become UTC text, as everywhere, and what only it knows its own text.
    """
    cells = {str(key): None if _is_nan(value) else _cell(value) for key, value in row.items()}
    return _asked(place, cells, None)


def _is_nan(value: object) -> bool:
    """Return whether a value is nan, or what frames have for it; an array is neither."""
    try:
        return bool(value != value)  # noqa: PLR0124
    except TypeError:  # pandas.NA is neither true nor false
        return True
    except ValueError:
        return False


def _cell(value: object) -> Cell:
    match value:
        case None | str() | int() | float() | bool():
            return value
        case datetime():
            return to_text(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return str(value)


def _column(asked: str | None, header: Sequence[str], name: str) -> str | None:
    """Return the column that was asked for as the header spells it; None: none was."""
    if asked is None:
        if not _says_which(header):
            raise UsageError(
                f"{name} has none of the columns {', '.join(KEYS)}; name the one that holds the"
                f" accounts: COLUMN -i FILE. There are {', '.join(header) or 'none'}."
            )
        return None
    folded = {each.casefold(): each for each in header}
    if asked not in header and asked.casefold() not in folded:
        raise UsageError(
            f"{name} has no column {asked!r}; it has {', '.join(header) or 'no header'}."
        )
    return asked if asked in header else folded[asked.casefold()]


def _asked(place: str, row: Mapping[str, Cell], column: str | None) -> Asked:
    """Return what a row asks for: by one column as if it were typed, else by all its keys."""
    if column is not None:
        typed = _text(row.get(column))
        flaw = "" if typed else f"its {column} is empty"
        return Asked(typed, place, row=row, flaw=flaw or _flaw(typed))
    keys = {
        NAMES[name.casefold()]: text
        for name, value in row.items()
        if name.casefold() in NAMES and (text := _text(value))
    }
    shown = ("handle", "url", "native_id", "account_id")
    typed = next((keys[key] for key in shown if key in keys), "")
    flaw = "" if typed else f"{', '.join(KEYS)} are all empty"
    return Asked(typed, place, keys, row, flaw or _flaw("".join(keys.values())))


def is_text(value: str) -> bool:
    """Return whether a value is text, and no bytes that Python handed on as surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _flaw(text: str) -> str:
    return "" if is_text(text) else "it is no text in UTF-8"


def _text(value: Cell) -> str:
    return "" if value is None or isinstance(value, bool) else str(value).strip()
