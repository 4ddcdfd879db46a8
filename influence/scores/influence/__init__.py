"""The default score, stage by stage: one file a stage, every constant in ``constants.py``.

From outside only the score itself is used; the stages are there to be explained and tested.
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait

import numpy as np

from influence.graph import (
    ExposurePairs,
    FloatArray,
    InteractionGraph,
    known_exposures,
    laid_out,
)
from influence.scores.influence.audience import features
from influence.scores.influence.constants import GUARD_RATIO
from influence.scores.influence.drift import account_drift
from influence.scores.influence.estimate import Estimate, estimate, interval
from influence.scores.influence.evidence import Evidence, amplifications, gather, post_counts
from influence.scores.influence.guard import guard_weights
from influence.scores.influence.receptivity import Receptivity, fit_receptivity
from influence.scores.influence.single_posts import PostNoise, post_noise, posts_by_count
from influence.scores.influence.summary import companions, facts, stages
from influence.scores.influence.virality import post_dispersion
from influence.scores.registry import Values, score


@score(
    question="How many people will pass on this account's next post?",
    unit="expected amplifications per post",
    reference="Receptivity-adjusted influence, after Romero, Galuba, Asur and Huberman (2011)",
    why_no_invariance=(
        "claimed followers enter the promise, shrinkage depends on the size of counts, and "
        "every account's number moves a little when the fit to all of them moves"
    ),
)
def influence(graph: InteractionGraph) -> Values:
    """Estimate how many different accounts will repost or quote the account's next post.

    What such an audience usually gives (followers weighted by how much each passes on, learned
    without the account's own posts), corrected by what was observed, then by what recent windows
    show. Where single posts are known and as unequal as a log-normal, each post speaks for itself,
    so that one lucky post is no more than that; else their sum does. Where a few or exclusive
    accounts carry more than half of it, the guarded number stands and the account is flagged.

    Parameters
    ----------
    graph
        Posts, reposts and quotes of a window; follower lists where they are known.

    Returns
    -------
    Values
        (n,) expected amplifications per post (per hour where no account's posts are known) and an
        interval labelled 90 %; nan for accounts without posts. Companions: see ``summary.py``.

    Notes
    -----
    The paper's arcs run target → actor; rows of our matrices act and columns are acted on.

    Window
    ------
    All of the window that is asked for; what is recent weighs more where it holds enough, with
    half-lives of a quarter, a sixteenth and a sixty-fourth of the window.

    Cannot tell
    -----------
    Who really saw a post: exposures are an upper bound. Whether who acts was moved by the post.
    What one single post will do: the interval is for the mean of many.
    """
    with ThreadPoolExecutor(1) as other:  # most of it is numpy, which lets others run
        exposed = other.submit(known_exposures, graph) if "follow" in graph.acts else None
        heard = other.submit(_receptivity, exposed, len(graph))
        wait([exposed] if exposed else [])  # what it frees is room for the evidence
        del exposed
        evidence = gather(graph)
        if not evidence.acts.weight.sum():
            return _nothing(len(graph))
        noise, psi = _spreads(graph, evidence)
        receptivity = heard.result()
        audience = receptivity and receptivity.audience
        matrix, names = features(graph, evidence.accounts, evidence.tier, audience)
        unguarded = other.submit(estimate, evidence, matrix, names, noise)
        weight = guard_weights(evidence.pairs, graph.amplifications_made, evidence.exposure)
        guarded = estimate(evidence, matrix, names, noise, weight)
        plain = unguarded.result()
        beside = other.submit(companions, graph, evidence, receptivity, plain, guarded)
        flagged = plain.value > GUARD_RATIO * guarded.value
        value = np.where(flagged, guarded.value, plain.value)
        low, high = interval(plain, value, noise, psi)
    return Values(
        laid_out(value, evidence.accounts, len(graph)),
        laid_out(low, evidence.accounts, len(graph)),
        laid_out(high, evidence.accounts, len(graph)),
        beside.result(),
        facts(evidence, receptivity, (plain, guarded), names, (noise, psi)),
        stages(evidence, plain, len(graph)),
    )


def _receptivity(exposed: Future[ExposurePairs] | None, n: int) -> Receptivity | None:
    """Run stage 1 on the pairs whose exposures are known, if any of them acted."""
    if exposed is None:
        return None
    target, actor, exposures, acted, _ = exposed.result()
    if not acted.any():
        return None
    return fit_receptivity(target, actor, exposures, acted, n)


def _spreads(graph: InteractionGraph, evidence: Evidence) -> tuple[PostNoise, float]:
    """Return how single posts vary, and how much quality drifts."""
    author, count = post_counts(graph, evidence)
    phi = np.inf if evidence.per_hour else post_dispersion(author, count)
    noise = _noise(evidence, count, phi)
    return noise, account_drift(author, graph.published.published[: author.size], count, noise)


def _noise(evidence: Evidence, count: FloatArray, phi: float) -> PostNoise:
    """Return how single posts vary, by the count (p,) of each."""
    if not count.size or evidence.per_hour:
        return PostNoise(phi)
    author, _, kept = evidence.posted
    by_count = posts_by_count(author, count[kept], evidence.exposure, amplifications(evidence))
    return post_noise(*by_count, phi)


def _nothing(n: int) -> Values:
    why = "no post in this window whose own record is held was reposted or quoted by anybody else"
    return Values(
        np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan), facts={"why_nothing": why}
    )


__all__ = ["Estimate", "influence"]
