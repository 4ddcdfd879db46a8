"""From a window of rows to one :class:`InteractionGraph`."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from influence.errors import NothingFound
from influence.graph.acts import (
    ACTS,
    ActTable,
    Span,
    act_matrix,
    amplifications_of,
    kinds_of,
    or_nan,
    read_acts,
    weeks_of,
    with_held_acts,
)
from influence.graph.arrays import BoolArray, FloatArray, IntArray, Numbers, looked_up
from influence.graph.by_target import ByTarget, MatricesByTarget, stand_back
from influence.graph.columns import UNKNOWN, Query, Reading
from influence.graph.interaction_graph import NOT_ASKED, NOT_TO_CONTACT, OPTED_OUT, InteractionGraph
from influence.graph.pairs import PairsInOrder, ends_of, pairs_in_order
from influence.graph.posts import post_numbers, read_posts
from influence.invocation import suggested
from influence.store import COMPLETE_SHARE, at_one_moment, keep_columns, moment_of
from influence.windows import Window, to_seconds

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database


def load(db: "Database", window: Window | None = None, *, keep: bool = False) -> InteractionGraph:
    """Read a window of a database.

    Posts count that were published in the window, acts that happened in it (an act without a time
    has that of its post); what has no time counts only where the window is open at both ends. A
    post is amplified at most once by an account, at the first time, and only posts of the window
    are.

    Parameters
    ----------
    keep
        Keep columns of large tables in the database, so that the next reading takes less time.

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
    moment = moment_of(db.conn)
    with at_one_moment(db) as connections:
        reading = Reading(connections)
        graph = _load(reading, window, span)
    if keep:
        keep_columns(db, reading.to_keep, moment)
    return graph


def _load(reading: Reading, window: Window, span: Span) -> InteractionGraph:
    (accounts,) = reading.columns(_ACCOUNTS)
    place, n = _places(accounts), accounts.size
    here, beside = reading.apart()
    with ThreadPoolExecutor(1) as other:  # SQLite and numpy let others run
        if beside and here.is_kept(ACTS):  # else both connections are better at one table
            coming = other.submit(beside.read, ACTS)
            posts, counted, post_place = read_posts(here, place, span)
            single = coming.result()
        else:
            posts, counted, post_place = read_posts(reading, place, span)
            single = reading.read(ACTS)
        followed = other.submit(_follows, beside, place, n, span) if beside else None
        acts = read_acts(here, single, place, post_place, span)
        pairs = pairs_in_order(acts.target, acts.actor, n)
        posts = with_held_acts(posts, acts, post_place)
        amplifications = amplifications_of(acts, post_place, span)
        followers = _followers(here, place, n, span)
        numbers = post_numbers(here, place, counted, span)
        unlisted = _unlisted(here, place, n)
        lists_read = _lists_read(here, place)
        follow, began = followed.result() if followed else _follows(here, place, n, span)
    if not (posts.ids.size or acts.kind.size):
        raise NothingFound(_nothing(here.connections[0], window, n))
    first, last = _first_and_last(posts.published, acts.happened)
    matrices, weeks = _matrices(acts, pairs, follow)
    return InteractionGraph(
        accounts.astype(np.int64),
        MatricesByTarget(matrices, np.diff(pairs.ends)),
        numbers,
        followers,
        _listed(followers, follow, lists_read),
        posts,
        amplifications,
        began,
        span.since if window.since else first,
        span.until if window.until else last,
        weeks,
        unlisted=unlisted,
    )


def _matrices(
    acts: ActTable, pairs: PairsInOrder, follow: csc_array
) -> tuple[dict[str, ByTarget], ByTarget | None]:
    """Return the matrix of each kind, and the weeks, which a thread makes that stands back."""
    later = ThreadPoolExecutor(1, initializer=stand_back)
    matrices = {
        kind: ByTarget(later.submit(act_matrix, kind, acts, pairs)) for kind in kinds_of(acts)
    }
    if follow.nnz:
        matrices["follow"] = ByTarget(follow)
    is_dated = np.isfinite(acts.happened).any()
    weeks = ByTarget(later.submit(weeks_of, acts, pairs)) if is_dated else None
    later.shutdown(wait=False)
    return matrices, weeks


