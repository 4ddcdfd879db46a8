"""Check that a score of your own keeps what every score promises."""

from dataclasses import dataclass
from os import PathLike

from influence.errors import UsageError
from influence.library.custom_scores import Scored, within_reach
from influence.library.results import Result
from influence.ranking.contract import check
from influence.scores import find_score
from influence.show import Column, Row, counted

COLUMNS = (
    Column("score", keep=1),
    Column("promise"),
    Column("kept"),
    Column("why_not", wrap=True),
    Column("meaning", keep=2, wrap=True),
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Contract(Result):
    """Every promise of a score, a row each.

    Attributes
    ----------
    is_kept
        Whether all are kept.
    """

    is_kept: bool


def check_score(score: str | PathLike[str] | Scored) -> Contract:
    """Check a score on small invented worlds: what it returns, and what must not change it.

    Parameters
    ----------
    score
        A file with one, a function under :func:`influence.score`, or the name of one.

    Returns
    -------
    Contract
        A row a promise: ``score``, ``promise``, ``kept``, ``why_not``, ``meaning``; the same that
        tests check of the scores of this project (docs/library.md).

    Raises
    ------
    ScoreUnusable, InputUnusable
        Where it is no score at all: file and line.
    UnknownScore
        Where there is none of that name.

    Examples
    --------
    >>> import influence as inf
    >>> @inf.score(question="How many posts?", unit="posts", reference="a count")
    ... def much(graph):
    ...     return graph.posts - 1
    >>> [row["promise"] for row in inf.check_score(much) if not row["kept"]]
    ['says_what_it_is', 'values_are_aligned']
    """
    file, asked = _file_or_score(score)
    with within_reach(asked, file) as named:
        name = next(iter([*named.of_files, *named.asked]))
        checked = list(check(find_score(name)))
    rows: list[Row] = [
        {
            "score": name,
            "promise": each.promise,
            "kept": not each.why_not,
            "why_not": each.why_not or None,
            "meaning": each.meaning,
        }
        for each in checked
    ]
    broken = sum(1 for each in checked if each.why_not)
    told = f"{name} keeps all of its {counted(len(rows), 'promises')}."
    if broken:
        told = f"{name} does not keep {broken} of its {counted(len(rows), 'promises')}."
    return Contract(
        title="Promises",
        columns=COLUMNS,
        read=lambda: rows,
        words=[told],
        is_kept=not broken,
    )


def _file_or_score(score: str | PathLike[str] | Scored) -> tuple[list[str], list[Scored]]:
    if isinstance(score, PathLike):
        return [str(score)], []
    if isinstance(score, str):
        return ([score], []) if score.endswith(".py") or "/" in score else ([], [score])
    if not callable(score):
        raise UsageError(f"{score!r} is neither a file nor a score.")
    return [], [score]
