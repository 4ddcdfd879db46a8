"""What is lacking of the accounts that matter: lists still to be read, followers still to be asked.

Which accounts matter: those that a crawl was asked for, then those that most others passed on. Of
whom no list may show nothing is completed.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from influence.records import Coverage, Key, Task
from influence.store.books import write_transaction
from influence.store.crawling.crawls import latest_crawl
from influence.store.crawling.queueing import Line, enqueue
from influence.store.crawling.tasks import COLUMNS, DueTask, due_task
from influence.store.ingesting import ingest
from influence.store.rights.known import forgotten_in

if TYPE_CHECKING:
    from sqlite_utils import Database

SAMPLED = "sampled followers"
"""What coverage calls the followers of an account whose acts were read, of all that are held."""

_MATTERING = """
with amplified as (
  select target_id as account_id, count(distinct actor_id) as amplifiers from interactions
  where kind in ('repost', 'quote') and actor_id <> target_id group by target_id),
known as (
  select source, site, min(depth) as depth from crawl_tasks
  where source in (select value from json_each(:sources))
    and kind in (select value from json_each(:kinds))
    and not exists (select 1 from json_each(signals) where value = 'acts')
  group by source, site)
select account_id, accounts.source, native_id, handle, coalesce(amplifiers, 0) as amplifiers
from known join accounts on accounts.source = known.source and native_id = site
left join amplified using (account_id)
where (amplifiers > 0 or depth = 0) and account_id not in (select account_id from unlisted)
order by depth > 0, amplifiers desc, native_id limit :most
"""
_WHOLE = """
select count(distinct account_id) from coverage
where kind = 'followers' and post_id is null and is_complete
  and account_id in (select value from json_each(?))
"""

_WAITING = f"""
select {COLUMNS},
  json_extract(told, '$.claimed'), json_extract(told, '$.held'),
  coalesce(json_extract(told, '$.posted'), json_extract(told, '$.since'))
from (select *, case when json_valid(cursor) then cursor else '{{}}' end as told from crawl_tasks)
where due_at <= :now and site in (select value from json_each(:sites))
  and kind in (select value from json_each(:kinds))
order by task_id
"""  # noqa: S608 our own names

_OF_ACTS = """
(kind in (select value from json_each(:kinds))
 or exists (select 1 from json_each(signals) where value = 'acts'))
"""

_FOLLOWERS = f"""
select source, native_id, handle, held,
  exists (select 1 from coverage
          where coverage.account_id = chosen.account_id and kind = 'posts' and post_id is null),
  exists (select 1 from crawl_tasks
          where crawl_tasks.source = chosen.source and site = native_id
            and (kind = 'follower' or finished_at is not null)),
  exists (select 1 from crawl_tasks
          where crawl_tasks.source = chosen.source and site = native_id
            and due_at is not null and {_OF_ACTS})
from (
  select account_id, source, native_id, handle,
    row_number() over (order by lot(native_id)) as place, count(*) over () as held
  from follows join accounts on account_id = actor_id
  where target_id = :account_id and consent <> 'deny') as chosen
