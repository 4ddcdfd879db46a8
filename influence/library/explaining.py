"""Take one account's number apart, or that of several."""

from collections.abc import Sequence
from os import PathLike
from typing import NamedTuple, TextIO, overload

from influence.errors import UsageError
from influence.find import (
    candidate_of,
    explain_topical,
    find_by_brief,
    query_of,
    rank_within,
    terms_of,
)
from influence.library.account_lists import AccountList, Accounts, accounts_of
from influence.library.account_rows import Asked as AskedFor
from influence.library.answering import answering
from influence.library.briefs import BriefGiven, brief_of
from influence.library.custom_scores import Scored, ScoreFiles, within_reach
from influence.library.database import Database
from influence.library.documents import Documents, documents_of
from influence.library.explanations import Explanations, Opening, explanations_of
from influence.ranking import DEFAULT_SCORE, Run, row_of, run
from influence.ranking.explain import runs_beside
from influence.ranking.names import Name
from influence.show.fits import fit_as_json, write_fit
from influence.show.topical import topical_as_json, write_topical
from influence.windows import Bound

Bounds = tuple[Bound | None, Bound | None]


@overload
def explain(
    db: Database,
    account: Accounts | None = None,
    *,
    input: str | PathLike[str] | None = None,
    by: Scored | None = None,
    topic: None = None,
    brief: None = None,
    since: Bound | None = None,
    until: Bound | None = None,
    score_file: ScoreFiles = (),
) -> Explanations: ...


@overload
def explain(
    db: Database,
    account: Accounts | None = None,
    *,
    input: str | PathLike[str] | None = None,
    by: Scored | None = None,
    topic: str | None = None,
    brief: BriefGiven | None = None,
    since: Bound | None = None,
    until: Bound | None = None,
    score_file: ScoreFiles = (),
) -> Documents: ...


def explain(
    db: Database,
    account: Accounts | None = None,
    *,
    input: str | PathLike[str] | None = None,
    by: Scored | None = None,
    topic: str | None = None,
    brief: BriefGiven | None = None,
    since: Bound | None = None,
    until: Bound | None = None,
    score_file: ScoreFiles = (),
) -> Documents:
    """Take the number of one account or several apart, down to the posts behind it.

    Parameters
    ----------
    account
        A handle, id, address or name; several; or rows that have ``handle`` or ``native_id``, such
        as a ranking, its data frame, or one row. With ``input``: the name of its column, or None.
    input
        A file with a list of accounts.
    by
        The score that is explained; None: influence.
    topic
        Open influence within a topic.
    brief
        Show what the fit with a brief is made of.
    since, until
        As in :func:`influence.rank`.
    score_file
        Scores of your own, which stand beside the others; by itself none of them is explained:
        name it with ``by``.

    Returns
    -------
    Explanations
        ``.rows``: a row an account, in the columns of the input and those of an explanation. Of one
        account: ``.sentences``, and ``.parts`` (whose ``adds`` sum up to the number, in the unit of
        the score), ``.amplifiers``, ``.posts``, ``.others``, ``.coverage``. With ``topic`` or
        ``brief`` a :class:`~influence.library.documents.Documents`: one object an account.

    Raises
    ------
    UnknownAccount, NotListed
        Where an account is not held, or may not be shown. One of a list stops nothing, and is told.
    NothingFound
        Where none of a list is held, or the window holds no data.
    UsageError
        Where two things are asked for at once, or what is given names nobody.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     opened = inf.explain(db, "joro_dig")
    ...     [(row["stage"], round(row["adds"], 2)) for row in opened.parts][:2]
    [('promise', 1.98), ('observed', 4.02)]
    """
    asked = Asked(by, topic, brief, since, until, score_file)
    return explained(db, accounts_of(account, input), asked).read_now()


