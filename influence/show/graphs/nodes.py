"""The nodes of a graph: what is known of each account that an edge touches, read row by row."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from influence.graph import IntArray
from influence.ranking import Scored
from influence.show.graphs.edges import ACTS, Edges, acts_of, free_table
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite_utils import Database


class Node(NamedTuple):
    """One account; None is unknown. Its numbers are those of the window, as in a ranking.

    ``influence``, its ``rank`` and its ``status`` are unknown where the account is not rated. Of
    one that may not be listed everything is unknown but its source: it is a part of an audience.
    """

    account_id: int
    source: str
    native_id: str | None
    handle: str | None
    name: str | None
    url: str | None
    followers: int | None
    posts: int | None
    active_audience: int | None
    influence: float | None
    rank: int | None
    status: str | None

    @property
    def label(self) -> str:
        """What people call it: the handle, else the name, else the id in its source."""
        return self.handle or self.name or self.native_id or f"not listed {self.account_id}"


class Nodes:
    """The accounts at the ends of some edges, in order of their ids.

    Attributes
    ----------
    ids
        (n,) their account ids, ascending.
    """

    def __init__(
        self, db: "Database", ids: IntArray, window: Window, tables: Mapping[str, str]
    ) -> None:
        self.ids = ids
        self._db = db
        self._window = window
        self._tables = tables

    def __len__(self) -> int:
        return self.ids.size

    def __iter__(self) -> Iterator[Node]:
        query = _NODES.format(
            followers=_FOLLOWERS_BEFORE if self._window.until else _LAST_FOLLOWERS,
            posts=_posts(self._window),
            **self._tables,
        )
        return map(Node._make, self._db.execute(query, self._window._asdict()))

    def influence(self) -> list[float | None]:
        """Return the influence of each node, in order; None where it is not rated."""
        return [value for (value,) in self._db.execute(_INFLUENCE.format(**self._tables))]


def collect_nodes(db: "Database", edges: Edges, window: Window, scored: Iterable[Scored]) -> Nodes:
    """Gather what is known of the accounts at the ends of edges, in temporary tables.

    Returns
    -------
    Nodes
        Good as long as the connection.
    """
    connection = db.conn
    tables = {name: free_table(connection, name) for name in _TABLES}
    for name, columns in _TABLES.items():
        connection.execute(f"create table {tables[name]} ({columns})")
    ids = edges.accounts()
    for statement, rows in (
        ("insert into {ends} values (?)", ((each,) for each in ids.tolist())),
        ("insert into {scored} values (?, ?, ?, ?)", scored),
    ):
        connection.executemany(statement.format(**tables), rows)
    connection.execute(_FORGET_UNLISTED.format(**tables))
    acts = acts_of(window, ACTS)
    connection.execute(_AUDIENCES.format(acts=acts, **tables), window._asdict())
    connection.commit()
    return Nodes(db, ids, window, tables)


_TABLES = {
    "ends": "account_id integer primary key",
    "audiences": "account_id integer primary key, actors integer",
    "scored": "account_id integer primary key, value real, rank integer, status text",
}

_AUDIENCES = """
    insert into {audiences}
    select target_id, count(distinct actor_id) from ({acts}) group by target_id
"""

_INFLUENCE = """
    select value from {ends} left join {scored} using (account_id) order by account_id
"""

_UNLISTED = "(select account_id from unlisted)"
_FORGET_UNLISTED = f"delete from {{scored}} where account_id in {_UNLISTED}"  # noqa: S608
_NODES = f"""
    select account_id, source, native_id, handle, name, url,
           {{followers}}, {{posts}}, coalesce(actors, 0), value, rank, status
    from {{ends}} join accounts using (account_id)
    left join {{audiences}} using (account_id)
    left join {{scored}} using (account_id)
    where account_id not in {_UNLISTED}
    union all
    select account_id, source, {", ".join(["null"] * 10)}
    from {{ends}} join accounts using (account_id) where account_id in {_UNLISTED}
    order by account_id
"""  # noqa: S608 our own words

_CLAIMS = """
    select followers_count from account_counts as claim
    where claim.account_id = accounts.account_id and followers_count is not null
"""
_LAST_FOLLOWERS = f"({_CLAIMS} order by seen_at desc limit 1)"
_FOLLOWERS_BEFORE = f"""
    coalesce(({_CLAIMS} and seen_at < :until order by seen_at desc limit 1),
             ({_CLAIMS} order by seen_at limit 1))
"""

_OWN_POSTS = """
    from posts as own
    where own.account_id = accounts.account_id and own.is_listed and own.kind <> 'repost'
"""
_CLAIMED_POSTS = """
    (select claimed_count from coverage as claim
     where claim.kind = 'posts' and claim.account_id = accounts.account_id
       and claim.post_id is null and claimed_count is not null
     order by coverage_id desc limit 1)
"""


def _posts(window: Window) -> str:
    """Return the number of posts in the window: listed ones, else those claimed of all time."""
    if window == Window():
        return f"coalesce(nullif((select count(*) {_OWN_POSTS}), 0), {_CLAIMED_POSTS})"
    bounds = (
        (window.since, "own.published_at >= :since"),
        (window.until, "own.published_at < :until"),
    )
    inside = " and ".join(condition for bound, condition in bounds if bound)
    return f"""
        case when exists (select 1 {_OWN_POSTS})
             then (select count(*) {_OWN_POSTS} and {inside}) end
    """
