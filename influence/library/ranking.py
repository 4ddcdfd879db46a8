"""Rank accounts, and list the scores there are."""

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Literal, NamedTuple

import numpy as np

from influence.errors import NothingFound, UsageError, one_of
from influence.find import query_of, rank_within
from influence.library.answering import answering
from influence.library.custom_scores import Scored, ScoreFiles, within_reach
from influence.library.database import Database
from influence.library.limits import TOP, whole_or_none
from influence.library.pseudonyms import pseudonyms_of
from influence.library.rankings import Ranking, Wanted, ranking_of
from influence.library.results import Result
from influence.ranking import (
    DEFAULT_SCORE,
    LISTS,
    Row,
    Run,
    find_score,
    run,
    settings_of,
)
from influence.ranking.settings import Setting, given_settings
from influence.scores import all_scores
from influence.show import Column, columns_of
from influence.windows import Bound, Window

ListName = Literal["ranked", "check", "unrated", "all"]
Settings = Mapping[str, Setting] | Iterable[str]


def rank(
    db: Database,
    *,
    by: Scored | None = None,
    topic: str | None = None,
    since: Bound | None = None,
    until: Bound | None = None,
    top: int | None = None,
    where: str | None = None,
    list: ListName = "ranked",
    set: Settings = (),
    score_file: ScoreFiles = (),
    pseudonymise: bool = False,
    pseudonym_key: str | PathLike[str] | None = None,
) -> Ranking:
    """Rank the accounts of a database by the audience that acts, and store the run.

    Parameters
    ----------
    by
        A score: its name, or a function under :func:`influence.score`. None: influence, or the
        score of ``score_file``.
    topic
        Influence within a topic: its name, or words.
    since, until
        The window, half open: ``2026-03-01``, ``2026-Q1``, ``90d`` before the last event, or a
        ``datetime.date`` or ``datetime.datetime``, in UTC where it has no zone.
    top
        At most so many rows.
    where
        An SQL expression over the columns; ranks stay what they are.
    list
        ``ranked``, ``check`` (before use), ``unrated``, or ``all`` three.
    set
        Settings of the score, as a mapping or as texts ``NAME=VALUE``.
    score_file
        A file with a score of your own (docs/library.md), or several.
    pseudonymise, pseudonym_key
        Name nobody; the file of the key, so that exports of one key can be joined.

    Returns
    -------
    Ranking
        A row an account, best first, in the columns of docs/columns.md; the score under its own
        name and in its own unit (influence: expected amplifications per post). ``.run`` holds the
        arrays, of shape (n,), aligned with ``.run.graph.accounts``.

    Raises
    ------
    NothingFound
        Where the database is empty, the window holds no data, or no account has a value.
    UnknownScore, BadExpression, BadQuery, UsageError
        Where what was asked for means nothing here.
    ScoreUnusable
        Where a score of your own fails, or returns what is no score.

    Notes
    -----
    Influence is after Romero, Galuba, Asur and Huberman (2011), *Influence and Passivity in Social
    Media*; docs/scores.md has the formula and the source of every score. The command is
    ``influence rank``.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     for row in inf.rank(db, top=2):
    ...         print(row["rank"], row["handle"], round(row["influence"], 2))
    1 joro_dig 6.41
    2 coru_bakes 2.58
    """
    one_of("list", list, LISTS)
    top = whole_or_none("top", top, TOP)
    if not isinstance(where, str | None):
        raise UsageError(f"where={where!r}: write an expression as text, such as 'followers < 50'.")
    named = pseudonyms_of(pseudonymise=pseudonymise, key=pseudonym_key)
    asked = Asked(by, topic, since, until, set, score_file)
    return ranked(db, asked, Wanted(list, top, where, named)).read_now()


class Asked(NamedTuple):
    """What is ranked: by which score, over which window."""

    by: Scored | None = None
    topic: str | None = None
    since: Bound | None = None
    until: Bound | None = None
    settings: Settings = ()
    score_file: ScoreFiles = ()


def ranked(db: Database, asked: Asked, wanted: Wanted) -> Ranking:
    """Return a ranking whose rows are read when they are looked at."""
    by, topic, since, until, settings, files = asked
    with answering(db), within_reach(by, files) as named:
        name = next(iter([*named.asked, *named.of_files]), DEFAULT_SCORE)
        window = db.window(since, until)
        compute = _on_topic if topic is not None else _run
        found = compute(db, window, name, settings, topic or "")
    reason = found.values.facts.get("why_nothing")
    if reason or not np.isfinite(found.values.value).any():
        reason = reason or "it is known of no account in this data"
        raise NothingFound(f"Nothing can be ranked by {found.score.name}: {reason}.")
    return ranking_of(db, found, wanted)


def _run(db: Database, window: Window, name: str, asked: Settings, _: str) -> Run:
    settings = given_settings(find_score(name), asked)
    return run(db.sqlite, by=name, window=window, settings=settings)


def _on_topic(db: Database, window: Window, name: str, asked: Settings, topic: str) -> Run:
    if name != DEFAULT_SCORE or asked:
        raise UsageError(f"--topic ranks by {DEFAULT_SCORE} within it: leave --by and --set out.")
    return rank_within(db.sqlite, query_of(db.sqlite, topic), window).run


def scores(*, score_file: ScoreFiles = ()) -> Result:
    """List every score: its question, unit, settings and source.

    Parameters
    ----------
    score_file
        Files with scores of your own, to be listed too.

    Returns
    -------
    Result
        A row a score: ``score``, ``question``, ``unit``, ``settings``, ``reference``.

    Raises
    ------
    ScoreUnusable
        Where a file, or an installed package, brings what is no score.

    Examples
    --------
    >>> import influence as inf
    >>> [row["unit"] for row in inf.scores() if row["score"] == "influence"]
    ['expected amplifications per post']
    """
    with within_reach(None, score_file):
        found: list[Row] = [
            {
                "score": each.name,
                "question": each.question,
                "unit": each.unit,
                "settings": " ".join(f"{k}={v}" for k, v in settings_of(each).items()) or None,
                "reference": each.reference,
            }
            for each in all_scores().values()
        ]
    wide = [Column("question", wrap=True), Column("unit", keep=1, wrap=True)]
    more = [Column("settings", keep=3, wrap=True), Column("reference", keep=2, wrap=True)]
    return Result(title="Scores", columns=columns_of(["score", *wide, *more]), read=lambda: found)
