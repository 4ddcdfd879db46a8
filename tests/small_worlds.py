"""Small worlds: enough accounts to fit the default score, few enough to loop over."""

import numpy as np

from influence.graph import (
    Amplifications,
    InteractionGraph,
    PostTable,
    in_order,
    pair_matrix,
    weeks_acted,
)

DAY = 86400.0


def world(seed, n=30, listed_share=1.0):
    """Make a small world of posts, followers and reposts, with a few exclusive amplifiers.

    Posts carry likes and replies, a few of them unknown; nothing else is claimed of them.
    """
    random = np.random.default_rng(seed)
    posts = random.integers(0, 9, n)
    author = np.repeat(np.arange(n), posts)
    published = random.uniform(0, 64 * DAY, author.size).round()
    follow = random.random((n, n)) < random.uniform(0.05, 0.5, n)
    follow[(np.arange(n) + 1) % n, np.arange(n)] = True
    np.fill_diagonal(follow, False)
    quality, receptive = random.exponential(1, n), random.exponential(1, n)
    chance = np.clip(0.4 * quality[author][:, None] * receptive[None, :], 0, 0.9)
    acts = (random.random(chance.shape) < chance) & follow[:, author].T
    acts |= random.random(chance.shape) < 0.005
    acts[np.arange(author.size), author] = False
    post, actor = np.nonzero(acts)
    amplified = Amplifications(
        actor, author[post], post, published[post] + 3600.0, np.ones(post.size)
    )
    fans, followed = np.nonzero(follow)
    listed = random.random(n) < listed_share
    likes, replies = (
        np.where(random.random(author.size) < 0.9, random.poisson(mean, author.size), np.nan)
        for mean in (6, 1)
    )
    return InteractionGraph(
        np.arange(n),
        {
            "follow": pair_matrix(fans, followed, np.ones(fans.size), n),
            "repost": pair_matrix(actor, author[post], np.ones(post.size), n),
        },
        posts.astype(float),
        follow.sum(axis=0).astype(float),
        listed,
        PostTable(
            np.arange(author.size),
            author,
            published,
            np.full(author.size, np.nan),
            likes,
            replies,
        ),
        in_order(amplified),
        None,
        0.0,
        64 * DAY,
        weeks_acted(actor, author[post], published[post] + 3600.0, n),
    )
