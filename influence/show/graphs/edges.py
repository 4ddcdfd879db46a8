"""The edges of a window: acts and follows summed per pair by SQLite, so that none is in memory."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph import IntArray
from influence.graph.columns import Query, Reading
from influence.records import INTERACTION_KINDS
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

ACTS = INTERACTION_KINDS
FOLLOW = "follow"
KINDS = (*ACTS, FOLLOW)


class Edge(NamedTuple):
    """One pair: actor → target, by account id, with what passed between them in the window.

    ``counts`` are aligned with :attr:`Edges.kinds`; ``weight`` is their sum. The times are UTC text
    of the first and the last act (of a follow: when it began), None where none is known.
    """

    actor: int
    target: int
    weight: int
    first_at: str | None
    last_at: str | None
    counts: tuple[int, ...]


class Edges:
    """The edges of one window, in order of actor and target, in a temporary table.

    Attributes
    ----------
    kinds
        The kinds of acts that were asked for, in the order of ``KINDS``.
    """

    def __init__(self, connection: "Connection", kinds: Sequence[str], table: str) -> None:
        self.kinds = tuple(kinds)
        self._connection = connection
        self._table = table

    def __len__(self) -> int:
        asked = f"select count(*) from {self._table}"  # noqa: S608 our own name
        (count,) = self._connection.execute(asked).fetchone()
        return int(count)

    def __iter__(self) -> Iterator[Edge]:
        counts = ", ".join(f"n_{kind}" for kind in self.kinds)
        rows = self._connection.execute(
            f"select actor_id, target_id, weight, first_at, last_at, {counts} from {self._table}"  # noqa: S608
        )
        for actor, target, weight, first_at, last_at, *numbers in rows:
            yield Edge(actor, target, weight, first_at, last_at, tuple(numbers))

    def arrays(self) -> tuple[IntArray, IntArray, IntArray]:
        """Return actors, targets and weights, (m,) each, in the order of the edges."""
        query = Query(self._table, ["actor_id", "target_id", "weight"])
        found = Reading([self._connection]).columns(query)
        actor, target, weight = (column.astype(np.int64) for column in found)
        return actor, target, weight

    def accounts(self) -> IntArray:
        """Return the ids of the accounts at either end of an edge, ascending."""
        actor, target, _ = self.arrays()
        return np.union1d(actor, target)


def collect_edges(
    db: "Database", window: Window, kinds: Sequence[str], min_weight: int = 1
) -> Edges:
    """Sum up the acts of a window per pair, as :func:`influence.graph.load` counts them.

    Acts on oneself are left out; an act without a time has that of its post; what has no time at
    all counts only where the window is open at both ends. Follows count that began before its end.

    Parameters
    ----------
    kinds
        Of ``KINDS``; others are not counted at all.
    min_weight
        Pairs with fewer acts of these kinds are left out.

    Returns
    -------
    Edges
        Good as long as the connection.
    """
    kinds = [kind for kind in KINDS if kind in kinds]
    connection = db.conn
    columns = ["actor_id", "target_id", "weight", "first_at", "last_at"]
    columns += [f"n_{kind}" for kind in kinds]
    counts = ", ".join(f"coalesce(sum(times) filter (where kind = '{kind}'), 0)" for kind in kinds)
    table = free_table(connection, "edges")
    connection.execute(f"create table {table} ({', '.join(columns)})")
    connection.execute(
        f"""
        insert into {table}
        select actor_id, target_id, sum(times), min(moment), max(moment), {counts}
        from ({acts_of(window, kinds)})
        group by actor_id, target_id having sum(times) >= :min_weight
        """,  # noqa: S608 our own names
        {**window._asdict(), "min_weight": min_weight},
    )
    connection.commit()  # or a run that is stored meanwhile would not be
    return Edges(connection, kinds, table)


def free_table(connection: "Connection", name: str) -> str:
    """Return what no temporary table is called yet: what was collected before is read later."""
    query = "select count(*) from temp.sqlite_master where name glob ? || '_[0-9]*'"
    (taken,) = connection.execute(query, [name]).fetchone()
    return f"temp.{name}_{taken}"


def count_acts(db: "Database", window: Window) -> int:
    """Return how many acts of every kind but following a window holds."""
    query = f"select coalesce(sum(times), 0) from ({acts_of(window, ACTS)})"  # noqa: S608
    (count,) = db.execute(query, window._asdict()).fetchone()
    return int(count)


def acts_of(window: Window, kinds: Sequence[str]) -> str:
    """Return the query of kind, actor_id, target_id, times and moment of the acts of a window.

    It wants the parameters ``since`` and ``until``.
    """
    named = ", ".join(f"'{kind}'" for kind in kinds)
    parts = [
        f"""
        select * from (
          select kind, actor_id, target_id, 1 as times, coalesce(happened_at, (
            select published_at from posts where post_id = interactions.post_id and is_listed
          )) as moment
          from interactions where actor_id <> target_id and kind in ({named}))
        where {_inside(window)}
        """,  # noqa: S608 kinds of ours
        f"""
        select kind, actor_id, target_id, count, null from interaction_counts
        where actor_id <> target_id and kind in ({named}) and {_span_inside(window)}
        """,  # noqa: S608
    ]
    if FOLLOW in kinds:
        parts.append(
            f"""
            select 'follow', actor_id, target_id, 1, began_at from follows
            where actor_id <> target_id and {_begun(window)}
            """  # noqa: S608
        )
    return " union all ".join(parts)


def _inside(window: Window) -> str:
    bounds = (
        (window.since, "moment >= :since"),
        (window.until, "moment < :until"),
    )
    return " and ".join(condition for bound, condition in bounds if bound) or "true"


def _span_inside(window: Window) -> str:
    """Return the condition for counts of spans that lie wholly in the window."""
    if window == Window():
        return "true"
    known = "since_at <> '' and until_at <> ''"
    bounds = (
        (window.since, "since_at >= :since"),
        (window.until, "until_at <= :until"),
    )
    return " and ".join([known, *(condition for bound, condition in bounds if bound)])


def _begun(window: Window) -> str:
    return "(began_at is null or began_at < :until)" if window.until else "true"
