"""From the header of a table to the plan of its rows: our own columns, a mapping, other names."""

from collections.abc import Sequence

from crawlers.files.aliases import Meaning, kind_by_aliases, meaning
from crawlers.files.asked import Asked
from crawlers.files.columns import ACCOUNTS, Kind, kind_of, wanted_columns
from crawlers.files.edge_tables import edge_plan
from crawlers.files.mapped import mapped_plan, recognised_plan
from crawlers.files.mapping import known_mappings
from crawlers.files.plans import Columns, Plan, check_doubled
from influence.errors import InputUnusable


class UnknownHeader(InputUnusable):
    """A header that says nothing of what stands below it."""


def plan_of(name: str, header: Sequence[str], asked: Asked) -> Plan:
    """Return how the rows under a header are read.

    What the person who imports says of the columns stands first; then our own columns, the exports
    that are known by their header, edges, and names that other tools give to our columns.

    Parameters
    ----------
    name
        The file, for sentences.

    Raises
    ------
    UnknownHeader
        Where none of that fits.
    InputUnusable
        Where a column that is read is there twice, or edges do not say what they are.
    """
    if asked.mapping is not None:
        return mapped_plan(asked.mapping, name, header, asked.owner)
    ours = [column.strip().casefold() for column in header]
    kind = kind_of(column for column in ours if column)
    if kind is not None:
        return _named_plan(name, header, kind, meaning(kind, header, is_ours=True), "")
    for mapping in known_mappings():
        if mapping.is_of(header):
            return recognised_plan(mapping, name, header, asked.owner)
    if (edges := edge_plan(name, header, asked)) is not None:
        return edges
    if (known := kind_by_aliases(header)) is not None:
        return _named_plan(name, header, *known, " under other names")
    raise UnknownHeader(
        f"{name}: its first line must name the columns ({wanted_columns()}), or other names of "
        f"them; it reads {','.join(header)[:80]!r}. With --mapping a file says what it means."
    )


def _named_plan(name: str, header: Sequence[str], kind: Kind, found: Meaning, how: str) -> Plan:
    ours = {place: our for our, place in found.items()}
    names = tuple(ours.get(place, "") for place in range(len(header)))
    used = {our: header[place].strip() for our, place in found.items()}
    check_doubled(name, header, used.values())
    notes = tuple(
        f"{', '.join(also)} not read: {our} is read from {used[our]}"
        for our, also in found.also.items()
    )
    if kind is ACCOUNTS and "id" not in found:
        notes = (*notes, f"no column of ids: {'handle' if 'handle' in found else 'url'} is the id")
    also = {each for names in found.also.values() for each in names}
    unused = tuple(
        column.strip()
        for column, our in zip(header, names, strict=True)
        if column.strip() and not our and column not in also
    )
    parts = (Columns(kind, names, used),)
    return Plan(f"{kind.name}{how}", parts, unused, notes, is_sure=not how)
