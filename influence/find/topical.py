"""Influence within a topic: the default score, moved by how an account's posts on it were taken.

T_topic = T (R_t + k) / (E_t + k): T is the account's own influence, R_t how often its posts on the
topic were passed on, E_t = R Q_t / Q how often they would have been, were they like all its posts,
and k = κ (1 + T / φ) how much is believed beforehand. Where all posts are on the topic, or nobody
passed anything on, it is the influence itself.
"""

from dataclasses import replace
from hashlib import blake2b

import numpy as np

from influence.errors import NothingFound
from influence.find.topic_counts import TopicCounts, shares, topic_counts
from influence.find.topic_spread import TopicSpread, expected_on_topic, topic_share, topic_spread
from influence.graph import BoolArray, FloatArray, InteractionGraph
from influence.ranking import UNRATED, Run, compute
from influence.ranking.lists import Listed
from influence.ranking.places import NORMAL_90
from influence.scores import Score, Values

NAME = "topical_influence"
UNIT = "expected amplifications per post on the topic"
KEPT = ("rated", "flagged", "tier", "evidence")
"""Companions of the default score that hold within a topic as well."""


def topical_run(base: Run, on_topic: BoolArray, topic: str) -> Run:
    """Return the run of influence within a topic, over the graph of a run of the default score.

    Parameters
    ----------
    base
        A run of the default score.
    on_topic
        (p,) which posts of ``base.graph.published`` are on the topic.
    topic
        The query, as it was typed: what the run is known by.

    Raises
    ------
    NothingFound
        Where nobody is rated in the window, or no post of it is on the topic.
    """
    if reason := base.values.facts.get("why_nothing"):
        raise NothingFound(f"Nothing can be ranked by {NAME}: {reason}.")
    if not on_topic.any():
        raise NothingFound(
            f"No post of {base.window} is on the topic {topic!r}; try other words, or join with OR."
        )
    values = topical_values(base.graph, base.values, on_topic)

    def function(graph: InteractionGraph, *, topic: str = "") -> Values:  # noqa: ARG001 found above
        """Move the default score by how the posts on a topic were taken; see docs/topics.md."""
        return values

    score = Score(
        name=NAME,
        function=function,
        question="How many people will pass on this account's next post on the topic?",
        unit=UNIT,
        reference="The default score, with Gamma-Poisson shrinkage of the posts on the topic",
        invariances=frozenset(),
        needs=("posts", "topic_posts"),
    )
    found = compute(base.graph, score, window=base.window, settings={"topic": topic})
    digest = blake2b(bytes.fromhex(base.digest) + np.packbits(on_topic).tobytes(), digest_size=16)
    lists = {**found.lists, UNRATED: _on_topic_first(found)}
    return replace(found, digest=digest.hexdigest(), lists=lists)


def _on_topic_first(run: Run) -> Listed:
    """Return those not rated, who wrote on the topic before who did not."""
    positions, group = run.lists[UNRATED]
    off = ~np.isfinite(run.values.value[positions])
    order = np.argsort(off, kind="stable")
    shifted = group + off * (int(group.max(initial=0)) + 1)
    return Listed(positions[order], shifted[order])


def topical_values(graph: InteractionGraph, base: Values, on_topic: BoolArray) -> Values:
    """Return influence within a topic, (n,): nan where an account has no post on it.

    Companions: the influence it starts from, how much better or worse posts on the topic were taken
    (``topic_lift``), and the counts that this rests on.
    """
    counts = topic_counts(graph, on_topic)
    spread = topic_spread(graph, on_topic, counts, base.value)
    share, share_low, share_high = shares(counts.topic_posts, counts.posts)
    lift = topic_lift(counts, base.value, spread)
    value = np.where(counts.topic_posts > 0, base.value * lift, np.nan)
    low, high = _interval(counts, base, value, spread)
    companions = {
        "overall_influence": base.value,
        "topic_lift": lift,
        "topic_posts": counts.topic_posts,
        "topic_share": share,
        "topic_share_low": share_low,
        "topic_share_high": share_high,
        "topic_amplifications": counts.topic_received,
        "topic_amplifiers": counts.topic_amplifiers,
        **{name: base.companions[name] for name in KEPT},
    }
    facts: dict[str, float | int | str] = {
        name: base.facts[name] for name in ("tier", "what_cannot_be_known")
    }
    facts |= {
        "kappa_topic": spread.kappa,
        "phi_topic": spread.phi if np.isfinite(spread.phi) else "infinite",
        "fitted_accounts": spread.accounts,
    }
    return Values(value, low, high, companions, facts, base.stages)


def topic_lift(counts: TopicCounts, influence: FloatArray, spread: TopicSpread) -> FloatArray:
    """Return how many times better posts on the topic were taken, (n,), shrunk to 1."""
    believed = spread.kappa * (1.0 + influence / spread.phi)
    return (counts.topic_received + believed) / (expected_on_topic(counts) + believed)


def _interval(
    counts: TopicCounts, base: Values, value: FloatArray, spread: TopicSpread
) -> tuple[FloatArray, FloatArray]:
    """Return the two ends, (n,): as wide as those of influence, and wider by what the lift may be.

    The lift varies as its Gamma posterior does, and not at all where all posts are on the topic.
    Both spreads add up as those of independent log-normal numbers.
    """
    low, high = base.low, base.high
    if low is None or high is None:  # the default score has both
        return value, value
    known = counts.topic_received / (1.0 + base.value / spread.phi) + spread.kappa
    of_lift = NORMAL_90 * np.sqrt((1.0 - topic_share(counts)) / known)
    with np.errstate(divide="ignore", invalid="ignore"):
        down = np.hypot(np.log(base.value / low), of_lift)
        up = np.hypot(np.log(high / base.value), of_lift)
    return value * np.exp(-down), value * np.exp(up)
