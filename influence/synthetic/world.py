"""A world as a whole: everything that was drawn, the graph that is seen, the truth that is not."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from scipy.sparse import csr_array

from influence.graph import (
    Amplifications,
    BoolArray,
    FloatArray,
    IntArray,
    InteractionGraph,
    PostTable,
    in_order,
    pair_matrix,
    weeks_acted,
)
from influence.records import AMPLIFICATION_KINDS
from influence.synthetic.draws import Stage, stream
from influence.synthetic.follows import draw_follows
from influence.synthetic.people import People, draw_people
from influence.synthetic.responses import (
    Acts,
    Hazards,
    Posts,
    chosen,
    draw_acts,
    draw_hazards,
    draw_posts,
    spread_on,
)
from influence.synthetic.settings import WorldSettings
from influence.synthetic.truth import expected_amplifications

BEGIN = datetime(2026, 1, 5, tzinfo=UTC).timestamp()
LEFT_ALONE = ", logistic=False"
"""How settings that came after the first pinned digests show where nobody asks for them."""
Follows = tuple[IntArray, IntArray]


@dataclass(frozen=True, eq=False)
class World:
    """A world of n accounts.

    Attributes
    ----------
    settings, people
        What it was drawn from, and the accounts with their hidden traits.
    follows
        (actor, target) of every follow, ordered by target, then actor.
    listed
        (n,) whether the account's follower list is in the data.
    posts
        The posts, ordered by author, then time (seconds since :data:`BEGIN`).
    acts
        kind → acts on posts.
    truth
        (n,) expected number of different people who pass on the account's next post.
    """

    settings: WorldSettings
    people: People
    follows: Follows
    listed: BoolArray
    posts: Posts
    acts: Mapping[str, Acts]
    truth: FloatArray

    def __len__(self) -> int:
        return self.settings.accounts

    @property
    def followers(self) -> IntArray:
        """(n,) followers, bought ones and bots included, as the source would claim them."""
        return np.bincount(self.follows[1], minlength=len(self)).astype(np.int64)

    def graph(self) -> InteractionGraph:
        """Return what the data shows, as if it had been written, imported and loaded."""
        acts = {kind: self._matrix(kind) for kind in self.acts}
        actor, target = self.shown_follows()
        acts["follow"] = pair_matrix(actor, target, np.ones(actor.size), len(self))
        p = self.posts.author.size
        published = BEGIN + self.posts.published
        amplifications = self._amplifications()
        times = [published, *(BEGIN + act.happened for act in self.acts.values())]
        return InteractionGraph(
            accounts=np.arange(1, len(self) + 1),
            acts={kind: matrix for kind, matrix in sorted(acts.items()) if matrix.nnz},
            posts=self.people.posts.astype(np.float64),
            followers=self.followers.astype(np.float64),
            listed=self.listed,
            published=PostTable(
                np.arange(1, p + 1),
                self.posts.author,
                published,
                np.full(p, np.nan),
                self._held("like"),
                self._held("reply"),
            ),
            amplifications=amplifications,
            since=min((float(t.min()) for t in times if t.size), default=np.nan),
            until=max((float(t.max()) for t in times if t.size), default=np.nan),
            weeks=self._weeks(),
        )

    def _held(self, kind: str) -> FloatArray:
        """Return the acts of a kind on each post, (p,); nan where there are none at all."""
        p = self.posts.author.size
        if kind not in self.acts or not self.acts[kind].post.size:
            return np.full(p, np.nan)
        return np.bincount(self.acts[kind].post, minlength=p).astype(np.float64)

    def _weeks(self) -> csr_array | None:
        acts = self.acts.values()
        actor = np.concatenate([each.actor for each in acts])
        target = np.concatenate([self.posts.author[each.post] for each in acts])
        happened = np.concatenate([BEGIN + each.happened for each in acts])
        return weeks_acted(actor, target, happened, len(self)) if actor.size else None

    def shown_follows(self) -> Follows:
        """Return (actor, target) of the follows that the data holds."""
        actor, target = self.follows
        shown = self.listed[target]
        return actor[shown], target[shown]

    def digest(self) -> str:
        """Return a digest of everything that is seen, and of the truth to five digits."""
        sha = hashlib.sha256(repr(self.settings).replace(LEFT_ALONE, "").encode())
        columns = [*self.follows, self.listed, self.posts.author, self.posts.published]
        for kind in sorted(self.acts):
            columns += self.acts[kind]
        for column in [*columns, self.people.role]:
            sha.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
        sha.update(" ".join(f"{value:.5g}" for value in self.truth.tolist()).encode())
        return sha.hexdigest()

    def _matrix(self, kind: str) -> csr_array:
        act = self.acts[kind]
        ones = np.ones(act.actor.size)
        return pair_matrix(act.actor, self.posts.author[act.post], ones, len(self))

    def _amplifications(self) -> Amplifications:
        parts = [self.acts[kind] for kind in AMPLIFICATION_KINDS if kind in self.acts]
        actor = np.concatenate([part.actor for part in parts])
        post = np.concatenate([part.post for part in parts])
        happened = np.concatenate([part.happened for part in parts])
        acts = Amplifications(
            actor, self.posts.author[post], post, BEGIN + happened, np.ones(post.size)
        )
        return in_order(acts)


def make_world(settings: WorldSettings) -> World:
    """Draw a world: people, follows, posts, acts, and the truth about all of it.

    Examples
    --------
    >>> from influence.synthetic import DEMO
    >>> world = make_world(DEMO)
    >>> len(world), world.posts.author.size > 10_000
    (3000, True)
    """
    people = draw_people(settings)
    follows = draw_follows(settings, people)
    posts = draw_posts(settings, people)
    hazards = draw_hazards(settings, people, *follows)
    return World(
        settings,
        people,
        follows,
        stream(settings.seed, Stage.LISTS).random(settings.accounts) >= settings.lists_missing,
        posts,
        draw_all_acts(settings, people, posts, follows, hazards),
        expected_amplifications(settings, people, posts, follows, hazards.people),
    )


def draw_all_acts(
    settings: WorldSettings, people: People, posts: Posts, follows: Follows, hazards: Hazards
) -> dict[str, Acts]:
    """Draw everything that is done to posts, by kind."""
    passed_on = draw_acts(settings, Stage.AMPLIFICATIONS, posts, follows, hazards.everybody)
    if settings.cascade:
        passed_on = spread_on(settings, posts, people.quality, follows, hazards.people, passed_on)
    quoted = stream(settings.seed, Stage.QUOTES).random(passed_on.actor.size) < settings.quotes
    acts = {
        "repost": chosen(passed_on, ~quoted),
        "quote": chosen(passed_on, quoted),
    }
    for kind, stage, times in (
        ("like", Stage.LIKES, settings.likes),
        ("reply", Stage.REPLIES, settings.replies),
    ):
        if times:
            acts[kind] = draw_acts(settings, stage, posts, follows, times * hazards.people)
    return acts
