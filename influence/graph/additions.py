"""The same graph with more in it: accounts, acts and follows, as if the data had held them too."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from influence.graph.arrays import FloatArray, IntArray, sum_by
from influence.graph.interaction_graph import Amplifications, InteractionGraph, PostTable, in_order
from influence.graph.pairs import pair_matrix
from influence.graph.weeks import weeks_acted
from influence.records import AMPLIFICATION_KINDS


class NewActs(NamedTuple):
    """Single acts of one kind by position, (a,): post -1 and nan where unknown."""

    actor: IntArray
    target: IntArray
    post: IntArray
    happened: FloatArray


NO_FOLLOWS = (np.empty(0, np.int64), np.empty(0, np.int64))


def with_additions(
    graph: InteractionGraph,
    acts: Mapping[str, NewActs],
    follows: tuple[IntArray, IntArray] = NO_FOLLOWS,
    *,
    accounts: int = 0,
) -> InteractionGraph:
    """Return the graph with new accounts, acts and follows; the graph given stays as it is.

    Parameters
    ----------
    acts
        kind → acts. As in loading, those on oneself are dropped, and nobody amplifies a post twice.
    follows
        (actor, target) of new follows; those that are there already are not added again.
    accounts
        How many new ones: they take the positions after the last, the ids above the highest, and
        have posted nothing.

    Notes
    -----
    A claim that is known grows with what it counts. A follow is held only where the target's list
    was read, and an amplification is only counted where all others of the target are. Of a pair
    that acted before, the larger number of weeks stands: which weeks they were is not in the graph.
    """
    wider = _with_accounts(graph, accounts)
    acts = {kind: _new_only(wider, kind, each) for kind, each in acts.items()}
    published = _counted(wider.published, acts)
    acts = {kind: _held(wider, kind, each) for kind, each in acts.items()}
    acts = {kind: each for kind, each in acts.items() if each.actor.size}
    wider = _with_follows(wider, *follows)
    n = len(wider)
    matrices = dict(wider.acts)
    for kind, each in acts.items():
        more = pair_matrix(each.actor, each.target, np.ones(each.actor.size), n)
        matrices[kind] = matrices[kind] + more if kind in matrices else more
    return replace(
        wider,
        acts=dict(sorted(matrices.items())),
        published=published,
        amplifications=_amplified(wider.amplifications, acts),
        weeks=_weeks(wider.weeks, acts, n),
    )


def _with_accounts(graph: InteractionGraph, count: int) -> InteractionGraph:
    first = int(graph.accounts.max(initial=0)) + 1
    n = len(graph) + count
    known = 0.0 if np.isfinite(graph.followers).any() else np.nan
    return replace(
        graph,
        accounts=np.concatenate([graph.accounts, np.arange(first, first + count)]),
        acts={kind: _widened(matrix, n) for kind, matrix in graph.acts.items()},
        posts=np.concatenate([graph.posts, np.zeros(count)]),
        followers=np.concatenate([graph.followers, np.full(count, known)]),
        listed=np.concatenate([graph.listed, np.full(count, graph.listed.any())]),
        weeks=None if graph.weeks is None else _widened(graph.weeks, n),
        unlisted=None if graph.unlisted is None else np.pad(graph.unlisted, (0, count)),
    )


def _widened(matrix: csr_array, n: int) -> csr_array:
    ends = np.pad(matrix.indptr, (0, n - matrix.shape[0]), mode="edge")
    return csr_array((matrix.data, matrix.indices, ends), shape=(n, n))


def _new_only(graph: InteractionGraph, kind: str, acts: NewActs) -> NewActs:
    kept = acts.actor != acts.target
    if kind in AMPLIFICATION_KINDS:
        n, old = len(graph), graph.amplifications
        held = (old.post.astype(np.int64) * n + old.actor)[old.post >= 0]
        known = np.isin(acts.post * n + acts.actor, held)
        kept &= ~known
    return NewActs(*(column[kept] for column in acts))


def _held(graph: InteractionGraph, kind: str, acts: NewActs) -> NewActs:
    """Return the acts of which the data would hold more than their number."""
    if kind not in AMPLIFICATION_KINDS:
        return acts
    posts = graph.published
    claims = sum_by(posts.author, np.nan_to_num(posts.claimed), len(graph)) > 0
    by_count = claims & (graph.amplifiers == 0)
    return NewActs(*(column[~by_count[acts.target]] for column in acts))


def _with_follows(graph: InteractionGraph, actor: IntArray, target: IntArray) -> InteractionGraph:
    """Add follows that are new: to the claims, and to the lists that were read."""
    n = len(graph)
    held = graph.acts.get("follow", csr_array((n, n), dtype=np.float64)).tocoo()
    old = held.row.astype(np.int64) * n + held.col
    key = np.unique(actor * n + target)
    key = key[(key // n != key % n) & ~np.isin(key, old)]
    followers = graph.followers + np.bincount(key % n, minlength=n)
    key = key[graph.listed[key % n]]
    if not key.size:
        return replace(graph, followers=followers)
    every = np.concatenate([old, key])
    began = graph.follow_began
    if began is not None:
        began = np.concatenate([began, np.full(key.size, np.nan)])[np.argsort(every)]
    follow = pair_matrix(every // n, every % n, np.ones(every.size), n)
    return replace(
        graph,
        acts={**graph.acts, "follow": follow},
        followers=followers,
        follow_began=began,
    )


def _counted(posts: PostTable, acts: Mapping[str, NewActs]) -> PostTable:
    """Return the posts with what is claimed of them, and the replies and likes that are held."""

    def count(*kinds: str) -> FloatArray:
        post = np.concatenate([np.empty(0, np.int64), *(acts[k].post for k in kinds if k in acts)])
        return np.bincount(post[post >= 0], minlength=posts.ids.size).astype(np.float64)

    claimed = posts.claimed + count(*AMPLIFICATION_KINDS)
    held = {
        name: np.nan_to_num(getattr(posts, name)) + more
        for name, more in (("likes", count("like")), ("replies", count("reply")))
        if more.any()
    }
    return posts._replace(claimed=claimed, **held)


def _amplified(old: Amplifications, acts: Mapping[str, NewActs]) -> Amplifications:
    new = [acts[kind] for kind in AMPLIFICATION_KINDS if kind in acts]
    if not new:
        return old
    actor, target, post, happened = map(np.concatenate, zip(*new, strict=True))
    added = Amplifications(actor, target, post, happened, np.ones(actor.size))
    return in_order(
        Amplifications(*(np.concatenate(pair) for pair in zip(old, added, strict=True)))
    )


def _weeks(old: csr_array | None, acts: Mapping[str, NewActs], n: int) -> csr_array | None:
    if not any(np.isfinite(each.happened).any() for each in acts.values()):
        return old
    actor, target, _, happened = map(np.concatenate, zip(*acts.values(), strict=True))
    new = weeks_acted(actor, target, happened, n)
    return new if old is None else csr_array(old.maximum(new))
