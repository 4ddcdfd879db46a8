"""Scores of others, held to what a score promises: else one sentence with file and line."""

import inspect
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from hashlib import blake2b

import numpy as np

from influence.errors import InfluenceError, ScoreUnusable
from influence.graph import FloatArray, InteractionGraph
from influence.scores.registry.described import Score, Values

Plain = float | int | str

ROUNDING = 1e-9
"""By how much of itself a value may lie outside of its interval."""

DERIVED = ("amplifiers", "actors", "amplifications_received", "amplifications_made", "present")
"""Columns that a graph works out when they are asked for, and keeps."""


def of_others(score: Score, origin: str, text: str | None = None) -> Score:
    """Return a score that is not ours: it says where it is from, and what it returns is checked.

    Parameters
    ----------
    origin
        Where it is from, in words.
    text
        Its source, whose digest is kept with every run; None: the source of its function.
    """
    digest = blake2b((text or _source(score.function)).encode(), digest_size=6).hexdigest()
    return replace(score, function=_guarded(score.function), origin=origin, digest=digest)


def line_of(error: BaseException, file: str) -> str:
    """Return where an error came from in a file, as ``file, line n``; the file alone if nowhere."""
    lines = [
        each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == file
    ]
    return f"{file}, line {lines[-1]}" if lines else file


def told(error: BaseException) -> str:
    """Return what an error says, on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".: ")


def _source(function: Callable[..., object]) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):  # typed at a prompt
        return repr(function.__code__.co_code) if inspect.isfunction(function) else repr(function)


def _guarded(function: Callable[..., object]) -> Callable[..., Values]:
    place = place_of(function)
    file = place.rpartition(", line ")[0]
    called = getattr(function, "__name__", "the score")

    @wraps(function)
    def checked(graph: InteractionGraph, **settings: object) -> Values:
        _lock(graph)
        try:
            found = function(graph, **settings)
        except InfluenceError:
            raise
        except (Exception, SystemExit) as error:
            raise ScoreUnusable(
                f"{line_of(error, file)}: {called} fails: {told(error)}."
            ) from error
        return _checked(found, len(graph), f"{place}: {called}")

    return checked


def _lock(graph: InteractionGraph) -> None:
    """Have columns refuse to be written to: what stands beside a score is read off them, too."""
    derived = (getattr(graph, name) for name in DERIVED)
    for column in (*vars(graph).values(), *derived, *graph.published, *graph.amplifications):
        if isinstance(column, np.ndarray):
            column.flags.writeable = False


def place_of(function: Callable[..., object]) -> str:
    """Return where a function stands, as ``file, line n``."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return "a score, line 1" if code is None else f"{code.co_filename}, line {code.co_firstlineno}"


def _checked(found: object, n: int, place: str) -> Values:
    """Return what a function returned as values of the right shape; bare numbers are the value."""
    given = found if isinstance(found, Values) else Values(_column(found, n, place, "its value"))
    facts = dict(_plain(given.facts, place))
    value = _column(given.value, n, place, "its value")
    low, high = (
        None if end is None else _column(end, n, place, name)
        for name, end in (("low", given.low), ("high", given.high))
    )
    _within(value, low, high, place)
    if n and "why_nothing" not in facts and not np.isfinite(value).any():
        facts["why_nothing"] = f"{place} gives no account of this data a value"
    return Values(
        value,
        low,
        high,
        {name: _column(each, n, place, name) for name, each in given.companions.items()},
        facts,
        {},  # stages explain the default score alone
    )


def _within(value: FloatArray, low: FloatArray | None, high: FloatArray | None, place: str) -> None:
    """Refuse values that lie outside of their own intervals by more than rounding."""
    slack = ROUNDING * np.abs(value)
    with np.errstate(invalid="ignore"):
        outside = np.zeros(value.shape, np.bool_)
        if low is not None:
            outside |= value < low - slack
        if high is not None:
            outside |= value > high + slack
    if outside.any():
        raise ScoreUnusable(
            f"{place} returns {int(outside.sum())} of {value.size} values that lie outside of their"
            " own interval: low is the lower end, high the upper one."
        )


def _column(found: object, n: int, place: str, name: str) -> FloatArray:
    try:
        column = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ScoreUnusable(
            f"{place} returns {type(found).__name__} as {name}, not a number an account: return"
            f" an array of shape (n,), here ({n},)."
        ) from error
    if column.shape != (n,):
        raise ScoreUnusable(
            f"{place} returns {name} of shape {column.shape}, where graph.accounts has ({n},)."
        )
    if np.isinf(column).any():
        raise ScoreUnusable(f"{place} returns infinity as {name}: write nan for what is unknown.")
    return column


def _plain(facts: Mapping[str, object], place: str) -> Iterator[tuple[str, Plain]]:
    for name, fact in facts.items():
        value = fact.item() if isinstance(fact, np.generic) else fact
        if not isinstance(value, str | int | float):
            raise ScoreUnusable(
                f"{place} returns {type(value).__name__} as the fact {name!r}: a fact is a text or"
                " a number."
            )
        yield name, value
