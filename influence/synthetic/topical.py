"""Worlds in which people are moved by one thing an account writes about and not by another."""

from dataclasses import dataclass

import numpy as np

from influence.graph import FloatArray, IntArray
from influence.synthetic.draws import Stage, below, lognormal, stream
from influence.synthetic.follows import draw_follows
from influence.synthetic.people import draw_people
from influence.synthetic.responses import draw_hazards, draw_posts
from influence.synthetic.settings import WorldSettings
from influence.synthetic.truth import expected_amplifications
from influence.synthetic.world import World, draw_all_acts

OWN_SHARE = 0.5
"""Share of an account's posts on the topic of its community; the others are on any."""


@dataclass(frozen=True, eq=False)
class TopicalWorld:
    """A world whose posts have topics.

    Attributes
    ----------
    topic
        (p,) the topic of each post.
    truth
        (n, topics) expected number of different people who pass on the account's next post on each.
    """

    world: World
    topic: IntArray
    truth: FloatArray


def make_topical_world(settings: WorldSettings, topics: int, spread: float) -> TopicalWorld:
    """Draw a world in which each account has a gain of its own on each topic.

    Parameters
    ----------
    settings
        As of any world; without cascades, so that the truth is exact.
    spread
        Standard deviation of the logarithm of the gains: .7 doubles or halves the response.
    """
    n = settings.accounts
    people = draw_people(settings)
    follows = draw_follows(settings, people)
    plain = draw_posts(settings, people)
    rng = stream(settings.seed, Stage.TOPICS)
    own = (people.community % topics)[plain.author]
    is_own = rng.random(plain.author.size) < OWN_SHARE
    topic = np.where(is_own, own, below(rng, topics, plain.author.size))
    gain = lognormal(stream(settings.seed, Stage.GAINS), n * topics, spread).reshape(n, topics)
    posts = plain._replace(pull=plain.pull * gain[plain.author, topic])
    hazards = draw_hazards(settings, people, *follows)
    truth = [
        expected_amplifications(
            settings, people, plain, follows, hazards.people * gain[follows[1], each]
        )
        for each in range(topics)
    ]
    listed = stream(settings.seed, Stage.LISTS).random(n) >= settings.lists_missing
    acts = draw_all_acts(settings, people, posts, follows, hazards)
    mixed = np.stack(truth, axis=1)
    world = World(settings, people, follows, listed, posts, acts, mixed.mean(axis=1))
    return TopicalWorld(world, topic, mixed)
