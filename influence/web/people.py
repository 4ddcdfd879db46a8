"""What pages of people share: which columns stand beside each, and what of it can be asked for."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from influence.ranking import Row

PAGE = 50
"""So many people stand on a page."""


class Beside(NamedTuple):
    """A column of numbers: heading, column, digits, and the column of what it is a part of."""

    label: str
    name: str
    digits: int = 3
    whole: str = ""


class Measured(NamedTuple):
    """The column of a number with its interval."""

    label: str
    name: str
    low: str
    high: str


class Least(NamedTuple):
    """A bound from below that can be asked for: its label, its name in the address, its value."""

    label: str
    name: str
    value: float | None


class People(NamedTuple):
    """How people are shown.

    Attributes
    ----------
    here, everybody
        Address of the page, and of the same without any filter.
    places
        Column of their order.
    of_all
        What follows the number of those found.
    """

    here: str
    everybody: str
    places: Beside
    value: Measured
    numbers: Sequence[Beside]
    least: Least
    of_all: str
    sorts: Mapping[str, str]
    brief: str = ""

    def shown(self, rows: Sequence[Row], total: int, at: int) -> dict[str, Any]:
        """Return what the template is given of a page of them: ``at``, of ``total`` in all."""
        return {
            **self._asdict(),
            "rows": rows,
            "found": total,
            "at": at,
            "pages": max(1, -(-total // PAGE)),
            "top": max((float(row.get(self.value.high) or 0) for row in rows), default=0.0),
        }
