"""Find by a brief: judge everybody once, and write it down for pages to sort and filter."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from influence.errors import NothingFound
from influence.find.briefs import Brief
from influence.find.judging import Judged, judge
from influence.find.within_topic import WithinTopic, rank_within
from influence.find.writers import Writers, moments, read_writers, topic_query
from influence.graph import (
    NOT_ASKED,
    NOT_TO_CONTACT,
    OPTED_OUT,
    FloatArray,
    IntArray,
    InteractionGraph,
)
from influence.ranking import missing_evidence
from influence.ranking.ledger import TIERS
from influence.ranking.roster import SIZES, UNKNOWN, size_classes
from influence.ranking.rows import GRADES
from influence.store import current_time, last_event, write_transaction
from influence.windows import Window, parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database

JUDGING = "judging by the brief"
_COLUMNS = (
    *("finding_id", "account_id", "status", "reason", "detail", "place", "fit", "terms"),
    *("topical_influence", "low", "high", "influence", "topic_lift", "topic_posts", "posts"),
    *("topic_share", "amplifications", "amplifiers", "active_audience", "followers", "tier"),
    *("evidence", "size", "source", "language", "is_bot", "missing_posts", "missing_amplifiers"),
    "last_on_topic_at",
)
_UNLISTED = {"opted out": OPTED_OUT, "not asked": NOT_ASKED, "do not contact": NOT_TO_CONTACT}
_WHOLE = {
    *("topic_posts", "posts", "amplifications", "amplifiers", "active_audience", "followers"),
    *("missing_posts", "missing_amplifiers"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a brief found, as it is written down.

    Attributes
    ----------
    window, bounds
        What was asked for, and the first and the last moment that this meant.
    counts
        How many accounts of each status; ``reason NAME``: why not; ``opted out``, ``not asked``
        and ``do not contact``: whom no list may show; ``posts on topic``.
    weights
        Score → its part of the fit.
    """

    finding_id: int
    name: str
    toml: str
    run_id: int | None
    found_at: str
    window: Window
    bounds: Window
    counts: Mapping[str, int]
    weights: Mapping[str, float]
    data_digest: str


def find_by_brief(
    db: "Database",
    brief: Brief,
    *,
    told: Callable[[str], None] = lambda _: None,
    clock: Callable[[], str] = current_time,
) -> Finding:
    """Judge everybody under a brief, and keep that as the newest finding of its name.

    As :func:`find_within`, without the runs.
    """
    return find_within(db, brief, told=told, clock=clock)[0]


def find_within(
    db: "Database",
    brief: Brief,
    *,
    told: Callable[[str], None] = lambda _: None,
    clock: Callable[[], str] = current_time,
) -> tuple[Finding, WithinTopic]:
    """Judge everybody under a brief; return what is kept of that, and the runs it rests on.

    Parameters
    ----------
    told
        Is told of each step as it begins: those of a run, then :data:`JUDGING`.

    Raises
    ------
    NothingFound
        Where the database or the window is empty, or no post is on the topics.
    """
    started = perf_counter()
    window = parse_window(brief.since, brief.until, lambda: last_event(db))
    within = rank_within(db, topic_query(db, brief), window, told)
    told(JUDGING)
    writers = read_writers(db, brief, within.run.graph, window, within.on_topic)
    judged = judge(brief, within.run, writers)
    counts = _counts(judged, within)
    with write_transaction(db):
        finding_id = _replace(db.conn, brief, within, counts, (clock(), perf_counter() - started))
        db.conn.executemany(_insert(), _rows(finding_id, judged, within, writers))
    return latest_finding(db, brief.name), within


def latest_finding(db: "Database", name: str) -> Finding:
    """Return the finding of the brief of a name.

    Raises
    ------
    NothingFound
        Where there is none.
    """
    row = db.execute(
        "select finding_id, name, toml, run_id, found_at, since, until, counts, weights,"
        " data_digest, first_at, last_at from findings where name = ?",
        [name],
    ).fetchone()
    if row is None:
        raise NothingFound(f"Nothing was found by a brief called {name!r} so far: find by it.")
    finding_id, called, toml, run_id, found_at, since, until, counts, weights, digest, *ends = row
    return Finding(
        finding_id,
        called,
        toml,
        run_id,
        found_at,
        Window(since, until),
        Window(*ends),
        json.loads(counts),
        json.loads(weights),
        digest,
    )


