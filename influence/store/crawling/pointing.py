"""Who points at sites, each pointer worth less the more its owner points at."""

import json
from collections.abc import Iterable
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from influence.records import Task

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 256
"""So many pointers to a site are looked at."""

_POINTERS = """
select site, from_site, how from (
  select site, from_site, how, row_number() over (partition by site order by from_site) as place
  from pointers where site in (select value from json_each(?)))
where place <= ? order by site, from_site, how
"""
_DEGREES = """
select from_site, count(distinct site) from pointers
where from_site in (select value from json_each(?)) group by from_site
"""


class Pointer(NamedTuple):
    """That a site is pointed at by another one ('' points at seeds), and how.

    ``weight`` is 1 / √(sites that it points at), so that a list of 5,000 has not 5,000 votes.
    """

    from_site: str
    how: str
    weight: float


def site_pointers(
    db: "Database", sites: Iterable[str], degrees: dict[str, int] | None = None
) -> dict[str, list[Pointer]]:
    """Return who points at some sites; a site that nobody points at has no entry.

    Parameters
    ----------
    degrees
        At how many sites others point, as far as known; what was not is added.
    """
    degrees = {} if degrees is None else degrees
    rows = db.conn.execute(_POINTERS, [json.dumps(sorted(set(sites))), MOST]).fetchall()
    pointing = {row[1] for row in rows if row[1]}
    unknown = sorted(pointing - degrees.keys())
    if unknown:
        degrees.update(db.conn.execute(_DEGREES, [json.dumps(unknown)]))
    weights = {name: 1 / sqrt(degrees[name]) for name in pointing}
    found: dict[str, list[Pointer]] = {}
    for site, from_site, how in rows:
        found.setdefault(site, []).append(Pointer(from_site, how, weights.get(from_site, 1.0)))
    return found


def counts_of_pointers(db: "Database", sites: Iterable[str]) -> dict[str, int]:
    """Return how many sites point at each of some, in whatever ways."""
    rows = db.conn.execute(
        "select site, count(*) from pointers where site in (select value from json_each(?))"
        " group by site",
        [json.dumps(sorted(sites))],
    )
    return dict(rows.fetchall())


def sites_pointed_at(db: "Database", from_sites: Iterable[str]) -> set[str]:
    """Return the sites at which some others point."""
    query = """
        select distinct site from pointers
        where from_site in (select value from json_each(?))
    """
    return {site for (site,) in db.conn.execute(query, [json.dumps(sorted(from_sites))])}


def first_pointers(db: "Database", from_site: str, tasks: Iterable[Task]) -> set[str]:
    """Return the sites of tasks at which their site does not point yet in that way."""
    named = {(task.site, task.pointer) for task in tasks if task.pointer}
    if not named:
        return set()
    known = db.conn.execute(
        "select site, how from pointers where from_site = ?"
        " and site in (select value from json_each(?))",
        [from_site, json.dumps(sorted({site for site, _ in named}))],
    )
    return {site for site, _ in named.difference(known)}
