"""The names of a ranking's columns, and which of them a score of others may not take."""

from influence.scores import Score, Values

IDENTITY = ("rank", "rank_low", "rank_high", "handle", "name", "platform")
INTERVAL = ("score_low", "score_high", "prob_top10")
STANDING = ("unit", "status")
MEASURES = (
    "quality",
    "posts",
    "amplifications",
    "amplifiers",
    "amplifiers_effective",
    "active_audience",
    "followers",
    "receptive_audience",
    "audience_passivity",
    "passivity",
)
"""Those by which accounts are compared."""

ALL_MEASURES = (
    "tier",
    "evidence",
    "topic_posts",
    "topic_share",
    "topic_share_low",
    "topic_share_high",
    "topic_lift",
    "overall_influence",
    "topic_amplifications",
    "topic_amplifiers",
    *MEASURES,
)
REFERENCES = ("flags", "why", "url", "account_id", "native_id")
METHOD = ("window_start", "window_end", "method")

OF_EVERY_RANKING = {*IDENTITY, *INTERVAL, *STANDING, *REFERENCES, *METHOD, "tied"}


def taken_name(score: Score, values: Values) -> str:
    """Return which name a score may not have, or give to a companion, and why; empty: none."""
    if not score.name.isidentifier():
        return f"{score.name} is no name: write the score with def"
    if score.name in OF_EVERY_RANKING | {*ALL_MEASURES}:
        return f"{score.name} is a column of rankings: give the function another name"
    for name in values.companions:
        if name in OF_EVERY_RANKING | {score.name}:
            return f"the companion {name} is a column of rankings: give it another name"
    return ""