def _places(ids: Numbers) -> Numbers:
    """Return the table from an id to its position; -1 for ids that are not there, and for -1."""
    table = np.full(int(ids.max(initial=0)) + 2, -1, dtype=np.int32)
    table[ids] = np.arange(ids.size)
    return table


def _first_and_last(*moments: FloatArray) -> tuple[float, float]:
    """Return the first and the last of all known moments; nan where none is known."""
    first = min(np.fmin.reduce(each, initial=np.inf) for each in moments)
    last = max(np.fmax.reduce(each, initial=-np.inf) for each in moments)
    return (float(first), float(last)) if first <= last else (np.nan, np.nan)


_ACCOUNTS = Query("accounts", ["account_id"])


_CLAIMED_FOLLOWERS = Query(
    "account_counts",
    ["account_id", "followers_count", "unixepoch(seen_at)"],
    "followers_count is not null",
    key="account_id",
    is_kept=True,
)


def _followers(reading: Reading, place: Numbers, n: int, span: Span) -> FloatArray:
    """Return the claim seen last before the window's end; else the first one seen after it."""
    account, claimed, seen = reading.columns(_CLAIMED_FOLLOWERS)
    followers = np.full(n, np.nan)
    late = np.flatnonzero(seen >= span.until)[::-1]
    followers[place[account[late]]] = claimed[late]
    early = np.flatnonzero(seen < span.until)
    followers[place[account[early]]] = claimed[early]
    return followers


_FOLLOWS = Query(
    "follows",
    ["target_id", "actor_id", "unixepoch(began_at)"],
    "actor_id <> target_id",
    key="actor_id",
    order=(0,),
    is_kept=True,
)


def _follows(
    reading: Reading, place: Numbers, n: int, span: Span
) -> tuple[csc_array, FloatArray | None]:
    """Return who follows whom by the window's end, and since when, where any start is known."""
    target, actor, moment = reading.columns(_FOLLOWS)
    began = None
    if (moment != UNKNOWN).any():
        began = or_nan(moment)
        kept = ~(began >= span.until)
        target, actor, began = target[kept], actor[kept], began[kept]
    ends = ends_of(looked_up(place, target), n)
    follow = csc_array((np.ones(actor.size, np.int8), looked_up(place, actor), ends), shape=(n, n))
    if began is not None:
        # As the matrix by actor has them.
        began = began[_numbered(follow).tocsr().data]
    return follow, began


def _numbered(matrix: csc_array) -> csc_array:
    """Return the matrix with the place of each entry among them."""
    places = np.arange(matrix.nnz)
    return csc_array((places, matrix.indices, matrix.indptr), matrix.shape)


_FOLLOWERS_READ = Query(
    "coverage",
    ["account_id", "is_complete"],
    "kind = 'followers' and is_complete is not null and post_id is null",
    is_kept=True,
)


def _lists_read(reading: Reading, place: Numbers) -> tuple[Numbers, BoolArray]:
    """Return whose follower lists were read, and which of them to their end."""
    account, complete = reading.columns(_FOLLOWERS_READ)
    return place[account], complete == 1


def _listed(followers: FloatArray, follow: csc_array, read: tuple[Numbers, BoolArray]) -> BoolArray:
    """Return whose followers are known; where nothing is said of it, most of those claimed."""
    held = np.diff(follow.indptr)
    with np.errstate(invalid="ignore"):
        listed = (followers > 0) & (held >= COMPLETE_SHARE * followers)
    account, is_complete = read
    listed[account] = is_complete
    return np.asarray(listed)


_CODE = (
    f"case why when 'opted out' then {OPTED_OUT} when 'not asked' then {NOT_ASKED}"
    f" else {NOT_TO_CONTACT} end"
)


_UNLISTED = Query("unlisted", ["account_id", _CODE], key="account_id")


def _unlisted(reading: Reading, place: Numbers, n: int) -> IntArray | None:
    account, code = reading.columns(_UNLISTED)
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
