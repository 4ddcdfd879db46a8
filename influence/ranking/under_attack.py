"""How far an attack moves an account under a score, and what the guard against it costs.

Every victim is attacked alone, in a copy of the graph that nobody keeps. Places count every account
that has a value, those to check and those not rated included, so that a flag does not hide them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import NamedTuple

import numpy as np

from influence.errors import NothingFound
from influence.graph import BoolArray, FloatArray, IntArray, InteractionGraph
from influence.ranking.lists import CHECK, RANKED
from influence.ranking.places import places
from influence.ranking.quality import capture_at, concordance
from influence.ranking.runs import DEFAULT_SCORE, Run, compute
from influence.scores import Values, find_score
from influence.synthetic import ATTACKS

FOLLOWERS = (20, 60)
"""Followers of a victim: few enough to be worth an attack, enough to have an audience."""

TOP = 100

TRIGGERED, NEVER, ALWAYS = "triggered", "never", "always"
GUARDS = {TRIGGERED: "", NEVER: "unguarded", ALWAYS: "guarded"}
"""How a guard may be used → the companion that is the score then; empty: the value itself."""


class Outcome(NamedTuple):
    """What an attack of a size does to the victims of a score.

    Attributes
    ----------
    guard
        One of :data:`GUARDS`; None for a score without a guard.
    place_clean, place
        Median place of the victims without the attack and under it; nan where they have no value.
    lift
        Median of value under attack / value without.
    flagged
        Share of the victims that are to be checked before use; nan where nothing is flagged.
    """

    score: str
    guard: str | None
    attack: str
    size: int
    victims: int
    place_clean: float
    place: float
    lift: float
    flagged: float


class GuardCost(NamedTuple):
    """What a score is worth where nobody cheats, by how its guard is used.

    ``concordance`` and ``capture`` (of the best 100) are nan where no truth is known; ``flagged``
    of ``rated`` accounts are to be checked before use.
    """

    score: str
    guard: str | None
    concordance: float
    capture: float
    flagged: int
    rated: int


class _Standing(NamedTuple):
    """Value, place and whether they are to be checked, of some accounts; all (v,)."""

    value: FloatArray
    place: FloatArray
    flagged: FloatArray


def choose_victims(graph: InteractionGraph, count: int, seed: int) -> IntArray:
    """Return positions of so many accounts of middle rank by the default score, or all there are.

    They are drawn from the middle half of the ranked; those with 20 to 60 followers come first.

    Raises
    ------
    NothingFound
        Where nobody is ranked, or of nobody ranked a post is known.
    """
    ranked = compute(graph, find_score(DEFAULT_SCORE)).lists[RANKED].positions
    middle = ranked[ranked.size // 4 : ranked.size - ranked.size // 4]
    if not middle.size:
        raise NothingFound("No account is ranked, so there is nobody to attack: import more data.")
    middle = middle[np.nan_to_num(graph.posts[middle]) > 0]
    if not middle.size:
        raise NothingFound("No posts are known, so there is nothing that bots could pass on.")
    rng = np.random.Generator(np.random.PCG64(seed))
    return middle[np.lexsort((rng.random(middle.size), ~has_few_followers(graph)[middle]))][:count]


def has_few_followers(graph: InteractionGraph) -> BoolArray:
    """Return (n,) who is known to have 20 to 60 followers."""
    low, high = FOLLOWERS
    return np.asarray((graph.followers >= low) & (graph.followers <= high))


def guard_costs(run: Run, truth: FloatArray | None) -> list[GuardCost]:
    """Return what each use of the guard costs in a graph that nobody attacks.

    Parameters
    ----------
    truth
        (n,) expected amplifications of the next post, if known; accounts with posts are judged.
    """
    posted = np.nan_to_num(run.graph.posts) > 0
    flagged = run.lists[CHECK].positions.size
    rated = run.lists[RANKED].positions.size + flagged
    found = []
    for guard, column in _by_guard(run.values).items():
        figures = (np.nan, np.nan)
        if truth is not None:
            own, outcome = column[posted], truth[posted]
            figures = concordance(own, outcome), capture_at(TOP, own, outcome)
        found.append(GuardCost(run.score.name, guard, *figures, flagged, rated))
    return found


def attacked(
    clean: Sequence[Run],
    victims: IntArray,
    sizes: Sequence[int],
    seed: int,
    told: Callable[[int], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Yield what every attack of every size does to the victims under every score.

    An attack that takes more accounts than there are is left out.

    Parameters
    ----------
    clean
        One run a score, of the same graph.
    victims
        (v,) positions.
    seed
        Decides what the attackers draw.
    told
        Is told of each attack on one victim that is over.
    """
    before = [_standings(run, victims) for run in clean]
    for name, size in product(ATTACKS, sizes):
        after = [
            _after(clean, victim, name, size, seed + number, told)
            for number, victim in enumerate(victims.tolist())
        ]
        if not all(after):
            continue
        for place, run in enumerate(clean):
            per_victim = [each[place] for each in after]
            yield from _outcomes((run.score.name, name, size), before[place], per_victim)


def _outcomes(
    key: tuple[str, str, int],
    before: Mapping[str | None, _Standing],
    after: Sequence[Mapping[str | None, _Standing]],
) -> Iterator[Outcome]:
    """Yield the medians over the victims of one attack of one size under one score."""
    score, name, size = key
    for guard, was in before.items():
        now = [each[guard] for each in after]
        value, place, flagged = (np.concatenate(column) for column in zip(*now, strict=True))
        yield Outcome(
            score,
            guard,
            name,
            size,
            len(after),
            _median(was.place),
            _median(place),
            _median(_ratio(value, was.value)),
            float(flagged.mean()),
        )


def _after(
    clean: Sequence[Run],
    victim: int,
    name: str,
    size: int,
    seed: int,
    told: Callable[[int], None],
) -> list[dict[str | None, _Standing]]:
    """Return how one victim stands under every score once attacked; empty where it cannot be."""
    found: list[dict[str | None, _Standing]] = []
    with suppress(NothingFound):
        graph = ATTACKS[name].run(clean[0].graph, victim, size, seed)
        found = [_standings(compute(graph, run.score), np.array([victim])) for run in clean]
    told(1)
    return found


def _standings(run: Run, accounts: IntArray) -> dict[str | None, _Standing]:
    """Return how accounts stand under each use of the guard."""
    flags = np.full(accounts.size, np.nan)
    if "flagged" in run.values.companions:
        flags = np.isin(accounts, run.lists[CHECK].positions).astype(np.float64)
    return {
        guard: _Standing(column[accounts], _places(column)[accounts], flags)
        for guard, column in _by_guard(run.values).items()
    }


def _by_guard(values: Values) -> dict[str | None, FloatArray]:
    """Return the score under each use of its guard, (n,) each; one under None without a guard."""
    if not set(GUARDS.values()) <= {"", *values.companions}:
        return {None: values.value}
    return {
        guard: values.companions[column] if column else values.value
        for guard, column in GUARDS.items()
    }


def _places(column: FloatArray) -> FloatArray:
    return places(Values(column), np.flatnonzero(np.isfinite(column))).rank


def _ratio(now: FloatArray, before: FloatArray) -> FloatArray:
    out: FloatArray = np.full(now.size, np.nan)
    return np.divide(now, before, out=out, where=before > 0)


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")
