"""Events per post: as the source claims them, else as the data holds them."""

import numpy as np

from influence.errors import one_of
from influence.graph.arrays import FloatArray
from influence.graph.averages import mean_by
from influence.graph.interaction_graph import InteractionGraph

PER = {"post": "post", "1000_followers": "post and 1,000 followers"}
"""Each denominator, and how it ends a unit."""


def events_per_post(
    graph: InteractionGraph, claimed: FloatArray, held: FloatArray | None, per: str = "post"
) -> FloatArray:
    """Return events per post, or per post and 1,000 followers, as (n,).

    Parameters
    ----------
    claimed
        (p,) events of each post, nan unknown. The rate is their mean over the posts that have one.
    held
        (n,) events of each account that the data holds, for accounts none of whose posts has a
        number: these are divided by the posts. None where the data holds none of the kind.
    per
        One of ``PER``.

    Returns
    -------
    FloatArray
        nan where neither is known, and per 1,000 followers where no followers are claimed.

    Raises
    ------
    UsageError
        Where ``per`` has none of its values.
    """
    one_of("per", per, PER)
    rate = mean_by(graph.published.author, claimed, len(graph))
    if held is not None:
        np.divide(held, graph.posts, out=rate, where=np.isnan(rate) & (graph.posts > 0))
    if per == "post":
        return rate
    relative = np.full(len(graph), np.nan)
    np.divide(1000.0 * rate, graph.followers, out=relative, where=graph.followers > 0)
    return relative


def why_no_rate(events: str, per: str) -> str:
    """Return why no account has a rate of these events."""
    if per == "post":
        return f"no {events} of posts are known"
    return f"no account has both {events} that are known and followers that are claimed"


def held_of(graph: InteractionGraph, kind: str) -> FloatArray | None:
    """Return the acts of a kind on each account, (n,); None where the data holds none."""
    if kind not in graph.acts:
        return None
    return np.asarray(graph.acts[kind].sum(axis=0), dtype=np.float64).ravel()
