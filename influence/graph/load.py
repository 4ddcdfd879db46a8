"""From a window of rows to one :class:`InteractionGraph`."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.errors import NothingFound
from influence.graph.columns import read_columns
from influence.graph.interaction_graph import (
    Amplifications,
    BoolArray,
    FloatArray,
    IntArray,
    InteractionGraph,
    PostTable,
    in_order,
    pair_matrix,
)
from influence.records import AMPLIFICATION_KINDS, INTERACTION_KINDS
from influence.windows import Window, to_seconds

if TYPE_CHECKING:
    from sqlite3 import Connection

    from scipy.sparse import csr_array
    from sqlite_utils import Database

COMPLETE_SHARE = 0.95
"""A follower list that holds this share of the claimed followers counts as read to its end: claims
include suspended accounts that no list shows."""

_UNKNOWN = -1  # no time of ours lies before 1990, and no id is negative
_CODES = {kind: code for code, kind in enumerate(INTERACTION_KINDS)}
_CODE = "case kind " + " ".join(f"when '{k}' then {c}" for k, c in _CODES.items()) + " end"


class _Span(NamedTuple):
    """The window in seconds, open ends infinite."""

    since: float
    until: float
    is_open: bool

    def holds(self, moments: FloatArray) -> BoolArray:
        """Return which moments lie inside; unknown ones do where both ends are open."""
        inside = (moments >= self.since) & (moments < self.until)
        return np.asarray(inside | np.isnan(moments) if self.is_open else inside)


class _Acts(NamedTuple):
    """Single acts and counted ones, never on oneself: post -1 and nan where unknown."""

    kind: IntArray
    actor: IntArray
    target: IntArray
    post: IntArray
    happened: FloatArray
    times: FloatArray


def load(db: "Database", window: Window | None = None) -> InteractionGraph:
    """Read a window of a database.

    Posts count that were published in the window, acts that happened in it (an act without a time
    has that of its post); what has no time counts only where the window is open at both ends. A
    post is amplified at most once by an account, and only posts of the window are.

    Returns
    -------
    InteractionGraph
        Over all accounts of the database, in the order of their ids.

    Raises
    ------
    NothingFound
        Where the database is empty or the window holds neither posts nor acts.
    """
    window = window or Window()
    span = _Span(
        to_seconds(window.since) if window.since else -np.inf,
        to_seconds(window.until) if window.until else np.inf,
        window == Window(),
    )
    connection = db.conn
    (accounts,) = read_columns(connection, "accounts", ["account_id"])
    place = _places(accounts)
    posts, counted, post_place = _posts(connection, place, span)
    acts = _acts(connection, place, post_place, span)
    if not (posts.ids.size or acts.kind.size):
        raise NothingFound(_nothing(connection, window, accounts.size))
    n = accounts.size
    followers = _followers(connection, place, n, span)
    follow, began = _follows(connection, place, n, span)
    moments = np.concatenate([posts.published, acts.happened])
    moments = moments[np.isfinite(moments)]
    first, last = (moments.min(), moments.max()) if moments.size else (np.nan, np.nan)
    return InteractionGraph(
        accounts,
        _matrices(acts, n) | ({"follow": follow} if follow.nnz else {}),
        _post_numbers(connection, place, counted, span),
        followers,
        _listed(connection, place, followers, follow),
        posts,
        _amplifications(acts, post_place),
        began,
        span.since if window.since else float(first),
        span.until if window.until else float(last),
    )


def _places(ids: IntArray) -> IntArray:
    """Return the table from an id to its position; -1 for ids that are not there, and for -1."""
    table = np.full(int(ids.max(initial=0)) + 2, -1, dtype=np.int64)
    table[ids] = np.arange(ids.size)
    return table


class _PostPlaces(NamedTuple):
    """By post id: when it was published (nan), and its position in the window's table (-1)."""

    published: FloatArray
    position: IntArray


