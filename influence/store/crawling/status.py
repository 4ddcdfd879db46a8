"""Where a crawl stands: its tasks by state, also of each host, and what its requests cost."""

import re
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from influence.store.crawling.crawls import latest_crawl
from influence.store.crawling.quotas import Spent, quotas_spent

if TYPE_CHECKING:
    from sqlite_utils import Database

STATES = ("done", "due", "partial", "failing", "gone", "refused", "beyond")
"""What a task can be: read (and worth no more, if it is); to be read; the next page of a list;
failed, and tried again; not there any more; refused by a rule; further than the crawl goes."""

RULES_TOLD = 20

STATE = """
case when refused is not null then 'refused'
     when due_at is null and finished_at is null then 'beyond'
     when due_at is null and last_error is not null then 'gone'
     when due_at is null then 'done'
     when failures > 0 then 'failing'
     when finished_at is not null and gain = 0 then 'done'
     when json_valid(cursor) and json_extract(cursor, '$.again') then 'due'
     when cursor is not null then 'partial'
     else 'due' end
"""
"""The state of a row of ``crawl_tasks``, as SQL."""

NOT_NAMED = "opted out"
"""What stands for hosts and rules of blogs that opted out: no list names them."""

DENIED = """
(source, site) in (select source, native_id from accounts where consent = 'deny')
"""

_HOSTS = f"""
with named as (
  select host, case when min({DENIED}) then '{NOT_NAMED}' else host end as name
  from crawl_tasks group by host),
states as (
  select name as host, delay_seconds, open_until, {STATE} as state
  from crawl_tasks join named using (host) left join (
    select host, delay_seconds, open_until from hosts) using (host)),
asked as (
  select coalesce(name, host) as host, count(*) as requests, sum(error is not null) as errors,
         total(waited_seconds) as waited
  from fetches left join named using (host) group by 1)
select host, coalesce(sum(state = 'done'), 0), sum(state = 'due'), sum(state = 'partial'),
       sum(state = 'failing'), sum(state = 'gone'), sum(state = 'refused'), sum(state = 'beyond'),
       coalesce(requests, 0), coalesce(errors, 0), coalesce(waited, 0), delay_seconds, open_until
from states left join asked using (host)
group by host order by coalesce(requests, 0) desc, count(*) desc, host
"""  # noqa: S608 our own words

_FETCHES = """
select count(*), total(status between 200 and 299), total(status = 304),
       total(status between 300 and 399 and status <> 304), total(status >= 400),
       total(error is not null), total(from_cache), total(bytes), total(waited_seconds),
       total(took_seconds), min(fetched_at), max(fetched_at)
from fetches
"""

# A list was read to its end, or not; the coverage of blogs, as other sources have theirs.
_LISTS = """
select coverage.kind, total(is_complete is 1), total(is_complete is not 1), total(held_count),
       total(claimed_count)
from coverage join accounts using (account_id)
where accounts.source in (select distinct source from crawl_tasks)
group by coverage.kind order by coverage.kind
"""


# A rule names the address that it refuses ("a.example/robots.txt refuses ADDRESS: ...") and is one
# whatever the address: no address has a space.
_RULES = f"""
with said as (
  select case when {DENIED} then '{NOT_NAMED}' else refused end as rule from crawl_tasks
  where refused is not null),
cut as (
  select rule, instr(rule, ' refuses ') as place,
         substr(rule, instr(rule, ' refuses ') + length(' refuses ')) as tail
  from said)
select case when place and instr(tail, ': ')
            then substr(rule, 1, place - 1) || substr(tail, instr(tail, ': ')) else rule end,
       count(*)
from cut group by 1 order by 2 desc, 1 limit {RULES_TOLD}
"""  # noqa: S608 a number of ours


_FAILED = f"""
select last_error from crawl_tasks
where {STATE} in ('failing', 'gone') and last_error is not null and not {DENIED}
"""  # noqa: S608 our own words
_PLACE = re.compile(r"https?://\S+")


