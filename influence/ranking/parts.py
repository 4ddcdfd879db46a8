"""The default score taken apart: stages that add up to it, and the amplifiers that carry it."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from influence.graph import TIER_C, InteractionGraph, induced, neighbourhood, sum_by
from influence.scores import Values
from influence.scores.influence.constants import GUARD_RATIO, LADDER
from influence.scores.influence.leave_out import Fitted, without_each

PAIRS_SHOWN, LOOKED_AT = 10, 256
"""So many amplifiers are shown, and so many are left out in turn to find them."""


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

    Of more amplifiers than are looked at, those are that passed on most.
    """
    acts = graph.amplifications
    own = acts.only(acts.target == position)
    actors, of = np.unique(own.actor, return_inverse=True)
    if not actors.size:
        return [], 0.0
    acted = sum_by(of, own.times, actors.size)
    looked_at = np.sort(np.lexsort((actors, -acted))[:LOOKED_AT])
    near = neighbourhood(graph, position)
    here, at = np.searchsorted(near, position), np.searchsorted(near, actors[looked_at])
    fitted = _fitted(values, position)
    without = without_each(induced(graph, near), int(here), at, fitted)[:-1]
    order = np.lexsort((actors[looked_at], -acted[looked_at], without))[:PAIRS_SHOWN]
    made = graph.amplifications_made
    rows = []
    for k, value in zip(looked_at[order].tolist(), without[order].tolist(), strict=True):
        posts = own.post[(of == k) & (own.post >= 0)]
        actor = int(actors[k])
        rows.append(
            Carrier(
                int(graph.accounts[actor]),
                float(acted[k]),
                float(acted[k] / acted.sum()),
                float(made[actor] - acted[k]),
                _exposures(graph, actor, position),
                value,
                tuple(graph.published.ids[posts].tolist()),
            )
        )
    return rows, float(acted[looked_at[order]].sum() / acted.sum())


def _fitted(values: Values, position: int) -> Fitted:
    shape = str(values.facts["unguarded_shape"]).split()
    return Fitted(
        float(values.stages["promised"][position]),
        float(values.stages["audience_size"][position]),
        np.array([float(each) for each in shape]),
        float("inf") if values.facts["phi"] == "infinite" else float(values.facts["phi"]),
        float(values.facts.get("post_spread", "nan")),
    )


def _exposures(graph: InteractionGraph, actor: int, position: int) -> float | None:
    """Return how many posts the actor could see: those since its follow began; None unknown."""
    follow = graph.acts.get("follow")
    if follow is None or not graph.listed[position]:
        return None
    start, end = follow.indptr[actor : actor + 2]
    found = np.flatnonzero(follow.indices[start:end] == position)
    if not found.size:
        return None
    began = np.nan if graph.follow_began is None else graph.follow_began[start + found[0]]
    published = graph.published.published[graph.published.author == position]
    if np.isnan(began) or not published.size:
        count = float(graph.posts[position])
        return None if np.isnan(count) else count
    return float(np.count_nonzero(~(published < began)))
