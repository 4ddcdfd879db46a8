"""Found: the candidates of a brief, why each, and why the others are none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from influence.errors import NothingFound
from influence.find import (
    FACETS,
    REASONS,
    STATUS_WORDS,
    Candidates,
    Finding,
    columns_of,
    find_candidates,
    kept_briefs,
    latest_finding,
)
from influence.outreach import shortlists
from influence.ranking import Row
from influence.ranking.roster import SIZES
from influence.web.brackets import bracketed
from influence.web.desk import Desk
from influence.web.facets import Facet, facets_of
from influence.web.pages.briefs import BriefsQuery, briefs
from influence.web.people import PAGE, Beside, Least, Measured, People
from influence.web.responding import View

NUMBERS = (
    Beside("Fit", "fit"),
    Beside("Posts on it", "topic_posts", whole="posts"),
    Beside("Active audience", "active_audience"),
    Beside("Followers", "followers"),
)
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
ORDERS: Mapping[str, Sequence[str]] = {
    "status": tuple(STATUS_WORDS),
    "evidence": "ABCD",
    "tier": "ABC",
    "size": SIZES,
}
"""Facet → the order of its words; others are in that of their counts."""
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
        kept = {each.name: each for each in kept_briefs(db)}.get(query.brief)
        try:
            finding = latest_finding(db, query.brief)
        except NothingFound:
            if kept is None:
                raise
            return _unfound(desk, kept.name)
        page = find_candidates(db, finding, query.wanted)
        lists = [each.name for each in shortlists(db)]
    rows: Sequence[Row] = page.rows
    if query.sort == "-topical_influence":
        rows = bracketed(rows, "topical_influence", "low", "high")
    return View(
        "Candidates",
        "found.html",
        columns_of(finding),
        lambda: _all_rows(desk, query),
        {
            **_people(finding, query).shown(rows, page.total, max(query.page, 1)),
            "wish": query,
            "finding": finding,
            "is_old": kept is not None and kept.toml != finding.toml,
            "facets": list(_facets(page.facets, query)),
            "left_out": list(_left_out(finding.counts)),
            "status_words": STATUS_WORDS,
            "lists": lists,
        },
        [f"Brief {finding.name}, found {finding.found_at}."],
        of=finding.name,
    )


def _unfound(desk: Desk, brief: str) -> View:
    """Return what stands there until something is found by a brief."""
    shown = {"brief": brief, "is_at": desk.rankings.is_at(brief)}
    return View("Candidates", "unfound.html", ["place"], list, shown, of=brief)


def _people(finding: Finding, query: FoundQuery) -> People:
    return People(
        here="/found",
        everybody=f"/found?{urlencode({'brief': finding.name})}",
        places=Beside("Place", "place"),
        value=Measured("On the topic", "topical_influence", "low", "high"),
        numbers=NUMBERS,
        least=Least("Fit", "fit_min", query.fit_min),
        of_all="found",
        sorts=SORTS,
        brief=finding.name,
    )


def _all_rows(desk: Desk, query: FoundQuery) -> Sequence[Row]:
    wanted = query.wanted
    everybody = Candidates(wanted.words, wanted.chosen, wanted.ranges, wanted.sort, limit=None)
    with desk.opened() as db:
        return find_candidates(db, latest_finding(db, query.brief), everybody).rows


def _facets(counts: Mapping[str, Mapping[str, int]], query: FoundQuery) -> Iterator[Facet]:
    chosen = {name: getattr(query, name) for name in FACETS}
    ordered = {name: _in_order(words, ORDERS.get(name, ())) for name, words in counts.items()}
    yield from facets_of(ordered, chosen, HEADINGS, _WORDS)


def _in_order(words: Mapping[str, int], order: Sequence[str]) -> dict[str, int]:
    """Return words that have an order of their own in it, whatever their counts."""
    first = [word for word in order if word in words]
    return {word: words[word] for word in dict.fromkeys([*first, *words])}


def _left_out(counts: Mapping[str, int]) -> Iterator[Left]:
    for name, many in counts.items():
        code = name.removeprefix("reason ")
        if code != name and code in REASONS:
            yield Left(REASONS[code][0], many, code)
