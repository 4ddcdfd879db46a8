"""What a crawl would ask for, in order."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawlers.run import Asked, Plan, plan
from crawlers.tokens import Tokens, from_keyring
from crawlers.youtube import UNITS_AHEAD
from influence.library.results import Result, result_of
from influence.show import Column, counted
from influence.store import current_time, open_to_try
from influence.store.crawling import QUOTAS, quotas_spent

if TYPE_CHECKING:
    from sqlite_utils import Database

_PLAN = [
    Column("place"),
    Column("phase"),
    Column("kind"),
    Column("address", wrap=True),
    Column("gain", digits=3),
    Column("requests"),
]


def planned_by(database: str, asked: Asked) -> Result:
    """Return what a crawl would ask for; nothing is asked for and nothing is changed."""
    with open_to_try(database, create=bool(asked.addresses)) as db:
        planned = plan(db, asked, current_time)
        units = list(_units(db, planned))
    more = planned.waiting - len(planned.visits)
    told = (
        f"{counted(planned.waiting, 'visits')} in line"
        + (f", {more:,} more than shown" if more > 0 else "")
        + f": {counted(planned.requests, 'requests')}, those for robots.txt too, of which this"
        f" call makes {planned.budget:,} at most; what they lead to is not known yet."
        " Nothing was asked for."
    )
    return result_of("Plan", _PLAN, [each._asdict() for each in planned.visits], [told, *units])


def _units(db: "Database", planned: Plan) -> Iterator[str]:
    """Yield what the visits take of the day's quota of a host that counts, and what is spent."""
    tokens = Tokens(os.environ, from_keyring)
    spent = {quota.name: quota for quota in quotas_spent(db)}
    for host, quota in QUOTAS.items():
        kinds = [each.kind for each in planned.visits if each.address.startswith(f"{host}/")]
        if kinds:
            ahead = sum(UNITS_AHEAD.get(kind, 1) for kind in kinds)
            held = spent[quota.name].spent if quota.name in spent else 0
            yield (
                f"{quota.name}: {counted(len(kinds), 'units')} for these, about {ahead:,} with what"
                f" they lead to first, of {quota.units:,} a day; {held:,} spent of today's."
            )
            if tokens.of(f"{host}/") is None:
                yield tokens.wanted(f"{host}/")
