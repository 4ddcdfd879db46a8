"""Who follows whom: heavy-tailed, mostly within communities, and what is planted on top."""

import numpy as np

from influence.graph import FloatArray, IntArray
from influence.synthetic.draws import Stage, below, lognormal, normal, stream
from influence.synthetic.people import People, sellers
from influence.synthetic.settings import Role, WorldSettings

OUT_DEGREE_SPREAD = 0.8
CELEBRITY_LEAD = 1.3
BOUGHT_AT_LEAST = 0.2

Pairs = tuple[IntArray, IntArray]


def draw_follows(settings: WorldSettings, people: People) -> Pairs:
    """Return (actor, target) of every follow, without repetition, ordered by target, then actor."""
    n = settings.accounts
    ordinary = _ordinary(settings, people)
    counts = np.bincount(ordinary[1], minlength=n)
    rng = stream(settings.seed, Stage.PLANTED_FOLLOWS)
    planted = [
        _bought(settings, people, rng),
        _bots(people),
        _pod(people),
        _celebrity(people, int(CELEBRITY_LEAD * counts.max(initial=0)), rng),
        _niche(settings, people, rng),
    ]
    actor, target = map(np.concatenate, zip(ordinary, *planted, strict=True))
    key = np.unique(target[actor != target] * n + actor[actor != target])
    return key % n, key // n


def _ordinary(settings: WorldSettings, people: People) -> Pairs:
    n = settings.accounts
    rng = stream(settings.seed, Stage.FOLLOWS)
    degree = np.rint(settings.follows_per_account * lognormal(rng, n, OUT_DEGREE_SPREAD))
    degree[np.isin(people.role, (Role.FAKE_FOLLOWER, Role.BOT))] = 0
    actor = np.repeat(np.arange(n), degree.astype(np.int64))
    by_community = np.argsort(people.community, kind="stable")
    edges = np.concatenate([[0.0], np.cumsum(people.popularity[by_community])])
    sizes = np.bincount(people.community, minlength=settings.communities)
    ends = edges[np.cumsum(sizes)]
    starts = np.concatenate([[0.0], ends[:-1]])
    near = rng.random(actor.size) < settings.homophily
    own = people.community[actor]
    low = np.where(near, starts[own], 0.0)
    high = np.where(near, ends[own], edges[-1])
    point = low + rng.random(actor.size) * (high - low)
    place = np.clip(np.searchsorted(edges, point, side="right") - 1, 0, n - 1)
    return actor, by_community[place]


def _bought(settings: WorldSettings, people: People, rng: np.random.Generator) -> Pairs:
    """Let every buyer draw from one seller's fake followers, a fifth to once as often as there are.

    Some are drawn twice, so that a buyer holds between 18 and 63 % of them.
    """
    buyer = np.flatnonzero(people.role == Role.BOUGHT_AUDIENCE)
    fake = np.flatnonzero(people.role == Role.FAKE_FOLLOWER)
    fake = fake[np.argsort(people.owner[fake], kind="stable")]
    stock = np.bincount(people.owner[fake], minlength=max(sellers(settings), 1))
    seller = np.arange(buyer.size) % stock.size
    share = BOUGHT_AT_LEAST + (1 - BOUGHT_AT_LEAST) * rng.random(buyer.size)
    target = np.repeat(np.arange(buyer.size), (share * stock[seller]).astype(np.int64))
    first = np.cumsum(stock) - stock
    chosen = first[seller[target]] + below(rng, stock[seller[target]], target.size)
    return fake[chosen], buyer[target]


def _bots(people: People) -> Pairs:
    bot = np.flatnonzero(people.role == Role.BOT)
    return bot, people.owner[bot]


def _pod(people: People) -> Pairs:
    member = np.flatnonzero(people.role == Role.POD)
    return np.repeat(member, member.size), np.tile(member, member.size)


def _celebrity(people: People, count: int, rng: np.random.Generator) -> Pairs:
    """Give the celebrity more followers than anybody has: those who hardly pass anything on."""
    celebrity = np.flatnonzero(people.role == Role.SILENT_CELEBRITY)
    if not celebrity.size:
        return celebrity, celebrity
    actor = _by_receptivity(people, rng)[:count]
    return actor, np.full(actor.size, celebrity[0])


def _niche(settings: WorldSettings, people: People, rng: np.random.Generator) -> Pairs:
    """Give each niche star a few hundred followers out of the readiest quarter."""
    star = np.flatnonzero(people.role == Role.NICHE_STAR)
    ready = _by_receptivity(people, rng)[::-1]
    ready = ready[: max(ready.size // 4, 1)]
    actor = ready[below(rng, ready.size, star.size * settings.niche_audience)]
    return actor, np.repeat(star, settings.niche_audience)


def _by_receptivity(people: People, rng: np.random.Generator) -> IntArray:
    """Return everybody who can act, roughly from the least to the most receptive."""
    who = np.flatnonzero(people.receptivity > 0)
    seen: FloatArray = np.log(people.receptivity[who]) + normal(rng, who.size)
    return who[np.argsort(seen, kind="stable")]
