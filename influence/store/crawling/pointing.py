"""Who points at sites, each pointer worth less the more its owner points at."""

import json
from collections.abc import Iterable
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from influence.records import Task

if TYPE_CHECKING:
    from sqlite_utils import Database

_POINTERS = """
with chosen as materialized (
  select site, from_site, how from pointers where site in (select value from json_each(?))
), degrees as materialized (
  select from_site, count(distinct site) as degree from pointers
  where from_site in (select from_site from chosen where from_site <> '') group by from_site
)
select site, from_site, how, degree from chosen left join degrees using (from_site)
order by site, from_site, how
"""


class Pointer(NamedTuple):
    """That a site is pointed at by another one ('' points at seeds), and how.

    ``weight`` is 1 / √(sites that it points at), so that a list of 5,000 has not 5,000 votes.
    """

    from_site: str
    how: str
    weight: float


def site_pointers(db: "Database", sites: Iterable[str]) -> dict[str, list[Pointer]]:
    """Return who points at some sites; a site that nobody points at has no entry."""
    found: dict[str, list[Pointer]] = {}
    rows = db.conn.execute(_POINTERS, [json.dumps(sorted(set(sites)))])
    for site, from_site, how, degree in rows:
        weight = 1.0 if from_site == "" else 1 / sqrt(degree)
        found.setdefault(site, []).append(Pointer(from_site, how, weight))
    return found


def first_pointers(db: "Database", from_site: str, tasks: Iterable[Task]) -> set[str]:
    """Return the sites of tasks at which their site does not point yet in that way."""
    named = {(task.site, task.pointer) for task in tasks if task.pointer}
    known = db.conn.execute(
        "select site, how from pointers where from_site = ?"
        " and site in (select value from json_each(?))",
        [from_site, json.dumps(sorted({site for site, _ in named}))],
    )
    return {site for site, _ in named.difference(known)}