def _posts(
    connection: "Connection", place: IntArray, span: _Span
) -> tuple[PostTable, FloatArray, _PostPlaces]:
    """Return the listed posts of the window, how many each account has there, and all by id.

    Accounts with listed posts, but none in the window, have 0; those without any have nan.
    """
    ids, account, moment, claimed = read_columns(
        connection,
        "posts",
        [
            "post_id",
            "account_id",
            "coalesce(unixepoch(published_at), -1)",
            "coalesce(reposts_count, -1)",
        ],
        "kind <> 'repost' and is_listed",
    )
    published = _or_nan(moment)
    kept = span.holds(published)
    table = PostTable(ids[kept], place[account[kept]], published[kept], _or_nan(claimed[kept]))
    n = int(place.max(initial=-1)) + 1
    counted = np.full(n, np.nan)
    counted[place[account]] = 0.0
    found = np.bincount(table.author, minlength=n)
    counted[found > 0] = found[found > 0]
    (last,) = connection.execute("select coalesce(max(post_id), 0) from posts").fetchone()
    by_id = _PostPlaces(np.full(last + 2, np.nan), np.full(last + 2, -1))
    by_id.published[ids] = published
    by_id.position[table.ids] = np.arange(table.ids.size)
    return table, counted, by_id


def _acts(connection: "Connection", place: IntArray, posts: _PostPlaces, span: _Span) -> _Acts:
    kind, actor, target, post, moment = read_columns(
        connection,
        "interactions",
        [
            _CODE,
            "actor_id",
            "target_id",
            "coalesce(post_id, -1)",
            "coalesce(unixepoch(happened_at), -1)",
        ],
    )
    happened = _or_nan(moment)
    unknown = np.isnan(happened)
    happened[unknown] = posts.published[post[unknown]]
    kept = span.holds(happened) & (actor != target)
    single = _Acts(
        kind[kept],
        place[actor[kept]],
        place[target[kept]],
        post[kept],
        happened[kept],
        np.ones(int(kept.sum())),
    )
    counted = _counted_acts(connection, place, span)
    return _Acts(*(np.concatenate(pair) for pair in zip(single, counted, strict=True)))


def _counted_acts(connection: "Connection", place: IntArray, span: _Span) -> _Acts:
    """Return acts that a source only counts, of spans that lie wholly in the window."""
    kind, actor, target, count, since, until = read_columns(
        connection,
        "interaction_counts",
        [
            _CODE,
            "actor_id",
            "target_id",
            "count",
            "coalesce(unixepoch(nullif(since_at, '')), -1)",
            "coalesce(unixepoch(nullif(until_at, '')), -1)",
        ],
        "actor_id <> target_id",
        key="actor_id",
    )
    inside = np.full(kind.size, span.is_open)
    inside |= (since != _UNKNOWN) & (since >= span.since) & (until != _UNKNOWN)
    inside &= span.is_open | (until <= span.until)
    kept = np.flatnonzero(inside)
    return _Acts(
        kind[kept],
        place[actor[kept]],
        place[target[kept]],
        np.full(kept.size, -1),
        np.full(kept.size, np.nan),
        count[kept].astype(np.float64),
    )


def _matrices(acts: _Acts, n: int) -> dict[str, "csr_array"]:
    matrices = {}
    for kind, code in _CODES.items():
        of_kind = acts.kind == code
        if of_kind.any():
            matrices[kind] = pair_matrix(
                acts.actor[of_kind], acts.target[of_kind], acts.times[of_kind], n
            )
    return matrices


