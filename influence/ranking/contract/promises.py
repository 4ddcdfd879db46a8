"""The promises of a score: each a function that returns why it is not kept, or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from influence.graph import FloatArray, InteractionGraph, from_networkx, to_networkx
from influence.ranking.column_names import taken_name
from influence.ranking.contract.worlds import (
    doubled,
    emptied,
    permuted,
    with_a_stranger,
    with_claims,
    with_one_more_repost,
)
from influence.ranking.digest import data_digest
from influence.scores import INVARIANCES, Score, Values

Promise = Callable[[Score, InteractionGraph], str]

TARGETS: Final = 10
_CLOSE: Final = 1e-6
_KEPT: Final = ""


def says_what_it_is(score: Score) -> str:
    """Return what a score does not say of itself."""
    if not score.question.endswith("?"):
        return "its question does not end in a question mark"
    for name in ("unit", "reference"):
        if not getattr(score, name).strip():
            return f"it says no {name}"
    if strangers := score.invariances - {*INVARIANCES}:
        return f"there is no invariance {', '.join(sorted(strangers))}: {', '.join(INVARIANCES)}"
    if not (score.invariances or score.why_no_invariance):
        return "it claims no invariance: say in why_no_invariance why none holds"
    return _KEPT


def takes_no_name_of_a_column(score: Score, graph: InteractionGraph) -> str:
    """Give neither itself nor a companion a name that a column of rankings has."""
    return taken_name(score, score(graph)) if score.origin else _KEPT


def values_are_aligned(score: Score, graph: InteractionGraph) -> str:
    """Give one number an account, none below 0 or infinite, each within its interval."""
    return next(_misaligned(score(graph), len(graph)), _KEPT)


def _misaligned(values: Values, n: int) -> Iterator[str]:
    ends = {"low": values.low, "high": values.high}
    columns = {"value": values.value, **values.companions}
    columns |= {name: each for name, each in ends.items() if each is not None}
    for name, column in columns.items():
        if column.shape != (n,):
            yield f"{name} has the shape {column.shape}, where the graph has ({n},)"
    if np.any(values.value < 0):
        yield "a value is below 0"
    if np.isinf(values.value).any():
        yield "a value is infinite"
    known = np.isfinite(values.value)
    if values.low is not None and not np.all((values.low <= values.value)[known]):
        yield "a value is below its own interval"
    if values.high is not None and not np.all((values.value <= values.high)[known]):
        yield "a value is above its own interval"


def facts_are_plain(score: Score, graph: InteractionGraph) -> str:
    """Give facts that are texts and numbers, which JSON and SQLite take."""
    facts = score(graph).facts
    strangers = [name for name, value in facts.items() if type(value) not in {str, int, float}]
    return f"no text or number: {', '.join(strangers)}" if strangers else _KEPT


def somebody_is_known(score: Score, graph: InteractionGraph) -> str:
    """Give some account a value, or say why none has one."""
    values = score(graph)
    if np.isfinite(values.value).any() or "why_nothing" in values.facts:
        return _KEPT
    return "no account has a value, and nothing says why"


def nobody_gives_nothing(score: Score, graph: InteractionGraph) -> str:
    """Give no values, and no error, of no accounts."""
    shape = score(emptied(graph)).value.shape
    return _KEPT if shape == (0,) else f"of no accounts the shape is {shape}"


def order_does_not_matter(score: Score, graph: InteractionGraph) -> str:
    """Give accounts in another order the same values."""
    order = np.random.default_rng(len(graph)).permutation(len(graph))
    there, here = score(permuted(graph, order)).value, score(graph).value[order]
    return _different(there, here, "in another order of accounts", _CLOSE)


def a_stranger_changes_no_order(score: Score, graph: InteractionGraph) -> str:
    """Leave the order of all others where one comes in that nobody touches."""
    before, after = score(graph).value, score(with_a_stranger(graph)).value[:-1]
    same = np.array_equal(np.argsort(before, kind="stable"), np.argsort(after, kind="stable"))
    return _KEPT if same else "an account that nobody touches changes the order of others"


def networkx_and_back(score: Score, graph: InteractionGraph) -> str:
    """Give the same where the graph goes through networkx and back."""
    again = score(from_networkx(to_networkx(graph))).value
    return _different(again, score(graph).value, "through networkx", 0.0)


def twice_the_same(score: Score, graph: InteractionGraph) -> str:
    """Give the same twice, and leave the graph as it was."""
    before = data_digest(graph)
    one, other = score(graph), score(graph)
    if data_digest(graph) != before:
        return "it changes the graph that it is given"
    if dict(one.facts) != dict(other.facts):
        return "its facts differ from call to call"
    return _different(one.value, other.value, "from call to call", 0.0)


def claims_change_nothing(score: Score, graph: InteractionGraph) -> str:
    """Give the same where sources claim seven times as much."""
    claimed = score(with_claims(graph, 7.0)).value
    return _different(claimed, score(graph).value, "where sources claim more", 0.0)


def doubling_changes_nothing(score: Score, graph: InteractionGraph) -> str:
    """Give the same where everything is done twice."""
    return _different(
        score(doubled(graph)).value, score(graph).value, "where everything is done twice", 1e-9
    )


def one_more_repost_lowers_nobody(score: Score, graph: InteractionGraph) -> str:
    """Lower nobody for being passed on by one more account."""
    before = score(graph).value
    for target in np.flatnonzero(graph.posts > 0)[:TARGETS].tolist():
        after = score(with_one_more_repost(graph, target)).value[target]
        if after < before[target]:
            return f"one more repost makes {before[target]:g} of an account {after:g}"
    return _KEPT


PROMISES: Final[Sequence[Promise]] = (
    takes_no_name_of_a_column,
    values_are_aligned,
    facts_are_plain,
    somebody_is_known,
    nobody_gives_nothing,
    order_does_not_matter,
    a_stranger_changes_no_order,
    networkx_and_back,
    twice_the_same,
)
"""What every score promises."""

OF_INVARIANCES: Final[Mapping[str, Promise]] = {
    "claims_ignored": claims_change_nothing,
    "counts_doubled": doubling_changes_nothing,
    "one_more_repost_never_lowers": one_more_repost_lowers_nobody,
}
"""What a score promises that says so."""


def _different(one: FloatArray, other: FloatArray, when: str, tolerance: float) -> str:
    """Return how many values differ, and an example; equal where both are unknown."""
    same = np.isclose(one, other, rtol=tolerance, atol=0.0, equal_nan=True)
    if same.all():
        return _KEPT
    at = int(np.flatnonzero(~same)[0])
    return f"{int((~same).sum())} values differ {when}: {one[at]:g} instead of {other[at]:g}"
