"""From a window of rows to one :class:`InteractionGraph`."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from influence.errors import NothingFound
from influence.graph.acts import (
    PostPlaces,
    Span,
    act_matrices,
    amplifications_of,
    by_pair,
    or_nan,
    read_acts,
    weeks_of,
    with_held_acts,
)
from influence.graph.columns import read_blocks, read_columns
from influence.graph.interaction_graph import (
    NOT_ASKED,
    NOT_TO_CONTACT,
    OPTED_OUT,
    BoolArray,
    FloatArray,
    IntArray,
    InteractionGraph,
    Numbers,
    PostTable,
    pair_matrix,
)
from influence.invocation import suggested
from influence.store import COMPLETE_SHARE, at_one_moment
from influence.windows import Window, to_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from sqlite_utils import Database


def load(db: "Database", window: Window | None = None) -> InteractionGraph:
    """Read a window of a database.

    Posts count that were published in the window, acts that happened in it (an act without a time
    has that of its post); what has no time counts only where the window is open at both ends. A
    post is amplified at most once by an account, at the first time, and only posts of the window
    are.

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
    span = Span(
        to_seconds(window.since) if window.since else -np.inf,
        to_seconds(window.until) if window.until else np.inf,
        window == Window(),
    )
    with at_one_moment(db) as connections:
        return _load(connections, window, span)


def _load(connections: "Sequence[Connection]", window: Window, span: Span) -> InteractionGraph:
    (accounts,) = read_columns(connections, "accounts", ["account_id"])
    place = _places(accounts)
    posts, counted, post_place = _posts(connections, place, span)
    tables = read_acts(connections, place, post_place, span)
    n, reads = accounts.size, connections[1:]
    with ThreadPoolExecutor(2) as others:  # SQLite and numpy let others run
        beside = others.submit(_follows, reads, place, n, span) if reads else None
        acts = by_pair(tables, n, post_place.position.size)
        weeks = others.submit(weeks_of, acts, n)
        posts = with_held_acts(posts, acts, post_place)
        matrices = act_matrices(acts, n)
        amplifications = amplifications_of(acts, post_place, span)
        followers = _followers(connections[:1], place, n, span)
        numbers = _post_numbers(connections[:1], place, counted, span)
        unlisted = _unlisted(connections[:1], place, n)
        lists_read = _lists_read(connections[:1], place)
        follow, began = beside.result() if beside else _follows(connections, place, n, span)
    if not (posts.ids.size or acts.kind.size):
        raise NothingFound(_nothing(connections[0], window, n))
    first, last = _first_and_last(posts.published, acts.happened)
    return InteractionGraph(
        accounts,
        matrices | ({"follow": follow} if follow.nnz else {}),
        numbers,
        followers,
        _listed(followers, follow, lists_read),
        posts,
        amplifications,
        began,
        span.since if window.since else first,
        span.until if window.until else last,
        weeks.result(),
        unlisted=unlisted,
    )


def _places(ids: IntArray) -> IntArray:
    """Return the table from an id to its position; -1 for ids that are not there, and for -1."""
    table = np.full(int(ids.max(initial=0)) + 2, -1, dtype=np.int64)
    table[ids] = np.arange(ids.size)
    return table


def _first_and_last(*moments: FloatArray) -> tuple[float, float]:
    """Return the first and the last of all known moments; nan where none is known."""
    known = [each[np.isfinite(each)] for each in moments]
    first = min(each.min(initial=np.inf) for each in known)
    last = max(each.max(initial=-np.inf) for each in known)
    return (float(first), float(last)) if first <= last else (np.nan, np.nan)