def _amplifications(acts: _Acts, posts: _PostPlaces) -> Amplifications:
    """Keep reposts and quotes of posts of the window or of posts unknown, once a post and actor."""
    kept = np.isin(acts.kind, [_CODES[kind] for kind in AMPLIFICATION_KINDS])
    # A post outside the window (known, dated, not in the table) is no post of it.
    outside = (posts.position[acts.post] < 0) & np.isfinite(posts.published[acts.post])
    kept &= ~((acts.post >= 0) & outside)
    place = np.flatnonzero(kept)
    linked = place[acts.post[place] >= 0]
    key = acts.actor[linked] * posts.position.size + acts.post[linked]
    once = linked[np.unique(key, return_index=True)[1]]
    place = np.concatenate([once, place[acts.post[place] < 0]])
    return in_order(
        Amplifications(
            acts.actor[place],
            acts.target[place],
            posts.position[acts.post[place]],
            acts.happened[place],
            acts.times[place],
        )
    )


def _post_numbers(
    connection: "Connection", place: IntArray, counted: FloatArray, span: _Span
) -> FloatArray:
    """Return Q: listed posts; where none is listed and the window is open, what is claimed."""
    if not span.is_open:
        return counted
    account, claimed = read_columns(
        connection,
        "coverage",
        ["account_id", "claimed_count"],
        "kind = 'posts' and claimed_count is not null and post_id is null",
    )
    claims = np.full(counted.size, np.nan)
    claims[place[account]] = claimed
    return np.where(np.isnan(counted), claims, counted)


def _followers(connection: "Connection", place: IntArray, n: int, span: _Span) -> FloatArray:
    """Return the claim seen last before the window's end; else the first one seen after it."""
    account, claimed, seen = read_columns(
        connection,
        "account_counts",
        ["account_id", "followers_count", "unixepoch(seen_at)"],
        "followers_count is not null",
        key="account_id",
    )
    followers = np.full(n, np.nan)
    late = np.flatnonzero(seen >= span.until)[::-1]
    followers[place[account[late]]] = claimed[late]
    early = np.flatnonzero(seen < span.until)
    followers[place[account[early]]] = claimed[early]
    return followers


def _follows(
    connection: "Connection", place: IntArray, n: int, span: _Span
) -> tuple["csr_array", FloatArray | None]:
    """Return who follows whom by the window's end, and since when, where any start is known."""
    actor, target, moment = read_columns(
        connection,
        "follows",
        ["actor_id", "target_id", "coalesce(unixepoch(began_at), -1)"],
        "actor_id <> target_id",
        key="actor_id",
    )
    began = _or_nan(moment)
    kept = ~(began >= span.until)
    actor, target, began = place[actor[kept]], place[target[kept]], began[kept]
    matrix = pair_matrix(actor, target, np.ones(actor.size), n)
    if not np.isfinite(began).any():
        return matrix, None
    return matrix, began[np.lexsort((target, actor))]


def _listed(
    connection: "Connection", place: IntArray, followers: FloatArray, follow: "csr_array"
) -> BoolArray:
    held = np.bincount(follow.indices, minlength=followers.size)
    with np.errstate(invalid="ignore"):
        listed = (followers > 0) & (held >= COMPLETE_SHARE * followers)
    account, complete = read_columns(
        connection,
        "coverage",
        ["account_id", "is_complete"],
        "kind = 'followers' and is_complete is not null and post_id is null",
    )
    listed[place[account]] = complete == 1
    return np.asarray(listed)


def _or_nan(values: IntArray) -> FloatArray:
    return np.where(values == _UNKNOWN, np.nan, values)


def _nothing(connection: "Connection", window: Window, accounts: int) -> str:
    """Return one sentence on why there is nothing, and what to do."""
    if not accounts:
        return "The database is empty; `influence import DB FILE...` brings data in."
    first, last = connection.execute(
        """
        select min(first), max(last) from (
          select min(published_at) as first, max(published_at) as last from posts union all
          select min(happened_at), max(happened_at) from interactions)
        """
    ).fetchone()
    if first is None:
        dated = "no post and no act in it has a time; leave --since and --until out"
        return f"The window {window} holds no data: {dated}."
    return f"The window {window} holds no data: what is there lies from {first} to {last}."
