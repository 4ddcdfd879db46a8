"""Go through every promise of one score."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from influence.errors import InfluenceError
from influence.graph import InteractionGraph
from influence.ranking.contract.promises import (
    OF_INVARIANCES,
    PROMISES,
    Promise,
    says_what_it_is,
)
from influence.ranking.contract.worlds import small_worlds
from influence.scores import Score


class Checked(NamedTuple):
    """One promise: its name, what it says, and why it is not kept; empty where it is."""

    promise: str
    meaning: str
    why_not: str


def check(score: Score) -> Iterator[Checked]:
    """Yield every promise of a score, as it is kept on small invented worlds."""
    yield Checked(
        "says_what_it_is",
        "It says its question, unit, source and promises.",
        says_what_it_is(score),
    )
    own = [OF_INVARIANCES[name] for name in sorted(score.invariances & {*OF_INVARIANCES})]
    for promise in (*PROMISES, *own):
        meaning = (promise.__doc__ or "").splitlines()[0]
        yield Checked(promise.__name__, meaning, _why_not(promise, score, small_worlds()))


def _why_not(promise: Promise, score: Score, graphs: Sequence[InteractionGraph]) -> str:
    try:
        return next(filter(None, (promise(score, deepcopy(graph)) for graph in graphs)), "")
    except InfluenceError as error:
        return str(error)
