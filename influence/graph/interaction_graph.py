"""The graph as arrays: what every score takes.

All account numbers in here are positions ``0..n-1`` in :attr:`InteractionGraph.accounts`. Matrices
run actor (row) → target (column), as networkx edges do. Times are seconds since 1970 in UTC;
``nan`` is *unknown* everywhere, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import add
from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array, csr_array

from influence.graph.arrays import BoolArray, FloatArray, IntArray, Numbers, sorted_by, sum_by
from influence.graph.by_target import MatricesByTarget, MatrixByTarget, by_target
from influence.graph.pairs import begins_pair, pair_matrix

OPTED_OUT, NOT_ASKED, NOT_TO_CONTACT = 1, 2, 3
"""Why an account may not be listed; 0 where it may."""


class PostTable(NamedTuple):
    """The posts of the window, ordered by post id. Arrays of shape (p,), nan unknown.

    Ids and positions may be as narrow as 32 bits: widen them before you multiply.

    ``claimed`` are the amplifications that the source claims. ``likes`` and ``replies`` are what it
    claims; where it claims nothing, the acts that the data holds, if it holds any of that kind.
    """

    ids: Numbers
    author: Numbers
    published: FloatArray
    claimed: FloatArray
    likes: FloatArray
    replies: FloatArray

    def only(self, rows: IntArray | BoolArray) -> "PostTable":
        """Return some rows, in the order asked for."""
        return PostTable(
            self.ids[rows],
            self.author[rows],
            self.published[rows],
            self.claimed[rows],
            self.likes[rows],
            self.replies[rows],
        )


class Amplifications(NamedTuple):
    """What passes posts on, one row an actor and post, never of oneself. Arrays of shape (e,).

    ``post`` is a position in the post table, or -1 where the post is not known; then each row is
    one event, or ``times`` events of a source that counts only per pair. Positions may be as narrow
    as 32 bits: widen them before you multiply.
    """

    actor: Numbers
    target: Numbers
    post: Numbers
    happened: FloatArray
    times: FloatArray

    def only(self, rows: IntArray | BoolArray) -> "Amplifications":
        """Return some rows, in the order asked for."""
        return Amplifications(
            self.actor[rows],
            self.target[rows],
            self.post[rows],
            self.happened[rows],
            self.times[rows],
        )


class AmplifiedPairs(NamedTuple):
    """Pairs of a target and an actor, in this order. Arrays of shape (m,).

    ``acted`` are the posts passed on; ``of_act`` (e,) the pair of each amplification.
    """

    target: Numbers
    actor: Numbers
    acted: FloatArray
    of_act: Numbers


@dataclass(frozen=True, eq=False)
class InteractionGraph:
    """Who acted on whom within a window, who was listening, and what was posted.

    Attributes
    ----------
    accounts
        (n,) ascending account ids of the database.
    acts
        kind → (n, n) number of acts; without acts on oneself. ``acts["follow"]`` holds ones.
    follow_began
        When each follow began, aligned with ``acts["follow"].data``; None where no start is known.
    posts
        (n,) posts of each account in the window (Q); nan where the source does not say.
    followers
        (n,) followers that the source claims; nan where it does not say.
    listed
        (n,) whether the follower list was read to its end, so that silence means silence.
    published, amplifications
        The single posts, and what passes single ones on, :func:`in_order`: reposts and quotes, for
        blogs links.
    since, until
        Bounds of the window; of the data, where the window is open. nan where nothing has a time.
    weeks
        (n, n) in how many different weeks each actor acted on each target; None: no act has a time.
    unlisted
        (n,) 0 where an account may be listed, else why not: ``OPTED_OUT`` and so on. None:
        all may. No score reads it: such accounts count like any other, and no list shows them.
    """

    accounts: IntArray
    acts: Mapping[str, csr_array]
    posts: FloatArray
    followers: FloatArray
    listed: BoolArray
    published: PostTable
    amplifications: Amplifications
    follow_began: FloatArray | None = None
    since: float = float("nan")
    until: float = float("nan")
    weeks: MatrixByTarget = MatrixByTarget()  # noqa: RUF009 - a descriptor, which every graph shares
    notes: tuple[str, ...] = field(default=())
    unlisted: IntArray | None = None

    def __len__(self) -> int:
        return self.accounts.size

    def by_target(self, kind: str) -> csc_array:
        """(n, n) acts of a kind as columns of targets: quicker where the graph was just read.

        Whole numbers may be as narrow as their values allow.
        """
        acts = self.acts
        return acts.by_target(kind) if isinstance(acts, MatricesByTarget) else acts[kind].tocsc()

    @property
    def weeks_by_target(self) -> csc_array | None:
        """The same of ``weeks``."""
        held = vars(self)["weeks"]
        return None if held is None else by_target(held)

    @cached_property
    def amplified(self) -> csr_array:
        """(n, n) distinct posts of each target (column) that each actor (row) passed on (S)."""
        acts = self.amplifications
        return pair_matrix(acts.actor, acts.target, acts.times, len(self))

    @cached_property
    def amplified_pairs(self) -> "AmplifiedPairs":
        """The same by target, then actor: quicker than the matrix, as acts are so ordered.

        Raises
        ------
        ValueError
            Where they are not.
        """
        actor, target, _, _, times = self.amplifications
        begins = self._begins_pair()
        of_act = np.cumsum(begins, dtype=np.int32)
        of_act -= 1
        target, actor = target.compress(begins), actor.compress(begins)
        return AmplifiedPairs(target, actor, sum_by(of_act, times, target.size), of_act)

    def _begins_pair(self) -> BoolArray:
        """Return which of the amplifications (e,) is the first of its actor and target."""
        actor, target = self.amplifications[:2]
        same = target[1:] == target[:-1]
        ordered = (target[1:] > target[:-1]) | (same & (actor[1:] >= actor[:-1]))
        if not ordered.all():
            raise ValueError("The amplifications of this graph are not in order.")
        return begins_pair(target, actor)

    @cached_property
    def acted(self) -> csr_array:
        """(n, n) acts of every kind but following, actor (row) → target (column)."""
        matrices = [matrix for kind, matrix in self.acts.items() if kind != "follow"]
        if not matrices:
            return csr_array((len(self), len(self)), dtype=np.float64)
        return reduce(add, matrices)

    @cached_property
    def amplifications_received(self) -> FloatArray:
        """(n,) posts passed on, counted once for each account that did so (R)."""
        return sum_by(self.amplifications.target, self.amplifications.times, len(self))

    @cached_property
    def amplifications_made(self) -> FloatArray:
        """(n,) posts that each account passed on."""
        return sum_by(self.amplifications.actor, self.amplifications.times, len(self))

    @cached_property
    def only_claimed(self) -> BoolArray:
        """(n,) whose amplifications the source only counts, so that who made them is not known."""
        claims = np.nan_to_num(self.published.claimed)
        claimed = sum_by(self.published.author, claims, len(self)) > 0
        return np.asarray(claimed & (self.amplifications_received == 0))

    @cached_property
    def amplifiers(self) -> IntArray:
        """(n,) distinct accounts that passed on something of each account."""
        return np.bincount(self.amplified_pairs.target, minlength=len(self))

    @cached_property
    def actors(self) -> IntArray:
        """(n,) distinct accounts that acted on each account, in any way but following it."""
        if isinstance(self.acts, MatricesByTarget):
            return self.acts.actors
        kinds = [self.by_target(kind) for kind in self.acts if kind != "follow"]
        if not kinds:
            return np.zeros(len(self), dtype=np.int64)
        return np.diff(reduce(add, kinds).indptr).astype(np.int64)

    @cached_property
    def present(self) -> BoolArray:
        """(n,) whether an account was acted on, or posted and could have been.

        Of all others nothing is known, nor of those whose acts the source only counts.
        """
        return np.asarray((self.actors > 0) | ((self.posts > 0) & ~self.only_claimed))

    @property
    def may_be_listed(self) -> BoolArray:
        """(n,) whom a list may show."""
        if self.unlisted is None:
            return np.ones(len(self), dtype=np.bool_)
        return np.asarray(self.unlisted == 0)

    @property
    def interactions(self) -> int:
        """Acts of every kind but following."""
        return int(sum(self.by_target(kind).sum() for kind in self.acts if kind != "follow"))


def in_order(acts: Amplifications) -> Amplifications:
    """Return the rows ordered by target, actor and post, those without a post by time."""
    if (acts.post < 0).any():
        acts = acts.only(np.argsort(np.where(acts.post < 0, acts.happened, 0.0), kind="stable"))
    return acts.only(sorted_by(acts.target, acts.actor, acts.post))
