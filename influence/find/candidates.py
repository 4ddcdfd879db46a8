"""Candidates of a finding: filtered, sorted and counted by SQLite, a page of rows at a time."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from influence.errors import UsageError, one_of
from influence.find.candidate_rows import ALONE, READ, rows_of
from influence.find.finding import Finding
from influence.find.reasons import CANDIDATE
from influence.ranking.where import Row

if TYPE_CHECKING:
    from sqlite_utils import Database

FACETS: Final = (*("status", "reason", "source", "language", "size", "evidence", "tier", "is_bot"),)
"""What can be chosen by words, with how many each would bring."""

RANGES: Final = (
    *("fit", "topical_influence", "influence", "topic_posts", "topic_share", "posts"),
    *("followers", "active_audience", "amplifiers", "amplifications", "topic_lift"),
)
"""What can be bounded, and sorted by; who has no value there lies within no bound."""

SORTS: Final = ("place", "handle", "last_on_topic_at", *RANGES)
UNKNOWN: Final = "not known"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Which of a finding, in which order, and which page of them.

    Attributes
    ----------
    words
        All of them stand in handle, name, biography or address, in any case.
    chosen
        Facet → the words that are wanted; an empty list asks for nothing. ``not known`` is one.
    ranges
        Column of :data:`RANGES` → least and most, None without a bound.
    sort
        One of :data:`SORTS`, with ``-`` before it for the largest first. Unknown comes last.
    limit
        At most so many rows; None: all.
    """

    words: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=lambda: {"status": [CANDIDATE]})
    ranges: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    sort: str = "place"
    limit: int | None = 50
    offset: int = 0


Kinds = list[tuple[Mapping[str, str], int]]


class Found(NamedTuple):
    """A page of candidates: its rows (:func:`columns_of`), and how many there are in all.

    ``facets``: facet → word → how many accounts there are under all other wishes.
    """

    rows: list[Row]
    total: int
    facets: Mapping[str, Mapping[str, int]]


def find_candidates(db: "Database", finding: Finding, wanted: Candidates) -> Found:
    """Return a page of a finding; whom no list may show by now is left out.

    Raises
    ------
    UsageError
        Where a facet, a column or an order is none.
    """
    _check(wanted)
    db.conn.create_function("casefolded", 1, _casefolded, deterministic=True)
    base, values = _base(finding, wanted)
    kinds = _kinds(db, base, values, by_name=bool(wanted.words.split()))
    chosen = {facet: frozenset(words) for facet, words in wanted.chosen.items() if words}
    conditions = [base]
    for facet, words in chosen.items():
        conditions.append(f"{_word(facet)} in (select value from json_each(:{facet}_words))")  # noqa: S608
        values[f"{facet}_words"] = json.dumps(sorted(words))
    by_name = bool(wanted.words.split()) or wanted.sort.endswith("handle")
    found = db.execute(
        f"select {', '.join(READ)} from {_WITH_NAMES if by_name else ALONE}"  # noqa: S608 our own
        f" where {' and '.join(conditions)} order by {_order(wanted.sort)}"
        " limit :limit offset :offset",
        {**values, "limit": -1 if wanted.limit is None else wanted.limit, "offset": wanted.offset},
    ).fetchall()
    facets = {facet: _counts(facet, kinds, chosen) for facet in FACETS}
    total = sum(many for kind, many in kinds if _fits(kind, chosen))
    return Found(list(rows_of(db, finding, found)), total, facets)


# Of what both tables have, the finding's is meant.
_WITH_NAMES = """
    (select candidates.*, handle, name, bio, url, native_id
     from candidates join accounts using (account_id) where finding_id = :finding)
"""


def _base(finding: Finding, wanted: Candidates) -> tuple[str, dict[str, Any]]:
    """Return the condition of all wishes but those of facets, and its parameters."""
    parts = ["account_id not in (select account_id from unlisted)"]
    values: dict[str, Any] = {"finding": finding.finding_id}
    for k, word in enumerate(wanted.words.split()):
        parts.append(
            "instr(casefolded(coalesce(handle, '') || ' ' || coalesce(name, '') || ' '"
            f" || coalesce(bio, '') || ' ' || coalesce(url, '')), :word_{k})"
        )
        values[f"word_{k}"] = word.casefold()
    for name, (least, most) in wanted.ranges.items():
        for end, bound, sign in (("least", least, ">="), ("most", most, "<=")):
            if bound is not None:
                parts.append(f"{name} {sign} :{name}_{end}")
                values[f"{name}_{end}"] = bound
    return " and ".join(parts), values


def _word(facet: str) -> str:
    return f"coalesce(cast({facet} as text), '{UNKNOWN}')"


def _kinds(db: "Database", base: str, values: dict[str, Any], *, by_name: bool) -> Kinds:
    """Return each combination of the words of all facets, and how many accounts have it.

    There are few, however many accounts there are, so that one pass answers for every facet.
    """
    sql = (
        f"select {', '.join(map(_word, FACETS))}, count(*)"  # noqa: S608 our own words
        f" from {_WITH_NAMES if by_name else ALONE} where {base}"
        f" group by {', '.join(FACETS)}"
    )
    return [(dict(zip(FACETS, row, strict=False)), int(row[-1])) for row in db.execute(sql, values)]


def _fits(
    kind: Mapping[str, str], chosen: Mapping[str, frozenset[str]], but: str | None = None
) -> bool:
    return all(kind[facet] in words for facet, words in chosen.items() if facet != but)


def _counts(facet: str, kinds: Kinds, chosen: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Return how many accounts have each word of a facet under all other wishes, most first."""
    counts: Counter[str] = Counter()
    for kind, many in kinds:
        if _fits(kind, chosen, facet):
            counts[kind[facet]] += many
    if facet == "reason":
        counts.pop(UNKNOWN, None)  # a candidate has none
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _order(sort: str) -> str:
    column, direction = sort.removeprefix("-"), "desc" if sort.startswith("-") else "asc"
    if column == "handle":
        column = "casefolded(coalesce(handle, name, native_id))"
    return f"{column} is null, {column} {direction}, place is null, place, account_id"


def _check(wanted: Candidates) -> None:
    for facet in wanted.chosen:
        one_of("facet", facet, FACETS)
    for name in wanted.ranges:
        one_of("range", name, RANGES)
    if wanted.sort.removeprefix("-") not in SORTS:
        raise UsageError(f"sort={wanted.sort}: write one of {', '.join(SORTS)}.")


def _casefolded(text: str) -> str:
    return text.casefold()