class HostLine(NamedTuple):
    """The tasks of a host by state, and what its requests cost."""

    host: str
    done: int
    due: int
    partial: int
    failing: int
    gone: int
    refused: int
    beyond: int
    requests: int
    errors: int
    waited_seconds: float
    delay_seconds: float | None
    open_until: str | None


class Failure(NamedTuple):
    """Why tasks failed, without their addresses, and how many."""

    why: str
    tasks: int


class Requests(NamedTuple):
    """Requests by what was answered; ``errors`` are those that brought nothing."""

    all: int
    answered: int
    unchanged: int
    redirected: int
    refusals: int
    errors: int
    from_cache: int
    bytes: int
    waited_seconds: float
    took_seconds: float
    first_at: str | None
    last_at: str | None


class ListsRead(NamedTuple):
    """Lists of one kind (``posts``, ``followers``, ...): read to their end, or not."""

    kind: str
    complete: int
    partial: int
    held: int
    claimed: int


@dataclass(frozen=True, slots=True)
class CrawlStatus:
    """Where the crawl begun last stands, with all that earlier ones left.

    Attributes
    ----------
    started_at, finished_at, asked
        Of the crawl; ``finished_at`` is None while it can be gone on with.
    tasks
        State → number of tasks; see :data:`STATES`.
    sites
        Blogs or accounts of which a task was read.
    refusals
        Rule, without the address → how many tasks it refuses, of the twenty that refuse most.
    """

    started_at: str
    finished_at: str | None
    asked: dict[str, object]
    tasks: dict[str, int]
    sites: int
    refusals: dict[str, int]
    requests: Requests
    lists: tuple[ListsRead, ...] = field(default=())
    hosts: tuple[HostLine, ...] = field(default=())
    quotas: tuple[Spent, ...] = field(default=())


def crawl_status(db: "Database") -> CrawlStatus | None:
    """Say where the crawl stands; None where nothing was ever crawled."""
    connection = db.conn
    crawl = latest_crawl(connection)
    if crawl is None:
        return None
    (finished_at,) = connection.execute(
        "select finished_at from crawls where crawl_id = ?", [crawl.crawl_id]
    ).fetchone()
    hosts = tuple(HostLine(*row) for row in connection.execute(_HOSTS))
    (sites,) = connection.execute(
        "select count(distinct site) from crawl_tasks where finished_at is not null"
    ).fetchone()
    return CrawlStatus(
        crawl.started_at,
        finished_at,
        dict(crawl.asked),
        {state: sum(getattr(host, state) for host in hosts) for state in STATES},
        sites,
        _refusals(connection),
        _requests(connection),
        lists_read(db),
        hosts,
        quotas_spent(db),
    )


def failures(db: "Database") -> tuple[Failure, ...]:
    """Return why tasks failed or were not there, the commonest reason first."""
    rows = db.conn.execute(_FAILED)
    found = Counter(_PLACE.sub("it", why) for (why,) in rows)
    return tuple(Failure(*each) for each in found.most_common())


def has_posts(db: "Database") -> bool:
    """Tell whether any post or act is held, so that there is something to rank."""
    query = "select exists(select 1 from posts) or exists(select 1 from interactions)"
    return bool(db.conn.execute(query).fetchone()[0])


def lists_read(db: "Database") -> tuple[ListsRead, ...]:
    """Return how many lists were read, by kind."""
    rows = db.conn.execute(_LISTS)
    return tuple(ListsRead(kind, *map(int, numbers)) for kind, *numbers in rows)


def _refusals(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute(_RULES))


def _requests(connection: sqlite3.Connection) -> Requests:
    *numbers, waited, took, first, last = connection.execute(_FETCHES).fetchone()
    return Requests._make((*map(int, numbers), round(waited, 3), round(took, 3), first, last))
