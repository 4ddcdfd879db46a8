"""Objects of JSON as rows: each told apart by its keys, those of inner objects behind a point."""

from crawlers.bad_row import BadRow
from crawlers.files.acts import Records
from crawlers.files.columns import KINDS
from crawlers.files.headers import plan_of
from crawlers.files.reading import Reading
from crawlers.files.table import TableReader
from influence.errors import InputUnusable

Object = dict[str, object]

MOST_PLANS = 1_000
"""Sets of keys whose plan is kept; more are those of a file that means harm."""

DEEPEST = 5
"""Objects within objects whose keys are read."""

_OURS = frozenset(column for kind in KINDS for column in kind.columns)


class ObjectReader:
    """Reads the objects of one file; those of the same keys are planned once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._tables: dict[tuple[str, ...], tuple[TableReader, list[str]]] = {}

    def records(self, row: Object) -> Records:
        """Return the records of an object.

        Raises
        ------
        BadRow, UnreadableTime
            Where it cannot be taken.
        """
        row = flat(row)
        keys = tuple(row)
        table, read = self._tables.get(keys) or self._planned(keys)
        cells = [_cell(key, row[key]) if key in read else "" for key in keys]
        if not table.is_row(cells):
            return ()
        return table.records(cells)

    def _planned(self, keys: tuple[str, ...]) -> tuple[TableReader, list[str]]:
        try:
            plan = plan_of("the row", keys, self._reading.asked)
        except InputUnusable as error:
            raise BadRow(str(error)) from error
        if len(self._tables) == MOST_PLANS:
            self._tables.clear()
        table = TableReader(self._reading, keys, plan)
        self._tables[keys] = planned = table, [keys[place] for place in sorted(plan.places)]
        return planned


def flat(row: Object, before: str = "", depth: int = 0) -> Object:
    """Return an object without objects in it: ``{"a": {"b": 1}}`` is ``{"a.b": 1}``.

    What we call a column of ours stays what it is, so that it is told where it is no plain value.
    """
    if not any(isinstance(value, dict) for value in row.values()):
        return {before + key: value for key, value in row.items()} if before else row
    found: Object = {}
    for key, value in row.items():
        name = before + key
        if isinstance(value, dict) and depth < DEEPEST and name not in _OURS:
            found.update(flat(value, f"{name}.", depth + 1))
        else:
            found[name] = value
    return found


def _cell(column: str, value: object) -> str:
    """Return a value as the text that a CSV cell would hold."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case str():
            return _checked(column, value)
        case int() | float():
            return str(value)
        case _:
            raise BadRow(f"{column} holds a {type(value).__name__} where a plain value is wanted")


def _checked(column: str, text: str) -> str:
    """Refuse what JSON can escape and no text may hold."""
    if "\0" in text:
        raise BadRow(f"NUL byte in {column}")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise BadRow(f"half a character (a lone surrogate) in {column}")
    return text
