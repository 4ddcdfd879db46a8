"""How a table of an export is described: its columns, what they mean, and the query."""

from typing import NamedTuple

TEXT, WHOLE, NUMBER, TRUTH, TIME = "text", "integer", "number", "boolean", "time"


class Field(NamedTuple):
    """A column: its type, what it means, and whether it stands in every row, known or not."""

    name: str
    kind: str
    meaning: str
    always: bool = False


class Table(NamedTuple):
    """One file of an export.

    Attributes
    ----------
    held
        The tables of the database that it holds.
    query
        Gives the fields in their order.
    is_computed
        Whether it can be computed again from the others; import passes over it.
    """

    name: str
    held: str
    fields: tuple[Field, ...]
    query: str
    is_computed: bool = False