def _posts(
    connections: "Sequence[Connection]", place: IntArray, span: Span
) -> tuple[PostTable, FloatArray, PostPlaces]:
    """Return the listed posts of the window, how many each account has there, and all by id.

    Accounts with listed posts, but none in the window, have 0; those without any have nan. Reposts
    are no posts of an account, but what was done to them has their time.
    """

    def made(columns: list[IntArray]) -> list[IntArray | FloatArray]:
        ids, account, moment, *claims = columns
        own, account = account % 2 == 1, place[account // 2]
        published = or_nan(moment)
        kept = span.holds(published) & own
        known = (or_nan(claim[kept]) for claim in claims)
        return [ids, published, account[own], ids[kept], account[kept], published[kept], *known]

    columns = [
        "post_id",
        "account_id * 2 + (kind <> 'repost')",
        "unixepoch(published_at)",
        "reposts_count",
        "likes_count",
        "replies_count",
    ]
    parts = read_blocks(connections, "posts", columns, made, "is_listed")
    parts = parts or [made([np.empty(0, np.int64)] * len(columns))]
    ids, published, owner, *of_window = map(np.concatenate, zip(*parts, strict=True))
    table = PostTable(*of_window)
    n = int(place.max(initial=-1)) + 1
    counted = np.full(n, np.nan)
    counted[owner] = 0.0
    found = np.bincount(table.author, minlength=n)
    counted[found > 0] = found[found > 0]
    (last,) = connections[0].execute("select coalesce(max(post_id), 0) from posts").fetchone()
    by_id = PostPlaces(np.full(last + 2, np.nan), np.full(last + 2, -1, dtype=np.int32))
    by_id.published[ids] = published
    by_id.position[table.ids] = np.arange(table.ids.size)
    return table, counted, by_id


def _post_numbers(
    connections: "Sequence[Connection]", place: IntArray, counted: FloatArray, span: Span
) -> FloatArray:
    """Return Q: listed posts; where none is listed and the window is open, what is claimed."""
    if not span.is_open:
        return counted
    account, claimed = read_columns(
        connections,
        "coverage",
        ["account_id", "claimed_count"],
        "kind = 'posts' and claimed_count is not null and post_id is null",
    )
    claims = np.full(counted.size, np.nan)
    claims[place[account]] = claimed
    return np.where(np.isnan(counted), claims, counted)


def _followers(
    connections: "Sequence[Connection]", place: IntArray, n: int, span: Span
) -> FloatArray:
    """Return the claim seen last before the window's end; else the first one seen after it."""
    account, claimed, seen = read_columns(
        connections,
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
    connections: "Sequence[Connection]", place: IntArray, n: int, span: Span
) -> tuple[csr_array, FloatArray | None]:
    """Return who follows whom by the window's end, and since when, where any start is known."""

    def made(columns: list[IntArray]) -> tuple[Numbers, Numbers, FloatArray]:
        actor, target, moment = columns
        began = or_nan(moment)
        kept = ~(began >= span.until)
        actor, target, began = place[actor[kept]], place[target[kept]], began[kept]
        is_known = np.isfinite(began).any()
        return actor.astype(np.int32), target.astype(np.int32), began if is_known else began[:0]

    columns = ["actor_id", "target_id", "unixepoch(began_at)"]
    apart = "actor_id <> target_id"
    parts = read_blocks(connections, "follows", columns, made, apart, key="actor_id")
    if not parts:
        return csr_array((n, n), dtype=np.float64), None
    actor, target = (np.concatenate([part[k] for part in parts]) for k in (0, 1))
    matrix = pair_matrix(actor, target, np.ones(actor.size), n)
    if not any(began.size for _, _, began in parts):
        return matrix, None
    moments = [np.full(part[0].size, np.nan) if not part[2].size else part[2] for part in parts]
    return matrix, np.concatenate(moments)[np.lexsort((target, actor))]


def _lists_read(connections: "Sequence[Connection]", place: IntArray) -> tuple[IntArray, BoolArray]:
    """Return whose follower lists were read, and which of them to their end."""
    account, complete = read_columns(
        connections,
        "coverage",
        ["account_id", "is_complete"],
        "kind = 'followers' and is_complete is not null and post_id is null",
    )
    return place[account], complete == 1


def _listed(
    followers: FloatArray, follow: csr_array, read: tuple[IntArray, BoolArray]
) -> BoolArray:
    """Return whose followers are known; where nothing is said of it, most of those claimed."""
    held = np.bincount(follow.indices, minlength=followers.size)
    with np.errstate(invalid="ignore"):
        listed = (followers > 0) & (held >= COMPLETE_SHARE * followers)
    account, is_complete = read
    listed[account] = is_complete
    return np.asarray(listed)


_CODE = (
    f"case why when 'opted out' then {OPTED_OUT} when 'not asked' then {NOT_ASKED}"
    f" else {NOT_TO_CONTACT} end"
)


def _unlisted(connections: "Sequence[Connection]", place: IntArray, n: int) -> IntArray | None:
    account, code = read_columns(connections, "unlisted", ["account_id", _CODE], key="account_id")
    if not account.size:
        return None
    unlisted = np.zeros(n, dtype=np.int64)
    unlisted[place[account]] = code
    return unlisted


def _nothing(connection: "Connection", window: Window, accounts: int) -> str:
    """Return one sentence on why there is nothing, and what to do."""
    if not accounts:
        return f"The database is empty; `{suggested('import', 'DB', 'FILE...')}` brings data in."
    first, last = connection.execute(
        """
        select min(first), max(last) from (
          select min(published_at) as first, max(published_at) as last from posts union all
          select min(happened_at), max(happened_at) from interactions)
        """
    ).fetchone()
    if window == Window():
        return "The database holds accounts, but no posts and no acts; import them too."
    if first is None:
        dated = "no post and no act in it has a time; leave --since and --until out"
        return f"The window {window} holds no data: {dated}."
    return f"The window {window} holds no data: what is there lies from {first} to {last}."
