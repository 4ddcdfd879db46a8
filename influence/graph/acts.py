"""Single and counted acts of a window, read from their tables."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph.columns import UNKNOWN, read_blocks, read_columns
from influence.graph.interaction_graph import (
    Amplifications,
    BoolArray,
    FloatArray,
    IntArray,
    Numbers,
    PostTable,
    in_order,
    pair_matrix,
    sorted_by,
)
from influence.graph.weeks import weeks_acted
from influence.records import AMPLIFICATION_KINDS, INTERACTION_KINDS
from influence.urls import BLOG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from scipy.sparse import csr_array

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


class _Single(NamedTuple):
    """Single acts, as in :class:`ActTable`."""

    kind: Numbers
    actor: Numbers
    target: Numbers
    post: Numbers
    happened: FloatArray


class PostPlaces(NamedTuple):
    """By post id: when it was published (nan), and its position in the window's table (-1)."""

    published: FloatArray
    position: Numbers


def read_acts(
    connections: "Sequence[Connection]", place: IntArray, posts: PostPlaces, span: Span
) -> list[ActTable]:
    """Return the single and the counted acts of a window, in the order of their ids.

    An act without a time has that of its post.
    """

    def made(columns: list[IntArray]) -> _Single:
        actor, target, post, moment = columns
        kind, actor = actor % len(_CODES), actor // len(_CODES)
        happened = or_nan(moment)
        unknown = np.isnan(happened)
        happened[unknown] = posts.published[post[unknown]]
        kept = span.holds(happened) & (actor != target)
        return _Single(
            kind[kept].astype(np.int8),
            place[actor[kept]].astype(np.int32),
            place[target[kept]].astype(np.int32),
            post[kept].astype(np.min_scalar_type(-posts.position.size)),
            happened[kept],
        )

    both = f"actor_id * {len(_CODES)} + {_CODE}"  # a text less to write and to parse
    columns = [both, "target_id", "post_id", "unixepoch(happened_at)"]
    found = read_blocks(connections, "interactions", columns, made)
    parts = [_counted(connections, place, span)]
    if found:
        single = _Single(*map(np.concatenate, zip(*found, strict=True)))
        found.clear()
        amplifies = np.isin(single.kind, _AMPLIFIES) | _cites(connections, single, posts)
        parts.insert(0, ActTable(*single, np.ones(single.kind.size), amplifies))
    return parts


def by_pair(parts: list[ActTable], n: int, posts: int) -> ActTable:
    """Return the acts of n accounts by target, actor and post; ``parts`` is emptied."""
    acts = parts[0]
    if len(parts) > 1 and parts[1].kind.size:
        acts = ActTable(*(np.concatenate(pair) for pair in zip(*parts, strict=True)))
    parts.clear()
    return acts.only(sorted_by((acts.target, n), (acts.actor, n), (acts.post, posts)))


def _cites(connections: "Sequence[Connection]", acts: _Single, posts: PostPlaces) -> BoolArray:
    """Return which acts are links to a post of a blog."""
    cites = (acts.kind == _CODES["link"]) & (acts.post != UNKNOWN)
    if cites.any():
        (own,) = read_columns(connections, "posts", ["post_id"], f"source = '{BLOG}'")
        of_blog = np.zeros(posts.position.size, dtype=np.bool_)
        of_blog[own] = True
        cites &= of_blog[acts.post]
    return np.asarray(cites)


def _counted(connections: "Sequence[Connection]", place: IntArray, span: Span) -> ActTable:
    """Return acts that a source only counts, of spans that lie wholly in the window."""
    kind, actor, target, count, since, until = read_columns(
        connections,
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
    kept = acts.amplifies
    if not span.is_open:
        published = posts.published[acts.post]
        kept = kept & (np.isnan(published) | span.holds(published))
    acts = _once(acts if kept.all() else acts.only(kept))
    found = Amplifications(
        acts.actor,
        acts.target,
        posts.position[acts.post],
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


def or_nan(values: IntArray) -> FloatArray:
    """Return numbers in which what is not known is nan."""
    return np.where(values == UNKNOWN, np.nan, values)
