"""What is known of each audience before anything is observed: the features of the promise."""

import numpy as np
from scipy.sparse import csr_array

from influence.graph import TIER_A, BoolArray, FloatArray, IntArray, InteractionGraph, sum_by
from influence.scores.influence.constants import KNOWN_SHARE


def followers_known(graph: InteractionGraph) -> FloatArray:
    """Return followers (n,): as claimed; where nothing is claimed, those of a complete list."""
    return np.where(
        np.isnan(graph.followers) & graph.listed, held_followers(graph), graph.followers
    )


def held_followers(graph: InteractionGraph) -> FloatArray:
    """Return how many followers of each account the data holds, (n,)."""
    if "follow" not in graph.acts:
        return np.zeros(len(graph))
    return np.diff(graph.by_target("follow").indptr).astype(np.float64)


def features(
    graph: InteractionGraph, accounts: IntArray, tier: IntArray, audience: FloatArray | None
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the feature matrix (c, f) and the names of its columns; the first is constant.

    ``audience`` (n,) is the receptive audience where stage 1 could learn it. A feature that fewer
    than ``KNOWN_SHARE`` of the candidates have is left out.
    """
    columns = {"constant": np.ones(accounts.size)}
    followers = np.log1p(followers_known(graph)[accounts])
    known = np.isfinite(followers)
    sized = known.mean() >= KNOWN_SHARE
    if sized:
        columns["followers"] = np.where(known, followers, followers[known].mean())
        columns |= _indicator("followers unknown", ~known)
    listed = tier == TIER_A
    if audience is not None and listed.mean() >= KNOWN_SHARE:
        log_audience = _complete(audience[accounts], listed, columns.get("followers"))
        columns["receptive audience"] = log_audience
        columns |= _indicator("list unknown", ~listed)
    elif "follow" in graph.acts:
        active = active_elsewhere(graph)[accounts]
        if (active > 0).mean() >= KNOWN_SHARE:
            columns["followers active elsewhere"] = np.log1p(active)
    return np.column_stack(list(columns.values())), tuple(columns)


def active_elsewhere(graph: InteractionGraph) -> FloatArray:
    """Return how many held followers of each account amplified anybody else, (n,)."""
    made = graph.amplifications_made
    pattern = graph.acts["follow"].tocoo()
    own = csr_array(graph.amplified)[pattern.row, pattern.col]
    active = (made[pattern.row] - np.asarray(own).ravel()) > 0
    return sum_by(pattern.col, active, len(graph))


def _complete(audience: FloatArray, listed: BoolArray, size: FloatArray | None) -> FloatArray:
    """Return log audience; where a list is missing or empty, the straight line on log followers."""
    seen = listed & (audience > 0)
    log_audience = np.log(np.where(seen, audience, 1.0))
    if size is None or np.ptp(size[seen]) == 0.0:
        return np.where(seen, log_audience, log_audience[seen].mean())
    slope, height = np.polyfit(size[seen], log_audience[seen], 1)
    return np.where(seen, log_audience, height + slope * size)


def _indicator(name: str, condition: BoolArray) -> dict[str, FloatArray]:
    return {name: condition.astype(np.float64)} if condition.any() else {}
