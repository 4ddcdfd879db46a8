"""A ranking as rows: one set of column names for CSV, JSON, SQL and the notebooks."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from influence.errors import NotListed
from influence.graph import BoolArray, FloatArray, IntArray
from influence.ranking.column_names import (
    ALL_MEASURES,
    IDENTITY,
    INTERVAL,
    METHOD,
    REFERENCES,
    STANDING,
)
from influence.ranking.ledger import TIERS
from influence.ranking.lists import RANKED, STATUSES, UNRATED, Listed, missing_evidence
from influence.ranking.names import Name, names_of
from influence.ranking.where import Row, matching
from influence.ranking.why import Case, lacking, why

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.ranking.runs import Run

Number = float | None
NumberArray = FloatArray | IntArray | BoolArray

ALL = "all"
LISTS = (*STATUSES, ALL)

GRADES: Mapping[float | None, str] = {1: "A", 2: "B", 3: "C", 4: "D"}
_SAID_BY_STATUS = frozenset({"rated", "flagged"})


def columns(run: "Run") -> list[str]:
    """Return the columns of a ranking in their fixed order.

    Identity and places; the score under its own name with its interval, unit and status; measures
    in one order for every score, then those that only this score has; references and method.
    """
    interval = () if run.values.low is None else INTERVAL
    has = {*run.observed._fields, *run.values.companions}
    measures = [name for name in ALL_MEASURES if name in has]
    own = [name for name in run.values.companions if name not in _SAID_BY_STATUS | {*ALL_MEASURES}]
    names = [*IDENTITY, run.score.name, *interval, *STANDING]
    names += [*measures, *own, *REFERENCES, *METHOD]
    return list(dict.fromkeys(names))


def rows(
    db: "Database",
    run: "Run",
    *,
    which: str = RANKED,
    top: int | None = None,
    where: str | None = None,
) -> list[Row]:
    """Return the rows of one list, best first (of those not rated: the nearest to it first).

    Parameters
    ----------
    which
        ``ranked``, ``check``, ``unrated``, or ``all`` three in this order.
    top
        At most so many rows.
    where
        An SQL expression over :func:`columns`; applied before ``top``, ranks stay what they are.

    Returns
    -------
    list of dict
        Plain values, None unknown; beside the columns, ``tied`` says that a rank is shared.

    Raises
    ------
    BadExpression
        Where SQLite does not understand ``where``.
    """
    statuses = STATUSES if which == ALL else (which,)
    found: list[Row] = []
    for status in statuses:
        left = None if top is None or where else top - len(found)
        found += _rows_of_list(db, run, status, run.lists[status], left)
    if where:
        found = matching(found, columns(run), where)
    return found[:top]


def row_of(db: "Database", run: "Run", position: int) -> Row:
    """Return the row of one account, whatever list it is on; of none: as one not rated.

    Raises
    ------
    NotListed
        Where no list may show it.
    """
    if not run.graph.may_be_listed[position]:
        raise NotListed("This account may not be shown: it opted out, or was never asked.")
    status = next(
        (name for name, listed in run.lists.items() if position in listed.positions), UNRATED
    )
    alone = Listed(np.array([position], dtype=np.int64), np.zeros(1, dtype=np.int64))
    return next(_rows_of_list(db, run, status, alone, None))


def rows_at(db: "Database", run: "Run", positions: IntArray) -> list[Row]:
    """Return the rows of accounts that are on a list, (k,) places in the graph, in this order."""
    found: dict[int, Row] = {}
    for status, listed in run.lists.items():
        own = positions[np.isin(positions, listed.positions)]
        alone = Listed(own, np.arange(own.size))
        rows_of_status = _rows_of_list(db, run, status, alone, None)
        found |= dict(zip(own.tolist(), rows_of_status, strict=True))
    return [found[each] for each in positions.tolist()]


def numbers_of(run: "Run") -> dict[str, FloatArray]:
    """Return every column of numbers, (n,), nan unknown."""
    return {name: np.asarray(each, float) for name, each in _columns(run, RANKED).items()}


def _rows_of_list(
    db: "Database", run: "Run", status: str, listed: Listed, top: int | None
) -> Iterator[Row]:
    positions, group = _first_groups(listed, top)
    names = names_of(db, run.graph.accounts[positions])
    order = sorted(range(len(names)), key=lambda k: (group[k], names[k].source, names[k].native_id))
    chosen = positions[np.array(order[:top], dtype=np.int64)]
    table = {name: _cells(column, chosen) for name, column in _columns(run, status).items()}
    same: Row = {"unit": run.unit, "status": status, "method": run.method}
    same |= {"window_start": run.bounds.since, "window_end": run.bounds.until}
    for k, cells in zip(order, zip(*table.values(), strict=True), strict=False):
        numbers = dict(zip(table, cells, strict=True))
        yield {**same, **numbers, **_words(numbers, names[k], status, run)}


def _first_groups(listed: Listed, top: int | None) -> tuple[IntArray, list[int]]:
    """Return the positions and groups of a list, up to the end of the group that holds the last.

    Equal accounts are put in order by name, so all of a group must be looked at, and none beyond.
    """
    size = listed.group.size
    if top is not None and top < size:
        last = listed.group[max(top - 1, 0)]
        size = int(np.searchsorted(listed.group, last, side="right"))
    return listed.positions[:size], listed.group[:size].tolist()


def _columns(run: "Run", status: str) -> dict[str, NumberArray]:
    """Return every numeric column, (n,); an account that is not rated has no value here."""
    values = run.values
    own = {run.score.name: values.value, "score_low": values.low, "score_high": values.high}
    unknown = np.full(len(run.graph), np.nan)
    posts, amplifiers = missing_evidence(run.observed)
    return {
        "rank": run.places.rank,
        "rank_low": run.places.low,
        "rank_high": run.places.high,
        "tied": run.places.tied,
        "prob_top10": run.places.in_top,
        "account_id": run.graph.accounts,
        "missing_posts": posts,
        "missing_amplifiers": amplifiers,
        **values.companions,
        **run.observed._asdict(),
        **{
            name: unknown if column is None or status == UNRATED else column
            for name, column in own.items()
        },
    }


def _cells(column: NumberArray, positions: IntArray) -> list[Number]:
    """Return the values at the positions: None unknown, int where all of the column is whole."""
    chosen = column[positions]
    kind = int if _is_whole(column) else float
    pairs = zip(chosen.tolist(), np.isfinite(chosen).tolist(), strict=True)
    return [kind(value) if is_told else None for value, is_told in pairs]


def _is_whole(column: NumberArray) -> bool:
    # In parts that stay in the processor's cache, and no further than the first fraction.
    parts = np.array_split(column, 1 + column.size // 65_536)
    return all(np.all((part == np.rint(part)) | np.isnan(part)) for part in parts)


def _words(numbers: Mapping[str, Number], name: Name, status: str, run: "Run") -> Row:
    """Return the columns of text."""
    flags = {
        "few_or_exclusive_amplifiers": numbers.get("flagged") == 1 and status != UNRATED,
        "declared_bot": name.is_bot == 1,
    }
    return {
        "platform": name.source,
        "native_id": name.native_id,
        "handle": name.handle,
        "name": name.name,
        "url": name.url,
        "tier": TIERS.get(numbers.get("tier")),
        "evidence": GRADES.get(numbers.get("evidence")),
        "flags": "|".join(flag for flag, holds in flags.items() if holds) or None,
        "why": why(_case(numbers, status, run)) or None,
    }


def _case(numbers: Mapping[str, Number], status: str, run: "Run") -> Case:
    """Return what the sentence on one account is made of."""
    asks = "rated" in run.values.companions
    return Case(
        status=status,
        unit=run.unit,
        value=numbers[run.score.name],
        low=numbers["score_low"],
        high=numbers["score_high"],
        quality=numbers.get("quality"),
        unguarded=numbers.get("unguarded"),
        guarded=numbers.get("guarded"),
        amplifiers=numbers["amplifiers"],
        missing_posts=numbers["missing_posts"] if asks else None,
        missing_amplifiers=numbers["missing_amplifiers"] if asks else None,
        named=TIERS.get(numbers.get("tier")) != "C",
        topic_posts=numbers.get("topic_posts"),
        topic_lift=numbers.get("topic_lift"),
        lacks=lacking(run.score.name, run.score.needs, numbers) if status == UNRATED else (),
    )
