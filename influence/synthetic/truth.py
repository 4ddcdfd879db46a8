"""What is true of a world: how many different people will pass on each account's next post."""

import numpy as np

from influence.graph import FloatArray, IntArray
from influence.synthetic.people import People
from influence.synthetic.responses import Posts
from influence.synthetic.settings import WorldSettings

NODES = 9


def expected_amplifications(
    settings: WorldSettings,
    people: People,
    posts: Posts,
    follows: tuple[IntArray, IntArray],
    hazard: FloatArray,
) -> FloatArray:
    """Return (n,) the expected number of different people who pass on a post made when all ends.

    Bots and the pod's habit are left out: they are no audience. The mean over the virality of the
    post is a Gauss-Hermite sum. The first generation is exact; the two after it are the expectation
    of the branching process, which leaves out that a person may be reached twice.
    """
    actor, target = follows
    n = settings.accounts
    onward = settings.cascade * hazard / people.quality[target]
    second = np.bincount(target, weights=onward, minlength=n)
    third = np.bincount(target, weights=onward * second[actor], minlength=n)
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    spread = settings.virality
    if spread == 0.0:
        points, weights = np.zeros(1), np.ones(1)
    total = np.zeros(n)
    for point, weight in zip(points, weights, strict=True):
        pull = np.exp(posts.drift + spread * point - spread**2 / 2)
        direct = -np.expm1(-hazard * pull[target])
        carried = (people.quality * pull)[target]
        people_reached = direct * (1 + carried * (second[actor] + carried * third[actor]))
        total += weight * np.bincount(target, weights=people_reached, minlength=n)
    return total
