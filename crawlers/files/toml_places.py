"""Tables of TOML that a person wrote, with the line of whatever is wrong in them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from influence.errors import InputUnusable, nearest

_TABLE = re.compile(r"\s*\[\[?\s*([^\]\[]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*[.=]""")


class Toml:
    """The text of a file of TOML, for sentences about it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._lines = text.splitlines()

    def error(self, table: str, key: str | None, what: str, number: int = 0) -> InputUnusable:
        """Return the error of a key of a table, or of the table itself.

        Parameters
        ----------
        table
            Its name; empty for the keys above all tables.
        what
            What the key has to be.
        number
            Which of several tables of that name, from 0.
        """
        line = self._line_of(table, key, number)
        where = f"Mapping {self.name}" + (f" line {line}" if line else "")
        thing = key if key is not None and not table else f"[{table}] {key or ''}".strip()
        return InputUnusable(f"{where}: {thing} {what}.")

    def check_keys(
        self, table: str, found: Iterable[str], known: Iterable[str], number: int = 0
    ) -> None:
        """Refuse a key that nobody reads.

        Raises
        ------
        InputUnusable
            At the first one; the sentence offers the nearest that are read.
        """
        known = list(known)
        for key in found:
            if key not in known:
                near = nearest(key, known) or ", ".join(known)
                raise self.error(table, key, f"is not known; did you mean {near}?", number)

    def text(self, table: str, values: Mapping[str, Any], key: str) -> str | None:
        """Return a text; None where there is none.

        Raises
        ------
        InputUnusable
            Where it is anything else.
        """
        value = values.get(key)
        if value is not None and not isinstance(value, str):
            raise self.error(table, key, "is a text in quotes")
        return value

    def texts(self, table: str, values: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Return one or several texts.

        Raises
        ------
        InputUnusable
            Where it is anything else.
        """
        value = values.get(key, [])
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
            raise self.error(table, key, "is a text in quotes, or a list of them")
        return tuple(texts)

    def _line_of(self, table: str, key: str | None, number: int) -> int | None:
        """Return the line of a key, or of the table where it has no line of its own."""
        current, seen, header = "", -1 if table else 0, None
        for place, line in enumerate(self._lines, 1):
            if found := _TABLE.fullmatch(line):
                current = found[1].strip("\"'")
                seen += current == table
                if current == table and seen == number:
                    header = place
            elif current == table and seen == number and key is not None:
                named = _KEY.match(line)
                if named and key in named.groups():
                    return place
        return header
