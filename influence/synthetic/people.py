"""Accounts with what nobody can see in the data: popularity, pull, receptivity, role."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from influence.errors import UsageError
from influence.graph import BoolArray, FloatArray, IntArray
from influence.synthetic.draws import Stage, below, lognormal, normal, stream
from influence.synthetic.settings import Role, WorldSettings

ACTIVITY_SPREAD = 1.0
FAKES_PER_SELLER = 1_000
BUYERS_PER_SELLER = 8


class People(NamedTuple):
    """Columns of shape (n,). ``owner`` is whom a bot serves, and the seller of a fake follower."""

    community: IntArray
    popularity: FloatArray
    quality: FloatArray
    receptivity: FloatArray
    posts: IntArray
    role: IntArray
    owner: IntArray


def draw_people(settings: WorldSettings) -> People:
    """Draw all accounts of a world; ids carry no information.

    Raises
    ------
    UsageError
        Where there are too few accounts for all that are planted.
    """
    n = settings.accounts
    rng = stream(settings.seed, Stage.PEOPLE)
    community = below(rng, settings.communities, n)
    chance = rng.random(n)
    popularity = (1.0 - chance) ** (-1.0 / settings.popularity_tail)
    rho = settings.quality_follows_popularity
    own = np.sqrt(1 - rho**2) * normal(rng, n)
    pull = rho * ndtri(np.clip(chance, 1e-9, 1 - 1e-9)) + own
    quality = np.exp(settings.quality_spread * pull - settings.quality_spread**2 / 2)
    receptivity = lognormal(rng, n, settings.receptivity_spread)
    lurks = rng.random(n) < settings.lurkers
    written = np.rint(settings.posts_median * np.exp(ACTIVITY_SPREAD * normal(rng, n)))
    role, owner = _cast(settings, lurks)
    posts = np.where(lurks, 0, written).astype(np.int64)
    planted = (role != Role.ORDINARY) & ~lurks
    posts[planted] = np.maximum(posts[planted], int(settings.posts_median))
    machines = np.isin(role, (Role.FAKE_FOLLOWER, Role.BOT))
    receptivity[machines] = popularity[machines] = 0.0
    return People(community, popularity, quality, receptivity, posts, role, owner)


def sellers(settings: WorldSettings) -> int:
    """Return among how many sellers the fake followers are divided."""
    fakes = round(settings.fakes * settings.accounts)
    return -(-fakes // FAKES_PER_SELLER)


def buyers(settings: WorldSettings) -> int:
    """Return how many accounts bought an audience: a few for each seller, fewer of a small one."""
    fakes = round(settings.fakes * settings.accounts)
    return -(-fakes * BUYERS_PER_SELLER // FAKES_PER_SELLER)


def _cast(settings: WorldSettings, lurks: BoolArray) -> tuple[IntArray, IntArray]:
    """Choose who plays what: fakes and bots among those who never post, the rest among posters."""
    rng = stream(settings.seed, Stage.ROLES)
    role = np.full(lurks.size, Role.ORDINARY, dtype=np.int64)
    owner = np.full(lurks.size, -1, dtype=np.int64)
    shuffled = np.argsort(rng.random(lurks.size), kind="stable")
    silent, posting = shuffled[lurks[shuffled]], shuffled[~lurks[shuffled]]
    fakes = round(settings.fakes * lurks.size)
    bots = settings.boosted * settings.bots_each
    _need("never post", silent.size, fakes + bots)
    role[silent[:fakes]] = Role.FAKE_FOLLOWER
    owner[silent[:fakes]] = np.arange(fakes) % max(sellers(settings), 1)
    role[silent[fakes : fakes + bots]] = Role.BOT
    parts = {
        Role.BOUGHT_AUDIENCE: buyers(settings),
        Role.BOOSTED: settings.boosted,
        Role.POD: settings.pod,
        Role.SILENT_CELEBRITY: int(settings.celebrity),
        Role.NICHE_STAR: settings.niche_stars,
    }
    _need("post", posting.size, sum(parts.values()))
    role[posting[: sum(parts.values())]] = np.repeat(list(parts), list(parts.values()))
    boosted = np.flatnonzero(role == Role.BOOSTED)
    owner[role == Role.BOT] = np.repeat(boosted, settings.bots_each)
    return role, owner


def _need(those_who: str, there_are: int, asked: int) -> None:
    if there_are < asked:
        raise UsageError(
            f"{asked} accounts are to be planted among the {there_are} that {those_who}:"
            " ask for more accounts, or plant fewer."
        )
