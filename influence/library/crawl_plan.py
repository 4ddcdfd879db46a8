"""What a crawl would ask for, in order."""

import os

from crawlers.run import Asked, plan
from crawlers.tokens import Tokens, from_keyring
from influence.library.crawl_units import units_of
from influence.library.results import Result, result_of
from influence.show import Column, counted
from influence.store import current_time, open_to_try
from influence.store.crawling import QUOTAS

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
        tokens = Tokens(os.environ, from_keyring)
        units = [
            said
            for host in QUOTAS
            if (kinds := [each.kind for each in planned.visits if each.address.startswith(host)])
            for said in (units_of(db, host, kinds), _wanting(tokens, host))
            if said
        ]
    more = planned.waiting - len(planned.visits)
    told = (
        f"{counted(planned.waiting, 'visits')} in line"
        + (f", {more:,} more than shown" if more > 0 else "")
        + f": {counted(planned.requests, 'requests')}, those for robots.txt too, of which this"
        f" call makes {planned.budget:,} at most; what they lead to is not known yet."
        " Nothing was asked for."
    )
    return result_of("Plan", _PLAN, [each._asdict() for each in planned.visits], [told, *units])


def _wanting(tokens: Tokens, host: str) -> str:
    return tokens.wanted(f"{host}/") if tokens.of(f"{host}/") is None else ""