class Asked(NamedTuple):
    """What is explained, over which window."""

    by: Scored | None = None
    topic: str | None = None
    brief: BriefGiven | None = None
    since: Bound | None = None
    until: Bound | None = None
    score_file: ScoreFiles = ()


def explained(db: Database, accounts: AccountList, asked: Asked) -> Documents:
    """Return explanations, each of which is made when it is looked at."""
    by, topic, brief, since, until, score_file = asked
    _check(by, topic, brief)
    with answering(db), within_reach(by, score_file) as named:
        if brief is not None:
            return _fits(db, accounts, brief)
        if topic is not None:
            return _topical(db, accounts, topic, (since, until))
        name = next(iter(named.asked), DEFAULT_SCORE)
        return _explanations(db, accounts, name, (since, until))


def _explanations(db: Database, asked: AccountList, name: str, bounds: Bounds) -> Explanations:
    """Return what a score is made of, for each account."""
    window = db.window(*bounds)
    found = list(asked.found(db.sqlite))
    if not any(account for _, account in found):
        asked.check()
    whole = run(db.sqlite, by=name, window=window)
    opening = Opening(db, whole, found, runs_beside(whole))
    words = [*asked.lines, *_other_window(found, whole)]
    return explanations_of(opening, asked.columns, words, is_list=asked.is_list)


def _check(by: Scored | None, topic: str | None, brief: object) -> None:
    if topic is not None and brief is not None:
        raise UsageError("A brief has topics of its own: leave --topic or --brief out.")
    if by is not None and (topic is not None or brief is not None):
        raise UsageError("--by explains a score by itself: leave --topic and --brief out.")


def _other_window(found: Sequence[tuple[AskedFor, Name | None]], whole: Run) -> Sequence[str]:
    """Say where a list was ranked over another window than it is explained over."""
    spans = {(each.row.get("window_start"), each.row.get("window_end")) for each, _ in found}
    others = sorted(f"{start} to {end}" for start, end in spans - {(None, None), whole.bounds})
    if not others:
        return ()
    ranked = f"The list was ranked over {others[0]}, and is explained over {whole.bounds}:"
    return (f"{ranked} --since and --until choose.",)


def _fits(db: Database, asked: AccountList, brief: BriefGiven) -> Documents:
    """Return what the fit of each account with a brief is made of, or why it has none."""
    finding = find_by_brief(db.sqlite, brief_of(brief))
    accounts = [account for _, account in asked.found(db.sqlite) if account is not None]
    opened = [
        (
            account,
            candidate_of(db.sqlite, finding, account.account_id),
            terms_of(db.sqlite, finding, account.account_id),
        )
        for account in accounts
    ]

    def write(form: str, stream: TextIO) -> None:
        for account, row, terms in opened:
            write_fit(account, finding, row, terms, form, stream)

    documents = [fit_as_json(finding, row, terms) for _, row, terms in opened]
    return documents_of("With --brief, explain", documents, write)


def _topical(db: Database, asked: AccountList, topic: str, bounds: Bounds) -> Documents:
    """Return what influence within a topic is made of, for each account."""
    query, window = query_of(db.sqlite, topic), db.window(*bounds)
    accounts = [account for _, account in asked.found(db.sqlite) if account is not None]
    if not accounts:
        asked.check()
    within = rank_within(db.sqlite, query, window)
    opened = [
        explain_topical(db.sqlite, within.base, within.run, within.on_topic, account, query)
        for account in accounts
    ]
    summaries = [row_of(db.sqlite, within.run, each.position) for each in opened]

    def write(form: str, stream: TextIO) -> None:
        for k, (each, summary) in enumerate(zip(opened, summaries, strict=True)):
            stream.write("\n\n" if k and form in {"text", "md"} else "")
            write_topical(each, within, summary, form, stream)

    documents = [
        topical_as_json(each, within, summary)
        for each, summary in zip(opened, summaries, strict=True)
    ]
    return documents_of("With --topic, explain", documents, write)
