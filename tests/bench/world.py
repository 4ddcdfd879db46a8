"""Worlds that are measured; the files of that of the page: python world.py FOLDER."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from influence.synthetic import PLAIN, make_world, write_world

# 100,000 accounts, 300,000 posts, 950,000 follows and a million reposts and quotes with their
# posts and times: more response than anywhere in life, since a million acts are wanted of a
# world small enough to be drawn in seconds.
LARGE = replace(
    PLAIN,
    accounts=100_000,
    communities=100,
    follows_per_account=11.0,
    posts_median=2.6,
    lurkers=0.3,
    receptivity_spread=1.2,
    response=0.4,
    cascade=0.4,
)

# Half of that, for the page.
HALF = replace(LARGE, accounts=50_000, communities=50)

ACCOUNTS, POSTS, ACTS, DAYS = 100_000, 300_000, 1_000_000, 180
BEGIN = np.datetime64("2026-01-01", "s")


class Pairs(NamedTuple):
    """Reposts of posts, times in seconds since :data:`BEGIN`."""

    accounts: int
    author: np.ndarray
    published: np.ndarray
    actor: np.ndarray
    post: np.ndarray
    happened: np.ndarray


def draw_pairs(acts: int = ACTS) -> Pairs:
    """Draw reposts without a follower list, nearly every pair of accounts once.

    So they are on Twitter, where 92 % of the reposting pairs of the Higgs data act once.
    """
    accounts, posts = acts * ACCOUNTS // ACTS, acts * POSTS // ACTS
    random = np.random.default_rng(1)
    activity = random.lognormal(0, 1.2, accounts)
    author = random.choice(accounts, posts, p=activity / activity.sum())
    appeal = random.lognormal(0, 1.5, accounts)[author] * random.lognormal(0, 1, posts)
    post = random.choice(posts, acts, p=appeal / appeal.sum())
    actor = random.choice(accounts, acts, p=activity / activity.sum())
    published = random.integers(0, DAYS * 86_400, posts)
    happened = published[post] + random.exponential(86_400, acts).astype(np.int64)
    return Pairs(accounts, author, published, actor, post, happened)


if __name__ == "__main__":
    write_world(make_world(HALF), Path(sys.argv[1]))
