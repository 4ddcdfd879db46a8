"""Found: the candidates of a brief, why each, and why the others are none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from influence.find import (
    FACETS,
    REASONS,
    STATUS_WORDS,
    Candidates,
    columns_of,
    find_candidates,
    latest_finding,
)
from influence.outreach import shortlists
from influence.ranking import Row
from influence.web.brackets import bracketed
from influence.web.desk import Desk
from influence.web.facets import Facet, facets_of
from influence.web.pages.briefs import BriefsQuery, briefs
from influence.web.responding import View

PAGE = 50
HEADINGS: Mapping[str, str] = {
    "status": "List",
    "reason": "Why not",
    "source": "Source",
    "size": "Followers",
    "evidence": "Evidence",
    "language": "Language",
    "tier": "Tier",
    "is_bot": "Declared bot",
}
SORTS: Mapping[str, str] = {
    "place": "Fit",
    "-topical_influence": "Influence on the topic",
    "-topic_share": "Share on the topic",
    "-last_on_topic_at": "Newest post on the topic",
    "-active_audience": "Active audience",
    "handle": "Who",
    "-followers": "Followers",
}
_WORDS = {
    **STATUS_WORDS,
    **{code: heading for code, (heading, _) in REASONS.items()},
    "0": "no",
    "1": "yes",
}


@dataclass(frozen=True, slots=True)
class FoundQuery:
    """Which candidates of which brief, in which order."""

    brief: str = ""
    q: str = ""
    status: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    is_bot: tuple[str, ...] = ()
    followers_min: float | None = None
    followers_max: float | None = None
    fit_min: float | None = None
    sort: str = "place"
    page: int = 1

    @property
    def wanted(self) -> Candidates:
        """What is asked of the finding, the first page of it."""
        return Candidates(
            self.q,
            {name: getattr(self, name) for name in FACETS},
            {
                "followers": (self.followers_min, self.followers_max),
                "fit": (self.fit_min, None),
            },
            self.sort,
            PAGE,
            PAGE * (max(self.page, 1) - 1),
        )


class Left(NamedTuple):
    """Why so many are no candidates."""

    why: str
    many: int
    reason: str


def found(desk: Desk, query: FoundQuery) -> View:
    """Return who answers a brief; without one, the briefs that there are.

    Raises
    ------
    NothingFound
        Where nothing was found by a brief of this name.
    """
    if not query.brief:
        return briefs(desk, BriefsQuery())
    with desk.opened() as db:
        finding = latest_finding(db, query.brief)
        page = find_candidates(db, finding, query.wanted)
        lists = [each.name for each in shortlists(db)]
    rows: Sequence[Row] = page.rows
    if query.sort == "-topical_influence":
        rows = bracketed(rows, "topical_influence", "low", "high")
    return View(
        "Candidates of a brief",
        "found.html",
        columns_of(finding),
        lambda: _all_rows(desk, query),
        {
            "wish": query,
            "finding": finding,
            "found": page.total,
            "rows": rows,
            "top": max((float(row["high"] or 0) for row in rows), default=0.0),
            "facets": list(_facets(page.facets, query)),
            "left_out": list(_left_out(finding.counts)),
            "at": max(query.page, 1),
            "pages": max(1, -(-page.total // PAGE)),
            "sorts": SORTS,
            "status_words": STATUS_WORDS,
            "lists": lists,
        },
        [f"Brief {finding.name}, found {finding.found_at}."],
    )


def _all_rows(desk: Desk, query: FoundQuery) -> Sequence[Row]:
    wanted = query.wanted
    everybody = Candidates(wanted.words, wanted.chosen, wanted.ranges, wanted.sort, limit=None)
    with desk.opened() as db:
        return find_candidates(db, latest_finding(db, query.brief), everybody).rows


def _facets(counts: Mapping[str, Mapping[str, int]], query: FoundQuery) -> Iterator[Facet]:
    chosen = {name: getattr(query, name) for name in FACETS}
    yield from facets_of(counts, chosen, HEADINGS, _WORDS)


def _left_out(counts: Mapping[str, int]) -> Iterator[Left]:
    for name, many in counts.items():
        code = name.removeprefix("reason ")
        if code != name and code in REASONS:
            yield Left(REASONS[code][0], many, code)
