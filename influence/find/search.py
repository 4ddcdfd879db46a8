"""Posts that a query finds, with the passage found; never those of who may not be listed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from influence.find.passages import passage
from influence.find.queries import Query
from influence.graph import BoolArray, IntArray, InteractionGraph
from influence.ranking.blanks import without_names
from influence.ranking.names import Name, names_of
from influence.store import index_new_posts
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite_utils import Database

FOUND = """(
    select rowid as post_id from posts_fts where posts_fts match :query union
    select rowid from temp.posts_beside where posts_beside match :query)
"""
"""The ids of the posts that a query finds; wants the parameter ``query``."""

# Of a post that passes on another one, the words are not its own.
OWN = "is_listed and kind <> 'repost'"

_HITS = """
    select post_id, account_id, published_at, coalesce(url, native_id), title, text, language
    from posts where post_id in {found} and {own} and {window} and {whose}
      and account_id not in (select account_id from unlisted)
    order by published_at desc, post_id desc limit :limit offset :offset
"""


class Hit(NamedTuple):
    """A post that a query finds.

    ``passage`` is the part of it around the first word that was found, in pieces: text, and whether
    it is what was looked for. Names of who opted out are blanked. ``address`` is its id at its
    source where it has no address; only what begins with http may become a link.
    """

    post_id: int
    account: Name
    published_at: str | None
    address: str
    title: str | None
    passage: tuple[tuple[str, bool], ...]
    language: str | None

    @property
    def words(self) -> str:
        """The passage as one text."""
        return "".join(text for text, _ in self.passage)


def search(
    db: "Database",
    query: Query,
    *,
    window: Window | None = None,
    account_id: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[Hit]:
    """Return the posts that a query finds, the newest first.

    Parameters
    ----------
    account_id
        Only this account's.
    """
    whose = "true" if account_id is None else "account_id = :account"
    sql = _HITS.format(found=FOUND, own=OWN, window=inside(window or Window()), whose=whose)
    rows = db.execute(
        sql,
        {
            **looked_for(db, query, window or Window()),
            "account": account_id,
            "limit": limit,
            "offset": offset,
        },
    ).fetchall()
    return list(_hits(db, query, rows))


def _hits(db: "Database", query: Query, rows: Sequence[tuple[Any, ...]]) -> Iterator[Hit]:
    names = names_of(db, np.array([row[1] for row in rows], dtype=np.int64))
    titles = without_names(db, [row[4] for row in rows])
    texts = without_names(db, [row[5] for row in rows], whole=True)
    for row, name, title, text in zip(rows, names, titles, texts, strict=True):
        found = passage(text or title or "", query.terms)
        yield Hit(row[0], name, row[2], row[3], title, found, row[6])


def count_hits(db: "Database", query: Query, window: Window | None = None) -> tuple[int, int]:
    """Return how many posts a query finds, and of how many accounts that may be listed."""
    sql = f"""
        select count(*), count(distinct account_id) from posts
        where post_id in {FOUND} and {OWN} and {inside(window or Window())}
          and account_id not in (select account_id from unlisted)
    """  # noqa: S608 our own words
    posts, accounts = db.execute(sql, looked_for(db, query, window or Window())).fetchone()
    return int(posts), int(accounts)


def on_topic(db: "Database", graph: InteractionGraph, query: Query) -> BoolArray:
    """Return which posts of a graph a query finds, (p,): those of everybody, to count with."""
    rows = db.execute(f"select post_id from {FOUND}", looked_for(db, query, Window()))  # noqa: S608
    found: IntArray = np.fromiter((row[0] for row in rows), dtype=np.int64)
    return np.isin(graph.published.ids, found)


def looked_for(db: "Database", query: Query, window: Window) -> dict[str, str | int | None]:
    """Return what :data:`FOUND` and :func:`inside` want, with every post in the index."""
    index_new_posts(db)
    return {"query": query.fts, **window._asdict()}


def inside(window: Window, column: str = "published_at") -> str:
    """Return the SQL condition that a time lies in a window; it wants ``since`` and ``until``."""
    bounds = ((window.since, f"{column} >= :since"), (window.until, f"{column} < :until"))
    return " and ".join(condition for bound, condition in bounds if bound) or "true"
