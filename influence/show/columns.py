"""What a column is, and how one value reads: whole for machines, rounded for people."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import lru_cache

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]


PRIVATE = frozenset({"passivity", "passivity_paper"})
"""What tells of an account how hard it is to move: for the user's own screen and never for a report
that is handed on, nor for a pseudonymised export. Of an audience as a whole it may be told."""


class Kind(Enum):
    """What a column holds where its values alone do not tell; files with types have to know."""

    VALUE = auto()
    TIME = auto()
    IDENTIFIER = auto()
    LINK = auto()
    FACT = auto()  # a cell of any kind, told by what stands in it

    @classmethod
    def of(cls, name: str) -> "Kind":
        """Return what a column of this name holds, as our columns are named.

        >>> [Kind.of(name).name for name in ("published_at", "native_id", "url", "rank")]
        ['TIME', 'IDENTIFIER', 'LINK', 'VALUE']
        """
        if name.endswith("_at") or name in {"window_start", "window_end"}:
            return cls.TIME
        if name.endswith("_id"):
            return cls.IDENTIFIER
        return cls.LINK if name == "url" or name.endswith("_url") else cls.VALUE


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name for machines, and how people see it.

    Attributes
    ----------
    name
        Key into the rows, and heading in every machine format.
    label
        Heading for people; the name with spaces, where empty.
    digits
        Significant digits for people (machines always get all of them).
    keep
        A narrow terminal drops the columns of the highest number first; 0 always stays.
    wrap
        Whether a long text may take several lines on a terminal; otherwise it is cut.
    words
        What people read instead of the value, made of the whole row (an interval beside its value).
    right
        Whether the column is set to the right; None: where every value is a number.
    kind
        What it holds; None: what its name says (:meth:`Kind.of`).
    """

    name: str
    label: str = ""
    digits: int = 3
    keep: int = 0
    wrap: bool = False
    words: Callable[[Row], str] | None = None
    right: bool | None = None
    kind: Kind | None = None

    @property
    def holds(self) -> Kind:
        """What the column holds."""
        return self.kind or Kind.of(self.name)

    @property
    def heading(self) -> str:
        """What stands above the column for people."""
        return self.label or self.name.replace("_", " ")

    def text(self, row: Row) -> str:
        """Return one cell as people read it: rounded, and safe to print on a terminal."""
        if self.words is not None:
            return printable(self.words(row))
        return text_for_people(row.get(self.name), self.digits)

    def is_right(self, rows: Sequence[Row]) -> bool:
        """Return whether the column is set to the right among these rows."""
        if self.right is not None:
            return self.right
        known = [value for row in rows if (value := row.get(self.name)) is not None]
        return bool(known) and all(is_number(value) for value in known)


def columns_of(columns: Iterable[Column | str]) -> list[Column]:
    """Return columns, a bare name standing for a column of that name."""
    return [Column(each) if isinstance(each, str) else each for each in columns]


def shareable(columns: Iterable[Column]) -> list[Column]:
    """Return the columns that may be handed on: all but those in :data:`PRIVATE`."""
    return [each for each in columns if each.name not in PRIVATE]


def called(row: Row) -> str:
    """Return what people call the account of a row: by its handle, else its name, else its id.

    >>> called({"handle": None, "name": "Anna", "native_id": "1"})
    'Anna'
    """
    return str(row.get("handle") or row.get("name") or row.get("native_id"))


def told(rows: Sequence[Row], columns: Sequence[Column]) -> list[Column]:
    """Return the columns that tell a person anything: those known in one row at least."""
    return [each for each in columns if not rows or any(each.text(row) for row in rows)]


def known(value: Cell) -> Cell:
    """Return the value, or None where it is nan or infinite: no format can say these."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@lru_cache(maxsize=4096)
def moment_of(text: str) -> datetime | None:
    """Return the moment that a UTC text time to the second names; None where it is none.

    >>> moment_of("2026-03-01T12:00:00Z")
    datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
    >>> moment_of("2026-03-01"), moment_of("2026-13-01T12:00:00Z")
    (None, None)
    """
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def encodable(text: str) -> str:
    r"""Return a text that UTF-8 can hold: half a letter, as names of files have, is told.

    >>> print(encodable("ana\udcff"))
    ana\udcff
    """
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def is_number(value: Cell) -> bool:
    """Return whether a value is a number (yes and no are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text_for_people(value: Cell, digits: int = 3) -> str:
    """Return a value as people read it; unknown is empty.

    >>> text_for_people(1234.5678), text_for_people(0.0031415), text_for_people(7.0)
    ('1,235', '0.00314', '7')
    >>> text_for_people(None), text_for_people(True)
    ('', 'yes')
    """
    value = known(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else _rounded(value, digits)
    return printable(value)


def counted(number: int, things: str) -> str:
    """Return a number of things whose name is given for many.

    >>> counted(1, "posts"), counted(2000, "posts")
    ('1 post', '2,000 posts')
    >>> counted(1, "addresses"), counted(1, "identities"), counted(1, "scores of runs")
    ('1 address', '1 identity', '1 score of runs')
    """
    return f"{number:,} {_one(things) if number == 1 else things}"


_MANY = re.compile(r"(?P<y>\w+)ies\b|(?P<es>\w+(?:ss|ch|sh|x))es\b|(?P<s>\w+)s\b")


def _one(things: str) -> str:
    """Return the name of many things as that of one: its first word for many made one for one."""
    found = _MANY.search(things)
    if found is None:
        return things
    one = f"{found['y']}y" if found["y"] else found["es"] or found["s"]
    return things[: found.start()] + one + things[found.end() :]


def printable(text: str) -> str:
    """Return text that cannot steer a terminal: controls and direction marks become spaces.

    Names come from strangers; an escape sequence in one could hide or forge the rest of a table.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if _steers(character) else character for character in text)


_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _steers(character: str) -> bool:
    """Return whether a character moves the cursor, breaks the line or turns the direction."""
    return character in _DIRECTIONS or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def _rounded(value: float, digits: int) -> str:
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    if decimals > digits + 2:  # 0.00000123: the zeros would push the digits out of sight
        return f"{value:.{digits - 1}e}"
    return f"{value:,.{max(decimals, 0)}f}"
