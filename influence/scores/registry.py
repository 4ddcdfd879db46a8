"""The registry of scores: a file in this folder with one decorated function is a score.

Everything else reads it: the command line, the page, the notebooks, the documentation, the tests.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from influence.errors import UnknownScore
from influence.graph import FloatArray, InteractionGraph

NEEDS = ("posts", "amplifiers", "followers")
"""What a score may need of an account; anything else it needs is said in words."""

INVARIANCES = ("counts_doubled", "claims_ignored", "one_more_repost_never_lowers")


@dataclass(frozen=True, slots=True)
class Values:
    """What a score says of each account, aligned with ``graph.accounts``; all of shape (n,).

    ``nan`` is *not observed* or *not rated*, never a silent zero. ``companions`` stand beside the
    value in tables; ``stages`` say how it came about, and are for explaining it alone. ``facts``
    are the numbers of the whole computation: rounds, residual, fitted constants.
    """

    value: FloatArray
    low: FloatArray | None = None
    high: FloatArray | None = None
    companions: Mapping[str, FloatArray] = field(default_factory=dict)
    facts: Mapping[str, float | int | str] = field(default_factory=dict)
    stages: Mapping[str, FloatArray] = field(default_factory=dict)


def known_values(
    value: FloatArray, why_nothing: str, facts: Mapping[str, float | int | str] | None = None
) -> Values:
    """Return values, with the reason among their facts where not one is known."""
    if np.isfinite(value).any():
        return Values(value, facts=facts or {})
    return Values(value, facts={"why_nothing": why_nothing})


@dataclass(frozen=True, slots=True)
class Score:
    """One named measure, with the words that stand beside its number everywhere."""

    name: str
    function: Callable[..., Values]
    question: str
    unit: str
    reference: str
    invariances: frozenset[str]
    why_no_invariance: str = ""
    needs: tuple[str, ...] = ()

    def __call__(self, graph: InteractionGraph, **settings: object) -> Values:
        """Compute the score of every account of the graph."""
        return self.function(graph, **settings)


_SCORES: dict[str, Score] = {}


def score(
    *,
    question: str,
    unit: str,
    reference: str,
    invariances: tuple[str, ...] = (),
    why_no_invariance: str = "",
    needs: tuple[str, ...] = (),
) -> Callable[[Callable[..., Values]], Callable[..., Values]]:
    """Register a function as the score of its own name.

    Parameters
    ----------
    question
        What the number answers, as a PR person would ask it.
    unit
        What one is: accounts, reposts per post, ...
    reference
        Paper or documentation that defines it.
    invariances
        Those of ``INVARIANCES`` that hold; the contract test checks exactly these.
    why_no_invariance
        The reason, where none holds.
    needs
        What an account must have to be given a value: those of ``NEEDS``, and in words what else,
        so that one without a value can be told why.
    """

    def register(function: Callable[..., Values]) -> Callable[..., Values]:
        name = function.__name__
        _SCORES[name] = Score(
            name,
            function,
            question,
            unit,
            reference,
            frozenset(invariances),
            why_no_invariance,
            needs,
        )
        return function

    return register


def all_scores() -> Mapping[str, Score]:
    """Return every score by name, in alphabetical order."""
    return {name: _imported(name) for name in _names()}


def find_score(name: str) -> Score:
    """Return one score; only its own file is imported.

    Raises
    ------
    UnknownScore
        Where there is none of that name; the nearest names are offered.
    """
    if name not in _names():
        raise UnknownScore(name, _names())
    return _imported(name)


def _names() -> list[str]:
    """Return the files of this folder; each but the registry is named after its score."""
    package = importlib.import_module("influence.scores")
    names = {module.name for module in pkgutil.iter_modules(package.__path__)}
    return sorted(names - {"registry"})


def _imported(name: str) -> Score:
    importlib.import_module(f"influence.scores.{name}")
    return _SCORES[name]
