"""What a world is made of: its size, its habits, and what is planted in it."""

from dataclasses import dataclass, replace
from enum import IntEnum


class Role(IntEnum):
    """What an account was planted as; everybody else is ordinary."""

    ORDINARY = 0
    FAKE_FOLLOWER = 1
    BOUGHT_AUDIENCE = 2
    BOT = 3
    BOOSTED = 4
    POD = 5
    SILENT_CELEBRITY = 6
    NICHE_STAR = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSettings:
    """Settings of a world. Spreads are standard deviations of logarithms.

    Attributes
    ----------
    seed
        Decides everything that is drawn.
    accounts, communities, days
        Sizes; each community has one topic.
    follows_per_account
        Mean number of accounts that a person follows.
    posts_median
        Median number of posts, in the window, of those who post at all.
    lurkers
        Share of the accounts that never post.
    response
        Mean amplifications per exposure (1 in 318 in the paper's data).
    logistic
        Whether the chance of a response is logistic in the sum of all log traits, instead of that
        of at least one event at a rate that is their product.
    popularity_tail
        Pareto exponent of popularity; smaller is more unequal.
    quality_spread, quality_follows_popularity
        Spread of an account's own pull, and its correlation with popularity.
    receptivity_spread
        Spread of how readily a follower passes things on.
    homophily
        Share of follows that stay within the community.
    feed
        Posts in a follower's feed at which half of them go unseen.
    pair_noise
        Spread of the response of single pairs, known to nobody.
    virality, drift, affinity
        Spread of single posts' pull; spread of what an account's pull gains or loses over the
        window; log gain (loss) of response within (outside) the community.
    lists_missing
        Share of accounts whose follower list is not in the data.
    cascade
        Response to a passed-on post, as share of that to the author's own; 0 is no cascade.
    quotes
        Share of amplifications that are quotes.
    likes, replies
        Likes and replies for each expected amplification.
    fakes
        Share of accounts that only fill bought audiences.
    boosted, bots_each, pod, niche_stars, niche_audience, celebrity
        How many accounts are planted as what; a niche star's number of responsive followers.
    """

    seed: int = 1
    accounts: int = 20_000
    communities: int = 40
    days: int = 90
    follows_per_account: float = 20.0
    posts_median: float = 12.0
    lurkers: float = 0.5
    response: float = 1 / 318
    popularity_tail: float = 1.3
    quality_spread: float = 0.8
    quality_follows_popularity: float = 0.3
    receptivity_spread: float = 1.8
    homophily: float = 0.6
    feed: float = 400.0
    pair_noise: float = 0.3
    virality: float = 0.0
    drift: float = 0.0
    affinity: float = 0.0
    lists_missing: float = 0.0
    cascade: float = 0.0
    quotes: float = 0.1
    likes: float = 0.0
    replies: float = 0.0
    fakes: float = 0.05
    boosted: int = 0
    bots_each: int = 5
    pod: int = 0
    niche_stars: int = 0
    niche_audience: int = 300
    celebrity: bool = False
    logistic: bool = False


PLAIN = WorldSettings()
"""The world that the default score's model describes, but for the pair noise and the feed."""

HARSH = replace(
    PLAIN, virality=1.0, drift=0.7, affinity=0.7, lists_missing=0.1, cascade=0.4, pair_noise=0.7
)
"""A world that breaks the model in every way that we know of."""

KINDS = {
    "plain": PLAIN,  # the model as it is: what a score can reach at best
    "harsh3": replace(HARSH, posts_median=3.0),  # a week of data: hardly any posts to judge by
    "harsh": HARSH,  # the model broken in every way: what a score has to live with
    "harsh60": replace(HARSH, posts_median=60.0),  # a year of data: what own posts tell outweighs
    "viral": replace(HARSH, virality=1.3),  # a few posts make most of the amplifications
    "drift": replace(HARSH, drift=1.2),  # who was good three months ago need not be today
    "harsh_x4": replace(HARSH, response=4 * PLAIN.response),  # a livelier network: long cascades
    "harsh_logit": replace(HARSH, logistic=True),  # not multiplicative, as the default score is
}
"""Kinds of worlds to compare scores on, each with its reason."""

PLANTED = replace(PLAIN, boosted=5, pod=10, niche_stars=10, celebrity=True)
"""The plain world with bots, a pod, a silent celebrity and niche stars in it."""

DEMO = replace(
    PLANTED,
    seed=2026,
    accounts=3_000,
    communities=12,
    virality=0.5,
    quotes=0.15,
    likes=4.0,
    replies=0.7,
    response=1 / 100,
    popularity_tail=2.0,
    boosted=2,
    bots_each=6,
    pod=8,
    niche_stars=4,
    niche_audience=250,
)
"""A small blogosphere to look at: more response, so that single accounts have something to show,
and popularity spread less wide, so that the most followed are not followed by everybody."""
