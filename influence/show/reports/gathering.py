"""Gather what a report says: the list, the numbers of now, the evidence, and who is left out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from influence.errors import NothingFound
from influence.find import (
    REASONS,
    Candidates,
    Finding,
    WithinTopic,
    find_candidates,
    find_within,
    parse_brief,
    search,
    terms_of,
)
from influence.judge import activity, reactors, shared_audience
from influence.outreach import LINKS, Shortlist, entries, notes_of
from influence.ranking import Row, Run, row_of, run
from influence.ranking.blanks import without_names
from influence.ranking.names import Name, distinct_labels, names_of
from influence.ranking.parts import stages
from influence.show.charts import (
    Chart,
    activity_over_time,
    influence_against_followers,
    rank_and_interval,
    shared_audiences,
)
from influence.show.glossaries import meanings
from influence.show.markup import words
from influence.show.rankings import left_out, span
from influence.show.reports.findings import findings, method
from influence.show.reports.report import Profile, Report
from influence.store import current_time, holdings

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_PROFILES, MOST_REACTORS, MOST_HITS, MOST_SHARED, EXAMPLES = 30, 5, 3, 6, 10
COLUMNS = (
    *("rank", "score_low", "score_high", "fit", "topic_posts", "topic_share", "amplifiers"),
    *("active_audience", "followers", "evidence", "tier"),
)


@dataclass(frozen=True)
class _Ground:
    """What the numbers of a report stand on: the run, and the finding where there is a brief."""

    db: "Database"
    shortlist: Shortlist
    run: Run
    within: WithinTopic | None = None
    finding: Finding | None = None


def make_report(
    db: "Database",
    shortlist: Shortlist,
    *,
    told: Callable[[str], None] = lambda _: None,
    clock: Callable[[], str] = current_time,
) -> Report:
    """Gather a report on a list; its numbers are those of now, over the window of its brief.

    Parameters
    ----------
    told
        Is told of each step as it begins.

    Raises
    ------
    NothingFound
        Where nobody on the list may be shown, or the database is empty.
    """
    rows = entries(db, shortlist)
    chosen = [row for row in rows if row["decision"] == "in"]
    is_decided = bool(chosen)
    chosen = chosen or [row for row in rows if row["decision"] in {"queued", "later"}]
    if not chosen:
        raise NothingFound(f"Nobody on {shortlist.name!r} can be shown: add accounts first.")
    ground = _ground(db, shortlist, told)
    people = _numbered(ground, chosen)
    profiles = [_profile(ground, row) for row in people[:MOST_PROFILES]]
    examples, why = _left_out(ground)
    texts = [shortlist.name, shortlist.question, shortlist.toml]
    title, question, brief = (text or "" for text in without_names(db, texts, whole=True))
    return Report(
        title=title,
        question=question,
        made_at=clock(),
        is_decided=is_decided,
        facts=list(_facts(ground)),
        completeness=list(_completeness(ground)),
        method=method(ground.run, ground.finding),
        findings=findings(ground.run, people, examples, shared_audience(ground.run, _at(people))),
        score=ground.run.score.name,
        rows=people,
        profiles=profiles,
        others=[row for row in rows if row["decision"] in {"out", "later"}] if is_decided else [],
        left_out=why,
        examples=examples,
        charts=_charts(ground, people),
        glossary=meanings([ground.run.score.name, *COLUMNS]),
        brief=brief,
    )


def _ground(db: "Database", shortlist: Shortlist, told: Callable[[str], None]) -> _Ground:
    if shortlist.toml is None:
        return _Ground(db, shortlist, run(db, told=told))
    finding, within = find_within(db, parse_brief(shortlist.toml), told=told)
    return _Ground(db, shortlist, within.run, within, finding)


def _numbered(ground: _Ground, chosen: Sequence[Row]) -> list[Row]:
    """Return entries with their numbers of now, best first; who has none now comes last."""
    accounts = ground.run.graph.accounts
    rows: list[Row] = []
    for entry in chosen:
        position = int(np.searchsorted(accounts, int(entry["account_id"] or 0)))
        if position < accounts.size and accounts[position] == entry["account_id"]:
            now = row_of(ground.db, ground.run, position)
            fit = _fit(ground, int(entry["account_id"] or 0))
            rows.append({**now, **_decided(entry), "fit": fit, "position": position})
    score = ground.run.score.name
    return sorted(rows, key=lambda row: (row[score] is None, -float(row[score] or 0)))


def _decided(entry: Row) -> Row:
    names = ("decision", "reason", "note", "tags", *LINKS)
    return {name: entry[name] for name in names}


def _fit(ground: _Ground, account_id: int) -> float | None:
    if ground.finding is None:
        return None
    adds = [each["adds"] for each in terms_of(ground.db, ground.finding, account_id)]
    known = [float(each) for each in adds if each is not None]
    return sum(known) if known and len(known) == len(adds) else None


def _profile(ground: _Ground, row: Row) -> Profile:
    db, position = ground.db, int(row["position"] or 0)
    account_id = int(row["account_id"] or 0)
    hits = []
    if ground.within is not None:
        hits = search(
            db,
            ground.within.query,
            window=ground.run.window,
            account_id=account_id,
            limit=MOST_HITS,
        )
    notes = notes_of(db, account_id)
    texts = without_names(db, [each.note for each in notes], whole=True)
    told = [(each.at, each.by or "", text or "") for each, text in zip(notes, texts, strict=True)]
    return Profile(
        row=row,
        sentences=list(_sentences(ground.run, row)),
        parts=_parts(ground, position),
        terms=[] if ground.finding is None else terms_of(db, ground.finding, account_id),
        links=[str(row[name]) for name in LINKS if row[name]],
        hits=hits,
        reactors=reactors(db, ground.run, position, MOST_REACTORS),
        notes=told,
        activity=activity_over_time(activity(ground.run.graph, position)),
    )


def _sentences(run: Run, row: Row) -> Iterator[str]:
    yield f"{row['why'] or 'Nothing can be said of it in this window'}."
    if row["rank"] is not None:
        yield (
            f"Rank {row['rank']} of {run.lists['ranked'].positions.size:,}; overlapping intervals"
            f" leave places {row['rank_low']} to {row['rank_high']} open."
        )
    if row["status"] == "check":
        yield "Check before use: few or exclusive accounts carry it."
    if row["status"] == "unrated":
        yield "Not rated: what stands here is too little to compare it by."


def _parts(ground: _Ground, position: int) -> list[Row]:
    """Return the stages of influence, and what the topic adds, which sum up to the number."""
    base = ground.run if ground.within is None else ground.within.base
    value = float(ground.run.values.value[position])
    if not np.isfinite(value):
        return []
    rows: list[Row] = [dict(part._asdict()) for part in stages(base.values, position)]
    if ground.within is not None:
        adds = value - float(base.values.value[position])
        told = "how its posts on the topic were taken, against all its posts"
        rows.append({"stage": "topic", "words": told, "adds": adds, "sum": value})
    return rows


def _left_out(ground: _Ground) -> tuple[list[Row], list[tuple[str, int]]]:
    """Return the most followed of those left out with the reason, and how many for each reason."""
    if ground.finding is None:
        return [], []
    wanted = Candidates(chosen={"status": ["left_out"]}, sort="-followers", limit=EXAMPLES)
    found = find_candidates(ground.db, ground.finding, wanted)
    counts = find_candidates(ground.db, ground.finding, Candidates(chosen={}, limit=0)).facets
    return found.rows, [(REASONS[code][0], many) for code, many in counts["reason"].items()]


def _at(people: Sequence[Row]) -> list[int]:
    return [int(row["position"] or 0) for row in people]


def _facts(ground: _Ground) -> Iterator[tuple[str, str]]:
    """Yield what the report is about and what it rests on."""
    run = ground.run
    if ground.within is not None:
        yield "Topic", words(ground.within.query.typed, 500)
    yield "Window", span(run)
    yield "Data", f"{len(run.graph):,} accounts, {run.graph.interactions:,} interactions"
    if ground.finding is not None:
        yield "Posts on the topic", f"{ground.finding.counts.get('posts on topic', 0):,}"
        judged = ("candidate", "check", "too_little", "left_out")
        yield "Looked at", f"{sum(ground.finding.counts.get(n, 0) for n in judged):,} accounts"
        weights = " + ".join(f"{part:.0%} {n}" for n, part in ground.finding.weights.items())
        yield "Fit", f"{weights}, each as percentile among the candidates"
    yield "Unit", run.unit
    yield "Method", run.method


def _completeness(ground: _Ground) -> Iterator[tuple[str, str]]:
    held = holdings(ground.db)
    yield "Tier", f"{held.tier or 'none'}: {_TIERS.get(held.tier or '', 'nothing is rated')}"
    yield (
        "Follower lists",
        f"{held.complete_lists:,} read to their end of {held.accounts:,} accounts",
    )
    if held.claimed_posts:
        yield "Posts", f"{held.held_posts:,} held of {held.claimed_posts:,} claimed"
    if held.timed is not None:
        yield "Acts with a time", f"{held.timed:.0%}"
    if known := ground.run.values.facts.get("what_cannot_be_known"):
        yield "What cannot be known", str(known)
    for line in left_out(ground.run):
        yield "Not listed", line.split(";")[0].rstrip(".") + "."


_TIERS = {
    "A": "follower lists are known, so that silence counts",
    "B": "only those who acted are known",
    "C": "only how many acted is known",
}


def _charts(ground: _Ground, people: Sequence[Row]) -> list[Chart]:
    score, unit = ground.run.score.name, ground.run.unit
    charts = [rank_and_interval(people, score=score, unit=unit)]
    if any(row["followers"] and row[score] for row in people):
        charts.append(influence_against_followers(people, score=score, unit=unit))
    shared = people[:MOST_SHARED]
    if len(shared) > 1:
        labels = distinct_labels(_names(ground, shared))
        charts.append(shared_audiences(labels, shared_audience(ground.run, _at(shared))))
    return charts


def _names(ground: _Ground, rows: Sequence[Row]) -> list[Name]:
    ids = np.array([int(row["account_id"] or 0) for row in rows], dtype=np.int64)
    return names_of(ground.db, ids)
