"""A mapping laid on the header of one file: where each of our columns stands in it."""

from collections.abc import Mapping as Table
from collections.abc import Sequence

from crawlers.files.aliases import folded
from crawlers.files.columns import ACCOUNTS, COVERAGE, INTERACTIONS, Kind
from crawlers.files.mapping import From, MappedPart, Mapping
from crawlers.files.plans import Mapped, Plan, check_doubled
from influence.errors import InputUnusable


class OtherHeader(InputUnusable):
    """A header without the columns that a mapping needs."""


def recognised_plan(mapping: Mapping, name: str, header: Sequence[str], owner: str | None) -> Plan:
    """Return the plan of a file that is known by its header.

    Raises
    ------
    InputUnusable
        Where a person has to look first: at the order of day and month, or at whose export it is.
    """
    if mapping.dates or (mapping.needs_owner and owner is None):
        whose = " --owner NAME" if mapping.needs_owner and owner is None else ""
        form = mapping.dates[0] if mapping.dates else ""
        times = f", if its times look like {form} (copy the mapping where not)" if form else ""
        raise InputUnusable(
            f"{name} looks like {mapping.title}: read it with "
            f"--mapping {mapping.name}{whose}{times}."
        )
    return mapped_plan(mapping, name, header, owner)


def mapped_plan(
    mapping: Mapping, name: str, header: Sequence[str], owner: str | None = None
) -> Plan:
    """Return how the rows under a header are read by a mapping.

    Raises
    ------
    OtherHeader
        Where a column is missing that is needed to know what a row tells.
    InputUnusable
        Where nobody said whose export it is, or a column that is read is there twice.
    """
    owner = owner or mapping.owner
    if mapping.needs_owner and owner is None:
        raise InputUnusable(f"{name} does not say whose posts these are: add --owner NAME.")
    places = {folded(column): place for place, column in reversed([*enumerate(header)])}
    laid = _Laid(mapping, name, header, places, owner or "")
    parts = tuple(map(laid.part, mapping.parts))
    read = {header[place].strip() for part in parts for place in part.places.values()}
    check_doubled(name, header, read)
    return Plan(
        f"{mapping.title} (mapping {mapping.name})",
        parts,
        tuple(each.strip() for each in header if each.strip() and each.strip() not in read),
        tuple(f"not in this file: {each}" for each in laid.missing),
        mapping.dates,
        mapping.zone,
        mapping.decimal,
        skipped=laid.values_at(mapping.skip),
    )


class _Laid:
    """A mapping while it is laid on a header; ``missing`` columns are those one can do without."""

    def __init__(
        self,
        mapping: Mapping,
        name: str,
        header: Sequence[str],
        places: dict[str, int],
        owner: str,
    ) -> None:
        self.missing: list[str] = []
        self._mapping = mapping
        self._name = name
        self._header = header
        self._places = places
        self._owner = owner

    def values_at(self, table: Table[str, tuple[str, ...]]) -> dict[int, frozenset[str]]:
        """Return values by the place of their column, for those that the file has."""
        return {
            self._places[folded(column)]: frozenset(each.casefold() for each in values)
            for column, values in table.items()
            if folded(column) in self._places
        }

    def part(self, part: MappedPart) -> Mapped:
        """Return one thing that the rows tell."""
        kind, columns = part.kind, part.columns
        places: dict[str, int] = {}
        constants: dict[str, str] = {}
        words: dict[str, Table[str, str]] = {}
        used: dict[str, str] = {}
        for our, origin in columns.items():
            place = self._place(kind, our, origin)
            if place is not None:
                places[our] = place
                used[our] = self._header[place].strip()
                if origin.words:
                    words[our] = origin.words
            elif not origin.columns:
                constants[our] = self._owner if origin.is_owner else origin.value
                used[our] = repr(constants[our])
        if self._mapping.source is not None and "source" not in columns:
            constants["source"] = self._mapping.source
        is_optional = len(self._mapping.parts) > 1 and kind in {INTERACTIONS, COVERAGE}
        unless = self.values_at(part.unless)
        return Mapped(kind, places, constants, words, used, unless, is_optional=is_optional)

    def _place(self, kind: Kind, our: str, origin: From) -> int | None:
        """Return where a column stands; None where it is a constant, or can be done without."""
        for column in origin.columns:
            if (place := self._places.get(folded(column))) is not None:
                return place
        if origin.columns:
            if our in kind.needed and not (kind is ACCOUNTS and our == "handle"):
                raise OtherHeader(
                    f"{self._name} has no column {' or '.join(map(repr, origin.columns))}, by "
                    f"which mapping {self._mapping.name} knows {our}; it has "
                    f"{', '.join(self._header)[:200]!r}."
                )
            self.missing.append(origin.columns[0])
        return None
