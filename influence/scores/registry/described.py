"""What a score is, how a function is described as one, and what it returns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

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
    """One named measure, with the words that stand beside its number everywhere.

    ``origin`` and ``digest`` say of a score of others where it is from, and which text of it was
    run; they are empty for those of this project, which its version tells.
    """

    name: str
    function: Callable[..., Values]
    question: str
    unit: str
    reference: str
    invariances: frozenset[str]
    why_no_invariance: str = ""
    needs: tuple[str, ...] = ()
    origin: str = ""
    digest: str = ""

    @property
    def origin_facts(self) -> dict[str, str]:
        """Where a score of others is from, as facts of its run; none of one of ours."""
        return {"score_origin": self.origin, "score_digest": self.digest} if self.origin else {}

    def __call__(self, graph: InteractionGraph, **settings: object) -> Values:
        """Compute the score of every account of the graph."""
        return self.function(graph, **settings)


Function = TypeVar("Function", bound=Callable[..., Any])
_DESCRIBED: dict[Callable[..., object], Score] = {}


def score(
    *,
    question: str,
    unit: str,
    reference: str,
    invariances: tuple[str, ...] = (),
    why_no_invariance: str = "",
    needs: tuple[str, ...] = (),
) -> Callable[[Function], Function]:
    """Describe a function as the score of its own name.

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

    def register(function: Function) -> Function:
        _DESCRIBED[function] = Score(
            function.__name__,
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


def described(function: object) -> Score | None:
    """Return the score that a function was described as; None where it was not."""
    return _DESCRIBED.get(function) if callable(function) else None
