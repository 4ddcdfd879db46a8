"""What somebody does to look influential, added to a finished world or to real data.

Every attack takes a graph and returns another one, as if the data had held the attack too. Bots and
second accounts are new; the members of a pod, and those who follow one another, are there already.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from influence.errors import NothingFound
from influence.graph import FloatArray, IntArray, InteractionGraph, NewActs, with_additions
from influence.synthetic.draws import Stage, below, stream
from influence.synthetic.responses import POD_HABIT

POPULAR = 20
"""Camouflage chooses among so many accounts with the most amplifiers: they are easy to find."""

PARTNERS_POST = 3
"""Posts that a partner has at least: fewer would leave nothing to pass on."""

DELAY = 3600
"""Seconds within which a bot, or a partner, has acted."""


class Habit(NamedTuple):
    """What each bot does.

    It follows the victim and passes on a ``share`` of its posts. To look like a person it passes on
    one post of each of ``once`` popular accounts, or as many posts as of the victim, of
    ``as_many_of`` popular accounts together.
    """

    share: float
    once: int = 0
    as_many_of: int = 0


EXCLUSIVE = Habit(0.9)
CAMOUFLAGED = Habit(0.9, once=3)
BUSY = Habit(0.9, as_many_of=5)
SLOW = Habit(0.2, once=3)


def add_bots(
    graph: InteractionGraph, victim: int, count: int, seed: int, *, habit: Habit = EXCLUSIVE
) -> InteractionGraph:
    """Return the graph with so many bots that serve the account at a position.

    Raises
    ------
    NothingFound
        Where no post of the victim is known, or nobody else is popular enough to hide behind.
    """
    rng = stream(seed, Stage.ATTACKS)
    bots = np.arange(len(graph), len(graph) + count)
    each = max(round(habit.share * posts_of(graph, victim).size), 1)
    acts = [_passing_on(graph, bots, victim, each, rng)]
    faces = habit.once or habit.as_many_of
    popular = _popular(graph, victim)
    if faces and not popular.size:
        raise NothingFound("No post of anybody else was passed on, so bots cannot hide behind it.")
    for bot in bots if faces else ():
        chosen = popular[np.argsort(rng.random(popular.size))[:faces]]
        times = np.full(chosen.size, 1) if habit.once else _divided(each, chosen.size)
        acts += [
            _passing_on(graph, np.array([bot]), other, share, rng)
            for other, share in zip(chosen.tolist(), times.tolist(), strict=True)
        ]
    follows = (bots, np.full(count, victim))
    return with_additions(graph, {"repost": _joined(acts)}, follows, accounts=count)


def add_pod(graph: InteractionGraph, members: IntArray, seed: int) -> InteractionGraph:
    """Return the graph in which the members (k,), by position, follow and amplify one another."""
    rng = stream(seed, Stage.ATTACKS)
    acts = []
    for member in members.tolist():
        times = max(round(POD_HABIT * posts_of(graph, member).size), 1)
        acts.append(_passing_on(graph, members[members != member], member, times, rng))
    return with_additions(graph, {"repost": _joined(acts)}, _every_pair(members))


def follow_one_another(graph: InteractionGraph, members: IntArray) -> InteractionGraph:
    """Return the graph in which the members (k,), by position, follow one another, no more."""
    return with_additions(graph, {}, _every_pair(members))


def add_self_replies(
    graph: InteractionGraph, account: int, times: int, seed: int, *, second: bool
) -> InteractionGraph:
    """Return the graph with so many replies to each post of an account: its own, or of a new one.

    Replies to oneself leave the graph as it is: no graph holds acts on oneself.
    """
    rng = stream(seed, Stage.ATTACKS)
    post = np.repeat(posts_of(graph, account), times)
    actor = np.full(post.size, len(graph) if second else account)
    acts = NewActs(actor, np.full(post.size, account), post, _soon_after(graph, post, rng))
    return with_additions(graph, {"reply": acts}, accounts=int(second))


def partners(graph: InteractionGraph, victim: int, count: int, seed: int) -> IntArray:
    """Return a victim and so many others who post, (count + 1,), ascending positions.

    Raises
    ------
    NothingFound
        Where there are not so many.
    """
    others = np.flatnonzero(np.nan_to_num(graph.posts) >= PARTNERS_POST)
    others = others[others != victim]
    if others.size < count:
        raise NothingFound(f"Only {others.size} other accounts post enough to join: ask for fewer.")
    rng = stream(seed, Stage.ATTACKS)
    chosen = others[np.argsort(rng.random(others.size))[:count]]
    return np.sort(np.append(chosen, victim))


def posts_of(graph: InteractionGraph, account: int) -> IntArray:
    """Return places of an account's posts in the table, (q,); -1 each where only their number is.

    Raises
    ------
    NothingFound
        Where not even that is known.
    """
    posts = np.flatnonzero(graph.published.author == account)
    if posts.size:
        return posts
    number = np.nan_to_num(graph.posts[account])
    if number < 1:
        raise NothingFound(
            f"No post of account {graph.accounts[account]} is known, so nothing can be passed on;"
            " import posts, or accounts with their number of posts."
        )
    return np.full(int(number), -1)


def _popular(graph: InteractionGraph, victim: int) -> IntArray:
    found = np.argsort(-graph.amplifiers, kind="stable")[: POPULAR + 1]
    posts = np.nan_to_num(graph.posts)[found]
    fit = (found != victim) & (posts > 0) & (graph.amplifiers[found] > 0)
    return np.asarray(found[fit][:POPULAR])


def _divided(total: int, parts: int) -> IntArray:
    """Return a total in so many whole parts that differ by one at most.

    >>> _divided(7, 3).tolist()
    [3, 2, 2]
    """
    share: IntArray = np.full(parts, total // parts, dtype=np.int64)
    share[: total % parts] += 1
    return share


def _passing_on(
    graph: InteractionGraph, actors: IntArray, target: int, times: int, rng: np.random.Generator
) -> NewActs:
    """Return acts of actors (k,) who each pass on so many different posts, or all there are."""
    posts = posts_of(graph, target)
    drawn = np.argsort(rng.random((actors.size, posts.size)), axis=1)[:, :times]
    post = posts[drawn].ravel()
    actor = np.repeat(actors, drawn.shape[1])
    return NewActs(actor, np.full(post.size, target), post, _soon_after(graph, post, rng))


def _soon_after(graph: InteractionGraph, post: IntArray, rng: np.random.Generator) -> FloatArray:
    """Return a moment after each post, or, where the post is unknown, anywhere in the window."""
    moment = graph.since + np.floor(rng.random(post.size) * (graph.until - graph.since))
    if graph.published.ids.size:
        published = graph.published.published[post]
        soon = published + 1 + below(rng, DELAY, post.size)
        soon = np.minimum(soon, np.maximum(published, graph.until - 1))
        moment = np.where(post >= 0, soon, moment)
    return moment


def _every_pair(members: IntArray) -> tuple[IntArray, IntArray]:
    return np.repeat(members, members.size), np.tile(members, members.size)


def _joined(acts: list[NewActs]) -> NewActs:
    actor, target, post, happened = map(np.concatenate, zip(*acts, strict=True))
    return NewActs(actor, target, post, happened)


class Attack(NamedTuple):
    """A named attack: whom or what a size counts, one and many, and how it is done.

    ``run`` takes the graph, the victim's position, the size and a seed.
    """

    one: str
    many: str
    run: Callable[[InteractionGraph, int, int, int], InteractionGraph]

    def words(self, size: int) -> str:
        """Return what is done, with its size."""
        return self.one if size == 1 else self.many.format(size)


def _pod(graph: InteractionGraph, victim: int, size: int, seed: int) -> InteractionGraph:
    return add_pod(graph, partners(graph, victim, size, seed), seed)


def _ring(graph: InteractionGraph, victim: int, size: int, seed: int) -> InteractionGraph:
    return follow_one_another(graph, partners(graph, victim, size, seed))


def _bots(kind: str, habit: Habit) -> Attack:
    return Attack(f"1 {kind} bot", f"{{}} {kind} bots", partial(add_bots, habit=habit))


ATTACKS: Mapping[str, Attack] = {
    "exclusive": _bots("exclusive", EXCLUSIVE),
    "camouflaged": _bots("camouflaged", CAMOUFLAGED),
    "busy": _bots("busy", BUSY),
    "slow": _bots("slow", SLOW),
    "pod": Attack("1 other in a pod", "{} others in a pod", _pod),
    "follow-back": Attack("1 other following back", "{} others following back", _ring),
    "self-replies": Attack(
        "1 reply of its own to each post",
        "{} replies of its own to each post",
        partial(add_self_replies, second=False),
    ),
    "second account": Attack(
        "1 reply of a second account to each post",
        "{} replies of a second account to each post",
        partial(add_self_replies, second=True),
    ),
}
"""By name, from what is caught most easily; each adds to one victim."""
