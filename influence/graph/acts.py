"""Single and counted acts of a window, read from their tables."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph.columns import read_columns
from influence.graph.interaction_graph import (
    Amplifications,
    BoolArray,
    FloatArray,
    IntArray,
    PostTable,
    in_order,
    pair_matrix,
    stable_order,
)
from influence.graph.weeks import weeks_acted
from influence.records import AMPLIFICATION_KINDS, INTERACTION_KINDS
from influence.urls import BLOG

if TYPE_CHECKING:
    from sqlite3 import Connection

    from scipy.sparse import csr_array

UNKNOWN = -1  # no time of ours lies before 1990, and no id is negative
_CODES = {kind: code for code, kind in enumerate(INTERACTION_KINDS)}
_AMPLIFIES = [_CODES[kind] for kind in AMPLIFICATION_KINDS]
_CODE = "case kind " + " ".join(f"when '{k}' then {c}" for k, c in _CODES.items()) + " end"


class Span(NamedTuple):
    """The window in seconds, open ends infinite."""

    since: float
    until: float
    is_open: bool

    def holds(self, moments: FloatArray) -> BoolArray:
        """Return which moments lie inside; unknown ones do where both ends are open."""
        inside = (moments >= self.since) & (moments < self.until)
        return np.asarray(inside | np.isnan(moments) if self.is_open else inside)


class ActTable(NamedTuple):
    """Single acts and counted ones, never on oneself: post -1 and nan where unknown.

    ``amplifies``: reposts and quotes, and links to posts of blogs, which have no other.
    """

    kind: IntArray
    actor: IntArray
    target: IntArray
    post: IntArray
    happened: FloatArray
    times: FloatArray
    amplifies: BoolArray


class PostPlaces(NamedTuple):
    """By post id: when it was published (nan), and its position in the window's table (-1)."""

    published: FloatArray
    position: IntArray


def read_acts(connection: "Connection", place: IntArray, posts: PostPlaces, span: Span) -> ActTable:
    """Return the acts of a window; an act without a time has that of its post."""
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
    happened = or_nan(moment)
    unknown = np.isnan(happened)
    happened[unknown] = posts.published[post[unknown]]
    kept = span.holds(happened) & (actor != target)
    amplifies = np.isin(kind, _AMPLIFIES) | _cites(connection, kind, post, posts)
    single = ActTable(
        kind[kept],
        place[actor[kept]],
        place[target[kept]],
        post[kept],
        happened[kept],
        np.ones(int(kept.sum())),
        amplifies[kept],
    )
    counted = _counted_acts(connection, place, span)
    if not counted.kind.size:
        return single
    return ActTable(*(np.concatenate(pair) for pair in zip(single, counted, strict=True)))


def _cites(
    connection: "Connection", kind: IntArray, post: IntArray, posts: PostPlaces
) -> BoolArray:
    """Return which acts are links to a post of a blog."""
    cites = (kind == _CODES["link"]) & (post != UNKNOWN)
    if cites.any():
        (own,) = read_columns(connection, "posts", ["post_id"], f"source = '{BLOG}'")
        of_blog = np.zeros(posts.position.size, dtype=np.bool_)
        of_blog[own] = True
        cites &= of_blog[post]
    return np.asarray(cites)


def _counted_acts(connection: "Connection", place: IntArray, span: Span) -> ActTable:
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
    inside |= (since != UNKNOWN) & (since >= span.since) & (until != UNKNOWN)
    inside &= span.is_open | (until <= span.until)
    kept = np.flatnonzero(inside)
    return ActTable(
        kind[kept],
        place[actor[kept]],
        place[target[kept]],
        np.full(kept.size, -1),
        np.full(kept.size, np.nan),
        count[kept].astype(np.float64),
        np.isin(kind[kept], _AMPLIFIES),
    )


def act_matrices(acts: ActTable, n: int) -> dict[str, "csr_array"]:
    """Return kind → (n, n) number of acts, actor (row) → target (column)."""
    matrices = {}
    for kind, code in _CODES.items():
        of_kind = acts.kind == code
        if of_kind.any():
            matrices[kind] = pair_matrix(
                acts.actor[of_kind], acts.target[of_kind], acts.times[of_kind], n
            )
    return matrices


def weeks_of(acts: ActTable, n: int) -> "csr_array | None":
    """Return the weeks in which each actor acted on each target; None where no act has a time."""
    if not np.isfinite(acts.happened).any():
        return None
    return weeks_acted(acts.actor, acts.target, acts.happened, n)


def with_held_acts(table: PostTable, acts: ActTable, posts: PostPlaces) -> PostTable:
    """Count likes and replies that the source does not claim, if the data holds any of the kind."""
    held = {}
    for name, kind in (("likes", "like"), ("replies", "reply")):
        post = posts.position[acts.post[acts.kind == _CODES[kind]]]
        if (post >= 0).any():
            counted = np.bincount(post[post >= 0], minlength=table.ids.size).astype(np.float64)
            claimed = getattr(table, name)
            held[name] = np.where(np.isnan(claimed), counted, claimed)
    return table._replace(**held)


def amplifications_of(acts: ActTable, posts: PostPlaces, span: Span) -> Amplifications:
    """Keep what amplifies posts of the window or posts unknown, once a post and actor."""
    place = np.flatnonzero(acts.amplifies)
    published = posts.published[acts.post[place]]
    place = place[np.isnan(published) | span.holds(published)]
    linked = acts.post[place] >= 0
    once, first = _once(acts, place[linked])
    happened = np.concatenate([first, acts.happened[place[~linked]]])
    place = np.concatenate([once, place[~linked]])
    return in_order(
        Amplifications(
            acts.actor[place],
            acts.target[place],
            posts.position[acts.post[place]],
            happened,
            acts.times[place],
        )
    )


def _once(acts: ActTable, place: IntArray) -> tuple[IntArray, FloatArray]:
    """Keep one act of each actor on each post, and its first time, whatever the order of import."""
    for key in (acts.post, acts.actor):
        place = place[stable_order(key[place])]
    actor, post = acts.actor[place], acts.post[place]
    is_new = np.ones(place.size, dtype=np.bool_)
    is_new[1:] = (actor[1:] != actor[:-1]) | (post[1:] != post[:-1])
    starts = np.flatnonzero(is_new)
    first = np.fmin.reduceat(acts.happened[place], starts) if starts.size else np.empty(0)
    return place[starts], first


def or_nan(values: IntArray) -> FloatArray:
    """Return numbers in which what is not known is nan."""
    return np.where(values == UNKNOWN, np.nan, values)
