"""Find posts by words or a topic, and people by a brief."""

from collections.abc import Iterator
from typing import Literal

from influence.errors import UsageError, one_of
from influence.find import (
    REASONS,
    STATUS_WORDS,
    STATUSES,
    Candidates,
    Finding,
    Hit,
    columns_of,
    count_hits,
    find_by_brief,
    find_candidates,
    query_of,
    search,
)
from influence.library.answering import answering
from influence.library.briefs import BriefGiven, brief_of
from influence.library.custom_scores import ScoreFiles, within_reach
from influence.library.database import Database
from influence.library.limits import TOP, whole_or_none
from influence.library.results import Result, result_of
from influence.show import Column, Row, called, counted, text_for_people
from influence.windows import Bound

CandidateList = Literal["candidate", "check", "too_little", "left_out", "all"]
LISTS = ("candidate", "check", "too_little", "left_out", "all")
SHOWN = 20
UNLISTED = ("opted out", "not asked", "do not contact")


def _with_interval(row: Row) -> str:
    if row["topical_influence"] is None:
        return ""
    ends = ("topical_influence", "low", "high")
    value, low, high = (text_for_people(row[name], 2) for name in ends)
    return f"{value} ({low} to {high})"


PEOPLE = (
    Column("place"),
    Column("handle", words=called),
    Column("fit"),
    Column("topical_influence", label="on the topic", words=_with_interval, right=True),
    Column("topic_posts", label="posts on it", keep=2),
    Column("followers", keep=1),
    Column("why", keep=3, wrap=True),
    Column("why_not", keep=3, wrap=True),
)
HITS = (
    Column("published_at", keep=1),
    Column("handle", words=called),
    Column("title", keep=4, wrap=True),
    Column("passage", wrap=True),
    Column("url", keep=2, wrap=True),
    Column("language", keep=3),
    Column("platform", keep=5),
    Column("name", keep=5),
    Column("account_id", keep=6),
    Column("native_id", keep=6),
)


def find(
    db: Database,
    words: str | None = None,
    *,
    brief: BriefGiven | None = None,
    list: CandidateList = "candidate",
    sort: str = "place",
    since: Bound | None = None,
    until: Bound | None = None,
    top: int | None = None,
    score_file: ScoreFiles = (),
) -> Result:
    """Find posts by the name of a topic or by words; with a brief, find candidates.

    Parameters
    ----------
    words
        A query (docs/topics.md), or the name of a topic that is kept.
    brief
        Judge everybody by a brief: see :func:`candidates`.
    list, sort, score_file
        With a brief, as in :func:`candidates`.
    since, until
        As in :func:`influence.rank`; of candidates the brief says it.
    top
        At most so many; None: 20 posts, all candidates.

    Returns
    -------
    Result
        A row a post, the newest first: ``published_at``, ``handle``, ``title``, ``passage``,
        ``url``, ...; with a brief a row a candidate.

    Raises
    ------
    UsageError
        Where neither is asked for, or both are.
    BadQuery
        Where the words cannot be read as a query.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.find(db, "sourdough OR crumb", top=1).rows[0]["handle"]
    'elilo_dig'
    """
    top = whole_or_none("top", top, TOP)
    if (words is None) == (brief is None):
        raise UsageError("Write words to look for, or --brief FILE: one of both.")
    if words is None and brief is not None:
        if since or until:
            raise UsageError("The window stands in the brief: write since and until there.")
        return candidates(db, brief, list=list, sort=sort, top=top, score_file=score_file)
    with answering(db):
        query, window = query_of(db.sqlite, words or ""), db.window(since, until)
        hits = search(db.sqlite, query, window=window, limit=top or SHOWN)
        posts, accounts = count_hits(db.sqlite, query, window)
        rows = [hit_row(hit) for hit in hits]
    told = f"{counted(posts, 'posts')} of {counted(accounts, 'accounts')}"
    return result_of("Found", HITS, rows, [f"{told} in {window}; {len(hits):,} shown."])


def candidates(
    db: Database,
    brief: BriefGiven,
    *,
    list: CandidateList = "candidate",
    sort: str = "place",
    top: int | None = None,
    score_file: ScoreFiles = (),
) -> Result:
    """Judge everybody by a brief, and keep that as its newest finding.

    Parameters
    ----------
    brief
        A file (docs/brief.md), or what :func:`influence.brief` made of a text.
    list
        Who: ``candidate``, ``check`` (before use), ``too_little`` (known), ``left_out``, ``all``.
    sort
        By a column; ``-fit``: largest first.
    top
        At most so many.
    score_file
        Scores of your own, which the brief may weigh.

    Returns
    -------
    Result
        A row an account: ``place``, ``handle``, ``fit`` (0 to 100, the weighted sum of percentiles
        of the scores that the brief names), what each score adds, and why or why not.

    Raises
    ------
    InputUnusable
        Where the brief cannot be read: its line, and the mend.
    NothingFound
        Where no post is on its topics.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     found = inf.candidates(db, inf.brief('topics = ["sourdough OR crumb"]'))
    ...     found.words[-1][:54]
    'fit = 75% topical_influence + 25% topic_share, each as'
    """
    one_of("list", list, LISTS)
    top = whole_or_none("top", top, TOP)
    with answering(db), within_reach([], score_file):
        finding = find_by_brief(db.sqlite, brief_of(brief))
        chosen = {} if list == "all" else {"status": [list]}
        asked = Candidates(chosen=chosen, sort=sort, limit=top)
        found = find_candidates(db.sqlite, finding, asked)
    return Result(
        title="Candidates",
        columns=[Column(name) for name in columns_of(finding)],
        read=lambda: found.rows,
        for_people=PEOPLE,
        words=[*told(finding, found.total, len(found.rows))],
        explained=[*finding.weights],
    )


def told(finding: Finding, total: int, shown: int) -> Iterator[str]:
    """Yield how many a brief found of each kind, and why others are none."""
    counts = finding.counts
    first, *others = STATUSES
    parts = [counted(counts.get(first, 0), f"{STATUS_WORDS[first]}s")]
    parts += [f"{counts.get(each, 0):,} {STATUS_WORDS[each]}" for each in others]
    yield f"{finding.name}: {', '.join(parts)}; {shown:,} of {total:,} shown."
    reasons = [
        f"{many:,} {REASONS[name.removeprefix('reason ')][0]}"
        for name, many in counts.items()
        if name.startswith("reason ")
    ]
    if reasons:
        yield f"Why: {', '.join(reasons)}."
    if unlisted := sum(counts.get(each, 0) for each in UNLISTED):
        yield f"{counted(unlisted, 'accounts')} may not be listed."
    weights = " + ".join(f"{part:.0%} {name}" for name, part in finding.weights.items())
    yield f"fit = {weights}, each as percentile among those who have all of them."


def hit_row(hit: Hit) -> Row:
    """Return a post that was found as a row."""
    return {
        "published_at": hit.published_at,
        "handle": hit.account.handle,
        "name": hit.account.name,
        "title": hit.title,
        "passage": hit.words,
        "url": hit.address,
        "language": hit.language,
        "platform": hit.account.source,
        "account_id": hit.account.account_id,
        "native_id": hit.account.native_id,
    }