where place <= :size order by place
"""  # noqa: S608 our own names

_ACTS_WAITING = f"""
select {COLUMNS} from crawl_tasks
where due_at <= :now and site in (select value from json_each(:sites)) and {_OF_ACTS}
order by task_id
"""  # noqa: S608 our own names

ALWAYS = "9999"
"""A time by which everything is due."""


class Mattering(NamedTuple):
    """An account that matters, with how many different accounts passed it on as far as is held."""

    account_id: int
    source: str
    native_id: str
    handle: str | None
    amplifiers: int


class Waiting(NamedTuple):
    """A list that is still to be read, or read on.

    Attributes
    ----------
    claimed, held
        How many entries its owner claims, and how many were read.
    moment
        Of a list of posts how far back it was read; of those who acted on a post, when that was
        written. None where it is not known.
    """

    task: DueTask
    claimed: int | None
    held: int
    moment: str | None


class Sampled(NamedTuple):
    """One of the followers of an account whose acts are to be read.

    Attributes
    ----------
    held
        How many followers of the account are held.
    is_known, is_begun, is_waiting
        Its acts are held; something of it was asked for; some of its acts are still to be read.
    """

    source: str
    native_id: str
    handle: str | None
    held: int
    is_known: bool
    is_begun: bool
    is_waiting: bool

    @property
    def is_lacking(self) -> bool:
        """Whether its acts can still be had."""
        return not self.is_known and (self.is_waiting or not self.is_begun)


def mattering(
    db: "Database", sources: Iterable[str], kinds: Iterable[str], most: int
) -> list[Mattering]:
    """Return the accounts of some sources that matter, those that matter most first.

    Parameters
    ----------
    kinds
        Of lists: of whom none was ever in line, nothing is known that could be completed.
    """
    asked = {
        "sources": json.dumps(sorted(sources)),
        "kinds": json.dumps(sorted(kinds)),
        "most": most,
    }
    return [Mattering(*row) for row in db.conn.execute(_MATTERING, asked)]


def whole_lists(db: "Database", accounts: Iterable[int]) -> int:
    """Return of how many of some accounts the list of followers was read to its end."""
    (count,) = db.conn.execute(_WHOLE, [json.dumps(sorted(accounts))]).fetchone()
    return int(count)


def lists_waiting(
    db: "Database", sites: Iterable[str], kinds: Iterable[str], now: str = ALWAYS
) -> list[Waiting]:
    """Return the lists of some accounts and of some kinds that are still to be read."""
    asked = {"now": now, "sites": json.dumps(sorted(sites)), "kinds": json.dumps(sorted(kinds))}
    rows = db.conn.execute(_WAITING, asked)
    return [Waiting(due_task(row[:-3]), row[-3], int(row[-2] or 0), row[-1]) for row in rows]


def followers_sampled(
    db: "Database", account_id: int, size: int, lot: Callable[[str], bytes], kinds: Iterable[str]
) -> list[Sampled]:
    """Return so many followers of an account, with what is known of their acts.

    Parameters
    ----------
    lot
        Gives each name its place; the first ones are taken.
    kinds
        Of tasks that tell what an account did.
    """
    db.conn.create_function("lot", 1, lot, deterministic=True)
    asked = {"account_id": account_id, "size": size, "kinds": json.dumps(sorted(kinds))}
    rows = db.conn.execute(_FOLLOWERS, asked).fetchall()
    return [Sampled(*row[:4], *map(bool, row[4:])) for row in rows]


def acts_waiting(
    db: "Database", sites: Iterable[str], kinds: Iterable[str], now: str
) -> dict[str, DueTask]:
    """Return the next visit on the way to what each of some followers did."""
    asked = {"now": now, "sites": json.dumps(sorted(sites)), "kinds": json.dumps(sorted(kinds))}
    rows = db.conn.execute(_ACTS_WAITING, asked)
    found: dict[str, DueTask] = {}
    for task in map(due_task, rows):
        found.setdefault(task.site, task)
    return found


def ask_followers(db: "Database", tasks: Iterable[Task], now: str) -> None:
    """Put in line the visits to what followers did, within the reach of the crawl."""
    crawl = latest_crawl(db.conn)
    reach, since = (0, now) if crawl is None else (crawl.depth, crawl.started_at)
    with write_transaction(db):
        line = Line("", min(1, reach), reach, since, now, forgotten_in(db.conn))
        enqueue(db.conn, tasks, line)


def state_sample(db: "Database", account: Mattering, sample: Sequence[Sampled], now: str) -> None:
    """Note of how many followers of an account the acts were read, of how many that are held."""
    coverage = Coverage(
        SAMPLED,
        Key(account.source, account.native_id),
        is_complete=not any(each.is_lacking for each in sample),
        claimed_count=sample[0].held if sample else 0,
        held_count=sum(each.is_known for each in sample),
        seen_at=now,
    )
    ingest(db, [coverage], clock=lambda: now)
