"""A small world where nobody cheats, whom to attack in it, and what an attack changed."""

from dataclasses import replace

import numpy as np

from influence.synthetic import DEMO, make_world
from influence.synthetic.attacks import BUSY, CAMOUFLAGED, EXCLUSIVE, SLOW, partners

HABITS = {"exclusive": EXCLUSIVE, "camouflaged": CAMOUFLAGED, "busy": BUSY, "slow": SLOW}
PLANTS = {"boosted": 0, "pod": 0, "celebrity": False, "niche_stars": 0}
WORLD = make_world(replace(DEMO, seed=71, accounts=240, communities=3, lists_missing=0.2, **PLANTS))
GRAPH = WORLD.graph()
_FIT = np.flatnonzero(GRAPH.listed & (GRAPH.posts >= 20) & (GRAPH.amplifiers > 0))
VICTIM = int(_FIT[np.argmin(GRAPH.amplifiers[_FIT])])
"""Has a follower list, posts enough to tell shares apart, and few amplifiers."""

MEMBERS = partners(GRAPH, VICTIM, 4, seed=3)


def table(acts):
    """Return one tuple a row of the amplifications."""
    return list(zip(*(column.tolist() for column in acts), strict=True))


def new_rows(before, after):
    """Return the amplifications that were added; the others have to be there still."""
    old = set(table(before.amplifications))
    rows = table(after.amplifications)
    assert len(rows) == len(set(rows)) == len(old) + len(set(rows) - old)
    return [row for row in rows if row not in old]


def same(one, other, *, but=()):
    """Compare two graphs in everything that they hold."""
    for name in ("accounts", "posts", "followers", "listed", "since", "until"):
        if name not in but:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for name in ("published", "amplifications"):
        for column, twin in zip(getattr(one, name), getattr(other, name), strict=True):
            np.testing.assert_array_equal(column, twin, name)
    assert set(one.acts) == set(other.acts)
    for kind, matrix in one.acts.items():
        np.testing.assert_array_equal(matrix.toarray(), other.acts[kind].toarray(), kind)
    if "weeks" not in but:
        np.testing.assert_array_equal(one.weeks.toarray(), other.weeks.toarray())
