"""Who passes what on: every pair has a hazard, every post a pull, and time does the rest.

Follower j amplifies post p of account i with probability 1 - exp(-h_ij g_p): h_ij is the hazard of
the pair, g_p the pull of the post (its virality, times what the account's quality has drifted to).
In a logistic world h_ij g_p are the odds, so that log odds are a sum of log traits (Rasch's model).
"""

from typing import NamedTuple

import numpy as np

from influence.graph import BoolArray, FloatArray, IntArray
from influence.synthetic.draws import Stage, lognormal, normal, poisson, spans, stream, weighted
from influence.synthetic.people import People
from influence.synthetic.settings import Role, WorldSettings

DAY = 86_400.0
POD_HABIT, BOT_HABIT = 0.7, 0.9
MEAN_DELAY = 6 * 3600.0
GENERATIONS = 3


class Posts(NamedTuple):
    """The posts, (p,), ordered by author, then time: seconds since the world began, and pull."""

    author: IntArray
    published: FloatArray
    pull: FloatArray
    drift: FloatArray  # (n,) log gain of each account's quality over the whole window


class Hazards(NamedTuple):
    """Columns of shape (m,), aligned with the follows: of people, and with bots and pods on top."""

    people: FloatArray
    everybody: FloatArray


class Acts(NamedTuple):
    """Acts of one kind, (e,). ``via`` is the account that showed the post, -1 the author itself."""

    actor: IntArray
    post: IntArray
    happened: FloatArray
    via: IntArray


def draw_posts(settings: WorldSettings, people: People) -> Posts:
    """Draw when each account posts, and how much pull each post has."""
    rng = stream(settings.seed, Stage.POSTS)
    author = np.repeat(np.arange(settings.accounts), people.posts)
    published = np.floor(rng.random(author.size) * settings.days * DAY)
    virality = lognormal(rng, author.size, settings.virality)
    drift = settings.drift * normal(rng, settings.accounts)
    published = published[np.lexsort((published, author))]
    age = published / (settings.days * DAY)
    return Posts(author, published, virality * np.exp(drift[author] * age), drift)


def draw_hazards(
    settings: WorldSettings, people: People, actor: IntArray, target: IntArray
) -> Hazards:
    """Return the hazards of all follows, scaled to the world's mean response per exposure."""
    rng = stream(settings.seed, Stage.PAIRS)
    posts = people.posts.astype(np.float64)
    feed = np.bincount(actor, weights=posts[target], minlength=settings.accounts)
    shown = 1.0 / (1.0 + feed / settings.feed)
    same = people.community[actor] == people.community[target]
    hazard = people.quality[target] * (people.receptivity * shown)[actor]
    hazard *= lognormal(rng, actor.size, settings.pair_noise)
    hazard *= np.exp(np.where(same, settings.affinity, -settings.affinity))
    exposures = posts[target].sum()
    hazard *= settings.response * exposures / max(float(posts[target] @ hazard), 1e-300)
    planted = np.zeros(actor.size)
    in_pod = (people.role[actor] == Role.POD) & (people.role[target] == Role.POD)
    planted[in_pod] = _strength(POD_HABIT, logistic=settings.logistic)
    planted[people.role[actor] == Role.BOT] = _strength(BOT_HABIT, logistic=settings.logistic)
    return Hazards(hazard, np.maximum(hazard, planted))


