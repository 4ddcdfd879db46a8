"""What is true of a world: how many different people will pass on each account's next post."""

from collections.abc import Callable

import numpy as np

from influence.graph import FloatArray, IntArray
from influence.synthetic.people import People
from influence.synthetic.responses import Posts, chance
from influence.synthetic.settings import WorldSettings

NODES = 9
STEP = 0.05
"""Steps of log pull between which the later generations are interpolated: they are 1 in 1000 off
at most."""

Follows = tuple[IntArray, IntArray]
Onward = Callable[[FloatArray], FloatArray]


def expected_amplifications(
    settings: WorldSettings, people: People, posts: Posts, follows: Follows, hazard: FloatArray
) -> FloatArray:
    """Return (n,) the expected number of different people who pass on a post made when all ends.

    Bots and the pod's habit are left out: they are no audience. The mean over the virality of the
    post is a Gauss-Hermite sum. The first generation is exact; the two after it are the expectation
    of the branching process, which leaves out that a person may be reached twice: that is a few per
    cent too much in ``HARSH``, more where cascades are larger.
    """
    target = follows[1]
    n = settings.accounts
    spread = settings.virality
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    if spread == 0.0:
        points, weights = np.zeros(1), np.ones(1)
    pulls = [np.exp(posts.drift + spread * point - spread**2 / 2) for point in points]
    onward = _onward(settings, people.quality, follows, hazard, pulls)
    total = np.zeros(n)
    for pull, weight in zip(pulls, weights, strict=True):
        direct = chance(hazard * pull[target], logistic=settings.logistic)
        people_reached = direct * (1 + onward(people.quality * pull))
        total += weight * np.bincount(target, weights=people_reached, minlength=n)
    return total


def _onward(
    settings: WorldSettings,
    quality: FloatArray,
    follows: Follows,
    hazard: FloatArray,
    pulls: list[FloatArray],
) -> Onward:
    """Return what passing on brings of further people, (m,): a function of what a post carries on.

    That is the pull of the post, (n,), of which the author's quality is a part and that of the
    amplifier is none. The chance of each step is read off a table over the log of the pull.
    """
    actor, target = follows
    if not settings.cascade:
        return lambda _: np.zeros(actor.size)
    n = settings.accounts
    per_pull = settings.cascade * hazard / quality[target]
    bounds = np.log(
        [(quality * pull).min() for pull in pulls] + [(quality * pull).max() for pull in pulls]
    )
    lowest = bounds.min() - STEP
    table = np.empty((int((bounds.max() - lowest) / STEP) + 2, n))
    for row in range(len(table)):
        step = chance(per_pull * np.exp(lowest + STEP * row), logistic=settings.logistic)
        second = np.bincount(target, weights=step, minlength=n)
        table[row] = second + np.bincount(target, weights=step * second[actor], minlength=n)

    def onward(carried: FloatArray) -> FloatArray:
        place = (np.log(carried[target]) - lowest) / STEP
        row = place.astype(np.int64)
        part = place - row
        return np.asarray((1.0 - part) * table[row, actor] + part * table[row + 1, actor])

    return onward
