"""Single and counted acts of a window, read from their tables."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    Numbers,
    is_repeated,
    looked_up,
    ones,
    sorted_by,
)
from influence.graph.columns import UNKNOWN, Found, Query, Reading, in_blocks
from influence.graph.interaction_graph import Amplifications, PostTable, in_order
from influence.graph.pairs import PairsInOrder, pairs_in_order
from influence.graph.weeks import weeks_of_pairs
from influence.records import AMPLIFICATION_KINDS, INTERACTION_KINDS
from influence.urls import BLOG

if TYPE_CHECKING:
    from scipy.sparse import csc_array

_CODES = {kind: code for code, kind in enumerate(INTERACTION_KINDS)}
_AMPLIFIES = [_CODES[kind] for kind in AMPLIFICATION_KINDS]
_CODE = "case kind " + " ".join(f"when '{k}' then {c}" for k, c in _CODES.items()) + " end"


def _split(columns: list[IntArray]) -> list[IntArray]:
    both, *others = columns
    return [both % len(_CODES), both // len(_CODES), *others]


_ACTOR, _TARGET, _POST = 1, 2, 3

ACTS = Query(
    "interactions",
    # Both in one: a text less to write and to parse.
    [f"actor_id * {len(_CODES)} + {_CODE}", "target_id", "post_id", "unixepoch(happened_at)"],
    made=_split,
    order=(_TARGET, _ACTOR, _POST),
    is_kept=True,
)
_COUNTS = Query(
    "interaction_counts",
    [
        _CODE,
        "actor_id",
        "target_id",
        "count",
        "unixepoch(nullif(since_at, ''))",
        "unixepoch(nullif(until_at, ''))",
    ],
    "actor_id <> target_id",
    key="actor_id",
)
_OF_BLOGS = Query("posts", ["post_id"], f"source = '{BLOG}'")


class Span(NamedTuple):
    """The window in seconds, open ends infinite."""

    since: float
    until: float
    is_open: bool

    def holds(self, moments: FloatArray) -> BoolArray:
        """Return which moments lie inside; unknown ones do where both ends are open."""
        if self.is_open:
            return np.ones(moments.shape, dtype=np.bool_)
        return np.asarray((moments >= self.since) & (moments < self.until))


class ActTable(NamedTuple):
    """Single acts and counted ones, never on oneself: post -1 and nan where unknown.

    By target, actor and post. ``amplifies``: reposts and quotes, and links to posts of blogs, which
    have no other. Whole numbers are as narrow as their values allow: there are millions of each.
    """

    kind: Numbers
    actor: Numbers
    target: Numbers
    post: Numbers
    happened: FloatArray
    times: FloatArray
    amplifies: BoolArray

    def only(self, rows: IntArray | BoolArray) -> "ActTable":
        """Return some rows, in the order asked for."""
        return ActTable._make(column[rows] for column in self)


class PostPlaces(NamedTuple):
    """By post id: when it was published (nan), and its position in the window's table (-1)."""

    published: FloatArray
    position: Numbers


def read_acts(
    reading: Reading, found: Found, place: Numbers, posts: PostPlaces, span: Span
) -> ActTable:
    """Return the single acts that were found, and the counted ones, of a window.

    An act without a time has that of its post. Ids of accounts ascend as their places do.
    """
    kind, actor, target, post, moment = reading.joined(found)
    of_blogs = _posts_of_blogs(reading, kind, posts)
    acts = ActTable(
        kind,
        np.empty(kind.size, place.dtype),
        np.empty(kind.size, place.dtype),
        post,
        np.empty(kind.size),
        ones(kind.size),
        np.isin(kind, _AMPLIFIES),
    )
    inside = np.empty(kind.size, np.bool_)

    def fill(rows: slice) -> None:
        acts.actor[rows], acts.target[rows] = place[actor[rows]], place[target[rows]]
        happened = or_nan(moment[rows])
        unknown = np.isnan(happened)
        happened[unknown] = posts.published[post[rows][unknown]]
        acts.happened[rows] = happened
        if of_blogs is not None:
            acts.amplifies[rows] |= (kind[rows] == _CODES["link"]) & of_blogs[post[rows]]
        inside[rows] = span.holds(happened) & (actor[rows] != target[rows])

    in_blocks(fill, kind.size)
    if not inside.all():
        acts = acts.only(inside)
    counted = _counted(reading, place, span)
    if not counted.kind.size:
        return acts
    acts = ActTable(*(np.concatenate(pair) for pair in zip(acts, counted, strict=True)))
    return acts.only(sorted_by(acts.target, acts.actor, acts.post))


def _posts_of_blogs(reading: Reading, kind: Numbers, posts: PostPlaces) -> BoolArray | None:
    """Return whether each post id, or an unknown one, is of a blog; None where no act is a link."""
    if not (kind == _CODES["link"]).any():
        return None
    (own,) = reading.columns(_OF_BLOGS)
    of_blogs = np.zeros(posts.position.size, dtype=np.bool_)
    of_blogs[own] = True
    return of_blogs


def _counted(reading: Reading, place: Numbers, span: Span) -> ActTable:
    """Return acts that a source only counts, of spans that lie wholly in the window."""
    kind, actor, target, count, since, until = reading.columns(_COUNTS)
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


def kinds_of(acts: ActTable) -> list[str]:
    """Return which kinds of acts there are."""
    held = np.bincount(acts.kind, minlength=len(_CODES))
    return [kind for kind, code in _CODES.items() if held[code]]


def act_matrix(kind: str, acts: ActTable, pairs: PairsInOrder) -> "csc_array":
    """Return the (n, n) number of acts of a kind, actor (row) → target (column)."""
    rows = acts.kind == _CODES[kind]
    if is_repeated(acts.times):
        return pairs.matrix(np.add.reduceat(rows, pairs.starts, dtype=np.int32))
    return pairs.matrix(np.add.reduceat(rows * acts.times, pairs.starts))


def weeks_of(acts: ActTable, pairs: PairsInOrder) -> "csc_array":
    """Return the weeks in which each actor acted on each target."""
    known = np.isfinite(acts.happened)
    if known.all():
        return weeks_of_pairs(pairs, acts.happened)
    own = pairs_in_order(acts.target[known], acts.actor[known], pairs.ends.size - 1)
    return weeks_of_pairs(own, acts.happened[known])


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
    kept = acts.amplifies
    if not span.is_open:
        published = posts.published[acts.post]
        kept = kept & (np.isnan(published) | span.holds(published))
    acts = _once(acts if kept.all() else acts.only(kept))
    found = Amplifications(
        acts.actor,
        acts.target,
        looked_up(posts.position, acts.post),
        acts.happened,
        acts.times,
    )
    # Posts are in the order of their ids already, but for those that are not in the table.
    return in_order(found) if (found.post < 0).any() else found


def _once(acts: ActTable) -> ActTable:
    """Keep one act of each actor on each post, at its first time, whatever the order of import."""
    same = np.zeros(acts.kind.size, dtype=np.bool_)
    same[1:] = (acts.post[1:] == acts.post[:-1]) & (acts.post[1:] != UNKNOWN)
    same[1:] &= (acts.actor[1:] == acts.actor[:-1]) & (acts.target[1:] == acts.target[:-1])
    if not same.any():
        return acts
    starts = np.flatnonzero(~same)
    first = np.fmin.reduceat(acts.happened, starts)
    return acts.only(starts)._replace(happened=first)


def or_nan(values: Numbers) -> FloatArray:
    """Return numbers in which what is not known is nan."""
    return np.where(values == UNKNOWN, np.nan, values)