def draw_acts(
    settings: WorldSettings,
    stage: Stage,
    posts: Posts,
    follows: tuple[IntArray, IntArray],
    hazard: FloatArray,
) -> Acts:
    """Draw the followers' own acts: at most one an actor and post, within the window.

    As many events as the hazards of all pairs promise are thrown at the pairs, then at the posts
    of the pair's target; whoever hits a post twice counts once. That is exactly the probability
    above, and its cost is the number of events, not of exposures. The same odds give a smaller
    chance, so that a logistic world keeps a part of these acts.
    """
    rng = stream(settings.seed, stage)
    actor, target = follows
    n = settings.accounts
    edges = np.concatenate([[0.0], np.cumsum(posts.pull)])
    first = np.searchsorted(posts.author, np.arange(n + 1))
    total = edges[first[1:]] - edges[first[:-1]]
    weight = hazard * total[target]
    pair = weighted(rng, weight, poisson(rng, float(weight.sum())))
    who = target[pair]
    point = edges[first[who]] + rng.random(pair.size) * total[who]
    post = np.searchsorted(edges, point, side="right") - 1
    post = np.clip(post, first[who], first[who + 1] - 1)
    key = np.unique(post * n + actor[pair])
    if settings.logistic:
        followed = posts.author[key // n] * n + key % n
        strength = hazard[np.searchsorted(target * n + actor, followed)] * posts.pull[key // n]
        kept = chance(strength, logistic=True) / chance(strength, logistic=False)
        key = key[rng.random(key.size) < kept]
    actor, post = key % n, key // n
    happened = posts.published[post] + _delay(rng, key.size)
    return _within(settings, Acts(actor, post, happened, np.full(key.size, -1)))


def chance(strength: FloatArray, *, logistic: bool) -> FloatArray:
    """Return the probability of a response, given the product of all traits.

    >>> chance(np.array([0.5, 1.0]), logistic=True).round(3).tolist()
    [0.333, 0.5]
    >>> chance(np.array([0.5, 1.0]), logistic=False).round(3).tolist()
    [0.393, 0.632]
    """
    return strength / (1.0 + strength) if logistic else -np.expm1(-strength)


def _strength(habit: float, *, logistic: bool) -> float:
    """Return the strength whose chance is a habit."""
    return habit / (1.0 - habit) if logistic else float(-np.log1p(-habit))


def spread_on(
    settings: WorldSettings,
    posts: Posts,
    quality: FloatArray,
    follows: tuple[IntArray, IntArray],
    hazard: FloatArray,
    acts: Acts,
) -> Acts:
    """Let each amplification show the post to the amplifier's own followers, and theirs in turn.

    A follower responds to what is passed on as to the amplifier's own posts, times the cascade
    share, times the quality of the author over that of the amplifier. Nobody counts twice.
    """
    rng = stream(settings.seed, Stage.CASCADES)
    follower, target = follows
    n = settings.accounts
    first = np.searchsorted(target, np.arange(n + 1))
    found, latest = acts, acts
    for _ in range(GENERATIONS - 1):
        shower = latest.actor
        event, pair = spans(first[shower], first[shower + 1] - first[shower])
        post = latest.post[event]
        author = posts.author[post]
        strength = hazard[pair] / quality[shower[event]] * quality[author] * posts.pull[post]
        likely = chance(settings.cascade * strength, logistic=settings.logistic)
        hit = rng.random(pair.size) < likely
        hit &= follower[pair] != author
        event, pair, post = event[hit], pair[hit], post[hit]
        when = latest.happened[event] + _delay(rng, event.size)
        new = _within(settings, Acts(follower[pair], post, when, shower[event]))
        latest = _new_only(found, new, n)
        found = joined(found, latest)
    return chosen(found, np.lexsort((found.actor, found.post)))


def chosen(acts: Acts, rows: IntArray | BoolArray) -> Acts:
    """Return some of the acts, by position or by condition."""
    return Acts(acts.actor[rows], acts.post[rows], acts.happened[rows], acts.via[rows])


def joined(first: Acts, second: Acts) -> Acts:
    """Return the acts of both, the first ones first."""
    return Acts(
        np.concatenate([first.actor, second.actor]),
        np.concatenate([first.post, second.post]),
        np.concatenate([first.happened, second.happened]),
        np.concatenate([first.via, second.via]),
    )


def _new_only(found: Acts, new: Acts, n: int) -> Acts:
    key, place = np.unique(new.post * n + new.actor, return_index=True)
    place = place[~np.isin(key, found.post * n + found.actor)]
    return chosen(new, place)


def _within(settings: WorldSettings, acts: Acts) -> Acts:
    """Drop what would happen after the window: nobody has seen it yet."""
    return chosen(acts, acts.happened < settings.days * DAY)


def _delay(rng: np.random.Generator, size: int) -> FloatArray:
    return np.asarray(np.floor(-MEAN_DELAY * np.log1p(-rng.random(size))) + 1)
