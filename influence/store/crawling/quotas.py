"""What hosts let one ask for in a day, and how much of it the log of requests says is spent."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from influence.store.ingesting import current_time
from influence.windows import from_seconds, to_seconds

if TYPE_CHECKING:
    from sqlite_utils import Database

_DAY = 86_400
_HOUR = 3_600


class Quota(NamedTuple):
    """How many units a host gives a day, and when its day begins.

    Attributes
    ----------
    name
        The service.
    units
        Each request for a list takes one, whatever comes of it.
    begins
        The hour in UTC from which its day has surely begun.
    """

    name: str
    units: int
    begins: int


QUOTAS: Final = {"https://www.googleapis.com": Quota("YouTube", 10_000, 8)}
"""Host → what it gives a project (https://developers.google.com/youtube/v3/determine_quota_cost);
its day begins at midnight in California, an hour earlier in summer."""


class Spent(NamedTuple):
    """How many units of a host's day were asked for since it began."""

    name: str
    spent: int
    units: int
    since: str
    until: str


def day_of(quota: Quota, now: str) -> tuple[str, str]:
    """Return when the day of a quota began and ends, as UTC text.

    >>> day_of(Quota("a", 1, 8), "2026-03-01T07:59:59Z")
    ('2026-02-28T08:00:00Z', '2026-03-01T08:00:00Z')
    """
    into = (to_seconds(now) - quota.begins * _HOUR) % _DAY
    begun = to_seconds(now) - into
    return str(from_seconds(begun)), str(from_seconds(begun + _DAY))


def quotas_spent(db: "Database", clock: Callable[[], str] = current_time) -> tuple[Spent, ...]:
    """Return what is spent of the quota of each host that was ever asked."""
    now, found = clock(), []
    for host, quota in QUOTAS.items():
        since, until = day_of(quota, now)
        asked, spent = db.execute(
            "select count(*), total(fetched_at >= ? and fetched_at < ? and status is not null)"
            " from fetches where host = ?",
            [since, until, host],
        ).fetchone()
        if asked:
            found.append(Spent(quota.name, int(spent), quota.units, since, until))
    return tuple(found)


def kinds_due(db: "Database", host: str) -> list[str]:
    """Return the kind of each visit to a host that waits in line."""
    asked = "select kind from crawl_tasks where host = ? and due_at is not null"
    return [str(kind) for (kind,) in db.execute(asked, [host])]
