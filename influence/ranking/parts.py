"""The default score taken apart: stages that add up to it, and the amplifiers that carry it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph import TIER_C, InteractionGraph, induced, neighbourhood, to_networkx
from influence.scores import Values
from influence.scores.influence.constants import GUARD_RATIO, LADDER
from influence.scores.influence.leave_out import Fitted, without_each

if TYPE_CHECKING:
    import networkx as nx

PAIRS_SHOWN = 10


class Part(NamedTuple):
    """One stage: what it is in words, what it adds, and the sum so far."""

    stage: str
    words: str
    adds: float
    sum: float


class Carrier(NamedTuple):
    """One amplifier of an account: what it did, and what the score is without it.

    ``share`` is its part of all amplifications; ``elsewhere`` what it amplified of other accounts;
    ``exposures`` how many posts it could see, None where no list tells; ``posts`` the post ids.
    """

    account_id: int
    amplified: float
    share: float
    elsewhere: float
    exposures: float | None
    without: float
    posts: tuple[int, ...]


def stages(values: Values, position: int) -> list[Part]:
    """Return the parts of one account's influence; their sum is its value.

    What such an audience promises, what the account's own posts show, what each recent window adds
    to that, and what the guard takes away where it is in force.
    """
    own = {
        name: float(column[position])
        for name, column in (*values.companions.items(), *values.stages.items())
    }
    marks = [
        ("promise", "what such an audience usually gives", own["promised"]),
        ("observed", _observed_words(own), own["observed_mean"]),
    ]
    for place, part in enumerate(LADDER, 1):
        words = f"recent posts weigh more: half-life 1/{part} of the window"
        marks.append((f"recent {place}", words, own[f"recent_{place}"]))
    marks.append(("guard", _guard_words(own), float(values.value[position])))
    before = 0.0
    parts = []
    for stage, words, mark in marks:
        parts.append(Part(stage, words, mark - before, mark))
        before = mark
    return parts


def _observed_words(own: Mapping[str, float]) -> str:
    posts = "" if np.isnan(own["posts"]) else f" of {own['posts']:.0f} posts"
    least = "at least " if own["tier"] == TIER_C else ""
    return (
        f"what was seen: {own['amplifications']:.0f} amplifications{posts}"
        f" by {least}{own['amplifiers']:.0f} different accounts"
    )


def _guard_words(own: Mapping[str, float]) -> str:
    if own["tier"] == TIER_C:
        return "nothing can be taken: nobody knows who the amplifiers are"
    if own["flagged"]:
        return "few or exclusive accounts carry more than half of it: the guarded number stands"
    if own["guarded"] >= own["unguarded"]:
        return "nothing taken: no few or exclusive accounts carry it"
    return (
        f"nothing taken: without the excess of few or exclusive accounts it would be"
        f" {own['guarded']:.3g}, more than 1/{GUARD_RATIO:g} of it"
    )


def carriers(graph: InteractionGraph, values: Values, position: int) -> tuple[list[Carrier], float]:
    """Return the ten amplifiers without whom the score falls most, and Q_i's share they make.

    Read off the networkx graph of the account's neighbourhood: an edge actor → account carries
    the posts that were amplified.
    """
    near = neighbourhood(graph, position)
    part = induced(graph, near)
    network = to_networkx(part)
    account = int(graph.accounts[position])
    edges = [
        (int(actor), data["amplified"])
        for actor, _, data in network.in_edges(account, data=True)
        if "amplified" in data
    ]
    if not edges:
        return [], 0.0
    made = np.asarray(graph.amplified.sum(axis=1)).ravel()
    actors = np.array([actor for actor, _ in edges])
    at = np.searchsorted(part.accounts, actors)
    own = int(np.searchsorted(near, position))
    without = without_each(part, own, at, _fitted(values, position))[:-1]
    acted = np.array([sum(count for _, _, count in acts) for _, acts in edges])
    order = np.lexsort((actors, -acted, without))[:PAIRS_SHOWN]
    total = acted.sum()
    rows = [
        Carrier(
            edges[k][0],
            float(acted[k]),
            float(acted[k] / total),
            float(made[near[at[k]]] - acted[k]),
            _exposures(network, edges[k][0], account),
            float(without[k]),
            tuple(post for post, _, _ in edges[k][1] if post is not None),
        )
        for k in order
    ]
    return rows, float(acted[order].sum() / total)


def _fitted(values: Values, position: int) -> Fitted:
    shape = str(values.facts["unguarded_shape"]).split()
    return Fitted(
        float(values.stages["promised"][position]),
        float(values.stages["audience_size"][position]),
        np.array([float(each) for each in shape]),
        float("inf") if values.facts["phi"] == "infinite" else float(values.facts["phi"]),
        float(values.facts.get("post_spread", "nan")),
    )


def _exposures(network: "nx.DiGraph[int]", actor: int, account: int) -> float | None:
    """Return how many posts the actor could see: those since its follow began; None unknown."""
    follow = network.edges[actor, account]
    if "follow" not in follow or not network.nodes[account].get("listed"):
        return None
    began = follow.get("follow_began")
    posts = network.nodes[account].get("published", [])
    if began is None or not posts:
        count = network.nodes[account].get("posts")
        return None if count is None else float(count)
    return float(sum(1 for _, moment, _ in posts if moment is None or moment >= began))
