"""Whole numbers as people and exports write them: ``1234``, ``12.0``, ``1,234``, ``1.2K``."""

import re
from decimal import Decimal

from crawlers.bad_row import BadRow

MOST_DIGITS = 18
"""Any whole number of so many digits fits a cell of SQLite."""

_THOUSANDS = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_LONGEST = 40
_SPACES = str.maketrans("", "", " \u00a0\u202f'\u2019")
_GROUPED = {
    ".": re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.0{1,2})?"),
    ",": re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,0{1,2})?"),
}
_WHOLE = re.compile(r"[0-9]+([.,]0{1,2})?")  # three noughts could be thousands
_SHORT = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}))?([kmb])", re.IGNORECASE)


class NumberReader:
    """Reads counts: whole numbers, grouped by thousands, or cut short to thousands and millions.

    ``1,234`` and ``1.234`` are a thousand or about one, which only the language of the file tells:
    where its decimal mark is a point, a comma groups thousands, and the other way about. Files of
    semicolons are taken to write decimal commas, since that is why they have semicolons.

    Parameters
    ----------
    decimal
        The decimal mark: ``.`` or ``,``.

    Examples
    --------
    >>> number = NumberReader(".")
    >>> number("1,234,567", "followers"), number("1.2K", "followers"), number("12.0", "followers")
    (1234567, 1200, 12)
    >>> NumberReader(",")("1.234", "followers")
    1234
    """

    def __init__(self, decimal: str = ".") -> None:
        self.decimal = decimal
        self._grouped = _GROUPED[decimal]

    def __call__(self, cell: str, column: str, least: int = 0) -> int | None:
        """Return the number of a cell; None for an empty one.

        Raises
        ------
        BadRow
            Where it is no whole number from ``least``, or too large for a database.
        """
        if not cell:
            return None
        text = cell.strip()
        if not (text.isascii() and text.isdigit()):
            text = self._plain(text)
        digits = text.lstrip("0") or "0"
        is_whole = text.isascii() and text.isdigit()
        if is_whole and len(digits) > MOST_DIGITS:
            raise BadRow(f"{column} {cell[:40]!r} is too large: at most {MOST_DIGITS} digits")
        if not is_whole or int(digits) < least:
            raise BadRow(
                f"{column} {cell[:40]!r} is no whole number from {least}{self._hint(text)}"
            )
        return int(digits)

    def _plain(self, text: str) -> str:
        """Return the digits of a number that is written in another way; else the text itself."""
        close = text.translate(_SPACES)
        if _WHOLE.fullmatch(close):
            return re.split("[.,]", close)[0]
        if len(close) > _LONGEST:
            return text
        if self._grouped.fullmatch(close):
            return re.sub("[.,]", "", close.partition(self.decimal)[0])
        if short := _SHORT.fullmatch(close):
            whole, fraction, unit = short.groups()
            return str(int(Decimal(f"{whole}.{fraction or 0}") * _THOUSANDS[unit.casefold()]))
        return text

    def _hint(self, text: str) -> str:
        other = "," if self.decimal == "." else "."
        if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+[kmb]?", text, re.IGNORECASE):
            return f': is {other!r} its decimal mark? A mapping file says so: decimal = "{other}"'
        return ""
