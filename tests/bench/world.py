"""Write a world that is measured: python world.py lists|pairs|page FOLDER."""

import csv
import sys
from dataclasses import replace
from pathlib import Path

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


def write_pairs(folder: Path) -> None:
    """Write a million reposts without a follower list, nearly every pair of accounts once.

    So they are on Twitter, where 92 % of the reposting pairs of the Higgs data act once.
    """
    random = np.random.default_rng(1)
    activity = random.lognormal(0, 1.2, ACCOUNTS)
    author = random.choice(ACCOUNTS, POSTS, p=activity / activity.sum())
    appeal = random.lognormal(0, 1.5, ACCOUNTS)[author] * random.lognormal(0, 1, POSTS)
    post = random.choice(POSTS, ACTS, p=appeal / appeal.sum())
    actor = random.choice(ACCOUNTS, ACTS, p=activity / activity.sum())
    published = random.integers(0, DAYS * 86_400, POSTS)
    happened = published[post] + random.exponential(86_400, ACTS).astype(np.int64)
    _write(folder / "accounts.csv", id=range(ACCOUNTS), handle=range(ACCOUNTS))
    _write(
        folder / "posts.csv",
        post_id=range(POSTS),
        account_id=author.tolist(),
        created_at=_texts(published),
    )
    _write(
        folder / "interactions.csv",
        actor_id=actor.tolist(),
        target_id=author[post].tolist(),
        type=["repost"] * ACTS,
        post_id=post.tolist(),
        created_at=_texts(happened),
    )


def _texts(seconds: np.ndarray) -> list[str]:
    return [f"{moment}Z" for moment in np.datetime_as_string(BEGIN + seconds).tolist()]


def _write(path: Path, **columns) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


if __name__ == "__main__":
    which, folder = sys.argv[1], Path(sys.argv[2])
    if which in {"lists", "page"}:
        write_world(make_world(LARGE if which == "lists" else HALF), folder)
    else:
        write_pairs(folder)
