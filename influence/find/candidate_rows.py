"""Rows of a finding: what became of an account, in words, and what its fit is made of."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from influence.find.finding import Finding
from influence.find.reasons import CANDIDATE, sentence
from influence.find.topical import UNIT
from influence.ranking.names import names_of
from influence.ranking.where import Row
from influence.ranking.why import Case, why

if TYPE_CHECKING:
    from sqlite_utils import Database

ALONE: Final = "(select * from candidates where finding_id = :finding)"
"""The rows of one finding; wants the parameter ``finding``."""

NUMBERS: Final = (
    *("place", "fit", "topical_influence", "low", "high", "influence", "topic_lift"),
    *("topic_posts", "posts", "topic_share", "amplifications", "amplifiers", "active_audience"),
    *("followers", "tier", "evidence", "size", "language", "is_bot", "last_on_topic_at"),
)
COLUMNS: Final = (
    *("place", "handle", "name", "platform", "fit", "topical_influence", "low", "high"),
    *("why", "status", "reason", "why_not", "influence", "topic_lift", "topic_posts", "posts"),
    *("topic_share", "amplifications", "amplifiers", "active_audience", "followers", "size"),
    *("language", "tier", "evidence", "is_bot", "last_on_topic_at", "url", "account_id"),
    "native_id",
)
"""The columns of rows, in their order."""


READ: Final = (
    *("account_id", "status", "reason", "detail", "terms", *NUMBERS),
    *("missing_posts", "missing_amplifiers"),
)
"""What :func:`rows_of` takes of the table."""


def columns_of(finding: Finding) -> list[str]:
    """Return the columns of its rows: :data:`COLUMNS`, and what each score adds to the fit."""
    at = COLUMNS.index("fit") + 1
    return [*COLUMNS[:at], *(f"fit_{name}" for name in finding.weights), *COLUMNS[at:]]


def rows_of(db: "Database", finding: Finding, found: Sequence[tuple[Any, ...]]) -> Iterator[Row]:
    """Yield the rows that people and machines read, of what :data:`READ` took of the table."""
    names = names_of(db, np.array([row[0] for row in found], dtype=np.int64))
    for cells, name in zip(found, names, strict=True):
        _, status, reason, detail, terms, *numbers, posts, amplifiers = cells
        row: Row = dict(zip(NUMBERS, numbers, strict=True))
        missing: Row = {"missing_posts": posts, "missing_amplifiers": amplifiers}
        yield {
            **row,
            **{f"fit_{each['score']}": each["adds"] for each in _terms(finding, terms)},
            "status": status,
            "reason": reason,
            "why_not": sentence(reason, detail, {**row, **missing}),
            "why": why_fits(row) if row["topical_influence"] is not None else None,
            "handle": name.handle,
            "name": name.name,
            "platform": name.source,
            "url": name.url,
            "account_id": name.account_id,
            "native_id": name.native_id,
        }


def why_fits(row: Mapping[str, Any]) -> str:
    """Return in one sentence what an account is on the topic."""
    return why(
        Case(
            status=CANDIDATE,
            unit=UNIT,
            value=row["topical_influence"],
            low=row["low"],
            high=row["high"],
            topic_posts=row["topic_posts"],
            topic_lift=row["topic_lift"],
        )
    )


def candidate_of(db: "Database", finding: Finding, account_id: int) -> Row | None:
    """Return the row of one account, whatever became of it; None where it is not in the finding."""
    found = db.execute(
        f"select {', '.join(READ)} from {ALONE} where account_id = :account"  # noqa: S608 our own
        " and account_id not in (select account_id from unlisted)",
        {"finding": finding.finding_id, "account": account_id},
    ).fetchall()
    return next(rows_of(db, finding, found), None)


def terms_of(db: "Database", finding: Finding, account_id: int) -> list[Row]:
    """Return what the fit of an account is made of: one row a score, whose ``adds`` give the fit.

    Returns
    -------
    list of dict
        ``score``, ``value``, ``percentile`` (0 to 100, among those who have a fit), ``weight`` (as
        a part of 1) and ``adds``; empty where the account is not in the finding.
    """
    row = db.execute(
        "select terms from candidates where finding_id = ? and account_id = ?",
        [finding.finding_id, account_id],
    ).fetchone()
    return [] if row is None else _terms(finding, row[0])


def _terms(finding: Finding, terms: str) -> list[Row]:
    return [
        {
            "score": name,
            "value": value,
            "percentile": percentile,
            "weight": finding.weights[name],
            "adds": None if percentile is None else percentile * finding.weights[name],
        }
        for name, (value, percentile) in json.loads(terms).items()
    ]