def _counts(judged: Judged, within: WithinTopic) -> dict[str, int]:
    graph = within.run.graph
    counts = {str(name): many for name, many in Counter(judged.status.tolist()).items()}
    reasons = Counter(each for each in judged.reason.tolist() if each is not None)
    counts |= {f"reason {name}": many for name, many in reasons.most_common()}
    if graph.unlisted is not None:
        counts |= {name: int((graph.unlisted == code).sum()) for name, code in _UNLISTED.items()}
    return {**counts, "posts on topic": int(within.on_topic.sum())}


def _replace(
    connection: sqlite3.Connection,
    brief: Brief,
    within: WithinTopic,
    counts: Mapping[str, int],
    when: tuple[str, float],
) -> int:
    """Put a finding in the place of the last one of its name, and return its id."""
    old = "(select finding_id from findings where name = ?)"
    connection.execute(f"delete from candidates where finding_id in {old}", [brief.name])  # noqa: S608
    connection.execute("delete from findings where name = ?", [brief.name])
    recorded = within.run.recorded
    made = connection.execute(
        """
        insert into findings (name, toml, run_id, found_at, took_seconds, since, until, first_at,
                              last_at, counts, weights, data_digest)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            *(brief.name, brief.toml, None if recorded is None else recorded.run_id, *when),
            *(*within.run.window, *within.run.bounds, json.dumps(counts), json.dumps(brief.shares)),
            within.run.digest,
        ],
    )
    return int(made.lastrowid or 0)


def _insert() -> str:
    marks = ", ".join("?" * len(_COLUMNS))
    return f"insert into candidates ({', '.join(_COLUMNS)}) values ({marks})"  # noqa: S608


def _rows(
    finding_id: int, judged: Judged, within: WithinTopic, writers: Writers
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of ``candidates``."""
    at = judged.positions
    graph, own = within.run.graph, within.run.values.companions
    columns = _numbers(judged, within) | {
        "finding_id": [finding_id] * at.size,
        "account_id": graph.accounts[at].tolist(),
        "status": judged.status.tolist(),
        "reason": judged.reason.tolist(),
        "detail": judged.detail.tolist(),
        "place": [place or None for place in judged.place.tolist()],
        "fit": _known(judged.fit),
        "terms": _terms(judged),
        "tier": [TIERS.get(code) for code in _known(own["tier"][at])],
        "evidence": [GRADES.get(code) for code in _known(own["evidence"][at])],
        "size": _sizes(graph, at),
        "source": writers.source[at].tolist(),
        "language": writers.language[at].tolist(),
        "is_bot": writers.is_bot[at].astype(int).tolist(),
        "last_on_topic_at": moments(writers.last_on_topic[at]),
    }
    return zip(*(columns[name] for name in _COLUMNS), strict=True)


def _numbers(judged: Judged, within: WithinTopic) -> dict[str, list[Any]]:
    """Return the columns of numbers, None where unknown."""
    values, observed = within.run.values, within.run.observed
    own = values.companions
    missing = missing_evidence(observed)
    columns = {
        "topical_influence": values.value,
        "low": values.low,
        "high": values.high,
        "influence": own["overall_influence"],
        "topic_lift": own["topic_lift"],
        "topic_posts": np.nan_to_num(own["topic_posts"]),
        "posts": np.nan_to_num(observed.posts),
        "topic_share": own["topic_share"],
        "amplifications": observed.amplifications,
        "amplifiers": observed.amplifiers,
        "active_audience": observed.active_audience,
        "followers": observed.followers,
        "missing_posts": missing[0],
        "missing_amplifiers": missing[1],
    }
    return {
        name: _known(column[judged.positions], whole=name in _WHOLE)
        for name, column in columns.items()
        if column is not None
    }


def _known(column: FloatArray, *, whole: bool = False) -> list[Any]:
    kind = int if whole else float
    return [kind(value) if value == value else None for value in column.tolist()]  # noqa: PLR0124 nan


def _terms(judged: Judged) -> list[str]:
    """Return what each fit is made of as JSON: score → value and percentile."""
    pairs = [
        (name, _known(column), _known(judged.percentiles[name]))
        for name, column in judged.values.items()
    ]
    return [
        json.dumps({name: [values[k], shares[k]] for name, values, shares in pairs})
        for k in range(judged.positions.size)
    ]


def _sizes(graph: InteractionGraph, at: IntArray) -> list[str]:
    labels = [*SIZES, UNKNOWN]
    return [labels[code] for code in size_classes(graph.followers[at]).tolist()]
