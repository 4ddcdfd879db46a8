"""Three lists that are never mixed: ranked, to check before use, and not rated."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from influence.graph import BoolArray, FloatArray, IntArray, InteractionGraph
from influence.scores import Values
from influence.scores.influence.constants import MIN_AMPLIFIERS, MIN_POSTS

RANKED, CHECK, UNRATED = "ranked", "check", "unrated"
STATUSES = (RANKED, CHECK, UNRATED)


class Listed(NamedTuple):
    """Accounts of one list, first to last: positions in the graph, and who stands equal to whom.

    Both of shape (m,). ``group`` ascends; accounts of one group are told apart by name alone.
    """

    positions: IntArray
    group: IntArray


class Observed(NamedTuple):
    """What the window holds of each account, (n,), nan unknown."""

    posts: FloatArray
    amplifications: FloatArray
    amplifiers: FloatArray
    active_audience: FloatArray
    followers: FloatArray


def observe(graph: InteractionGraph, values: Values) -> Observed:
    """Return the counts beside every score; the score's own, where it has them."""
    own = values.companions
    audience = graph.actors.astype(np.float64)
    named = ~graph.only_claimed
    return Observed(
        _first_known(own.get("posts"), graph.posts),
        _first_known(own.get("amplifications"), _where(named, graph.amplifications_received)),
        _first_known(own.get("amplifiers"), _where(named, graph.amplifiers.astype(np.float64))),
        _where(named | (audience > 0), audience),
        graph.followers,
    )


def _where(known: BoolArray, values: FloatArray) -> FloatArray:
    return np.where(known, values, np.nan)


def sort_out(values: Values, observed: Observed, may_be_listed: BoolArray) -> Mapping[str, Listed]:
    """Return the accounts of each list, in order; whom no list may show (n,) is on none.

    A score without ``rated`` ranks every account that has a value; without ``flagged`` none needs
    checking. An account is on the list of the unrated where it posted or was passed on; of one
    without either there is nothing to tell.
    """
    value = values.value
    rated = np.isfinite(value) & _is(values, "rated", default=True)
    present = np.isfinite(value) | (observed.posts > 0) | (observed.amplifiers > 0)
    unrated = present & ~rated & may_be_listed
    rated &= may_be_listed
    flagged = rated & _is(values, "flagged", default=False)
    missing = np.nansum(missing_evidence(observed), axis=0)
    return {
        RANKED: _in_order(rated & ~flagged, -value),
        CHECK: _in_order(flagged, -value),
        UNRATED: _in_order(unrated, missing, -observed.amplifications),
    }


def missing_evidence(observed: Observed) -> FloatArray:
    """Return how many posts and different amplifiers each account lacks to be rated, (2, n).

    nan where the posts of no account are known, so that the floor asks for none.
    """
    posts = np.maximum(MIN_POSTS - np.nan_to_num(observed.posts), 0.0)
    if not np.any(observed.posts > 0):
        posts = np.full_like(posts, np.nan)
    return np.stack([posts, np.maximum(MIN_AMPLIFIERS - observed.amplifiers, 0.0)])


def _is(values: Values, name: str, *, default: bool) -> BoolArray:
    column = values.companions.get(name)
    return np.full(values.value.size, default) if column is None else column == 1.0


def _first_known(first: FloatArray | None, second: FloatArray) -> FloatArray:
    return second if first is None else np.where(np.isnan(first), second, first)


def _in_order(chosen: BoolArray, *keys: FloatArray) -> Listed:
    """Return the chosen positions, the smallest keys first, those of equal keys in one group."""
    positions = np.flatnonzero(chosen)
    own = np.stack([key[positions] for key in keys])
    order = np.lexsort(own[::-1])
    own = own[:, order]
    changes = np.any(own[:, 1:] != own[:, :-1], axis=0)
    group = np.concatenate([np.zeros(min(positions.size, 1)), np.cumsum(changes)])
    return Listed(positions[order], group.astype(np.int64))
