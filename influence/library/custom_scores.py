"""Scores of the user's own: a file, or a described function, where a score may be named."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from typing import Any, NamedTuple

from influence.errors import UsageError
from influence.scores import (
    Score,
    added,
    all_scores,
    described,
    find_score,
    of_others,
    read_score_file,
)

Scored = str | Score | Callable[..., Any]
"""What may stand where a score is named: its name, or a function under ``@influence.score``."""

ScoreFiles = str | PathLike[str] | Iterable[str | PathLike[str]]
ALL = "all"


class Named(NamedTuple):
    """The names of the scores that were asked for, and of those that files brought."""

    asked: Sequence[str]
    of_files: Sequence[str]


@contextmanager
def within_reach(
    asked: Scored | Iterable[Scored] | None, score_file: ScoreFiles = ()
) -> Iterator[Named]:
    """Let scores of the user's own be found by name within this block, and yield what was named.

    Parameters
    ----------
    asked
        A score, several, or None.
    score_file
        A file of a score, or several.

    Raises
    ------
    InputUnusable, ScoreUnusable
        Where a file cannot be read, or is no score.
    UsageError
        Where a function is no score.
    """
    files = [score_file] if isinstance(score_file, str | PathLike) else score_file
    from_files = [read_score_file(str(each)) for each in files]
    if asked is None or isinstance(asked, str) or not isinstance(asked, Iterable):
        asked = [] if asked is None else [asked]
    given = [each if isinstance(each, str) else _score_of(each) for each in asked]
    own = [each for each in given if isinstance(each, Score) and each.origin]
    with added([*from_files, *own]):
        names = [each if isinstance(each, str) else each.name for each in given]
        yield Named(names, [each.name for each in from_files])


def chosen_scores(names: Iterable[str], leading: Iterable[str] = ()) -> list[Score]:
    """Return the scores that are asked for, each once; ``all`` is what leads, then all others.

    Raises
    ------
    UnknownScore
        Where there is none of that name.
    """
    names = list(names)
    if ALL in names:
        names = [*(name for name in names if name != ALL), *leading, *all_scores()]
    return [find_score(name) for name in dict.fromkeys(names)]


def _score_of(asked: Score | Callable[..., Any]) -> Score:
    if isinstance(asked, Score):
        return asked
    found = described(asked)
    if found is None:
        called = getattr(asked, "__name__", repr(asked))
        raise UsageError(f"{called} is no score: put @influence.score(question=...) before it.")
    where = found.function.__module__ or "a prompt"
    if where.startswith("influence.scores."):
        return found
    return of_others(found, f"function of {where}")
