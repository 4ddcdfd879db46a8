"""What a crawl will take of the day's quota of a host that counts, said before it does."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crawlers.youtube import UNITS_AHEAD
from influence.store.crawling import QUOTAS, kinds_due, quotas_spent

if TYPE_CHECKING:
    from sqlite_utils import Database


def units_due(db: "Database") -> Iterator[str]:
    """Yield a sentence for each host that counts and is visited next."""
    for host in QUOTAS:
        if kinds := kinds_due(db, host):
            yield units_of(db, host, kinds)


def units_of(db: "Database", host: str, kinds: Sequence[str]) -> str:
    """Say what visits of some kinds take of the day's quota of a host, and what is spent."""
    quota = QUOTAS[host]
    ahead = sum(UNITS_AHEAD.get(kind, 1) for kind in kinds)
    spent = sum(each.spent for each in quotas_spent(db) if each.name == quota.name)
    # Not by what writes tables: that would take memory while a crawl runs.
    units = "unit" if len(kinds) == 1 else "units"
    return (
        f"{quota.name}: {len(kinds):,} {units} for these, about {ahead:,} with what"
        f" they lead to first, of {quota.units:,} a day; {spent:,} spent of today's."
    )
