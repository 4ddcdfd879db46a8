"""Write a run down: which data, window, score, settings and code gave which number to whom."""

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph import BoolArray, FloatArray, IntArray
from influence.ranking.lists import CHECK, RANKED
from influence.store import clause, waiting_at_most, write_transaction, writing_often

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.ranking.runs import Run

STORING_WAIT = 2.0
"""Seconds to wait for another writer: the ranking is there, and a person waits for it."""

TIERS: Mapping[float | None, str] = {1: "A", 2: "B", 3: "C"}

_SAME_RUN = """
    select run_id from runs join run_scores using (run_id)
    where data_digest = ? and version = ? and since is ? and until is ?
      and score = ? and settings = ? and facts ->> ? is ?
    order by run_id limit 1
"""
VALUES_DIGEST = "values_digest"
"""The fact that tells runs of a score of others apart, whose source does not say all."""

_NEW_RUN = """
    insert into runs (started_at, took_seconds, since, until, accounts, interactions,
                      data_digest, version)
    values (strftime('%Y-%m-%dT%H:%M:%SZ', 'now', ?), ?, ?, ?, ?, ?, ?, ?)
"""
_NEW_SCORE = """
    insert into run_scores (run_id, score, settings, facts, took_seconds) values (?, ?, ?, ?, ?)
"""
_NEW_ROWS = """
    insert into scores (run_id, score, account_id, value, low, high, rank, status, tier, companions)
    values
"""
_NEW_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

CACHED = 32
"""Megabytes of the database in memory: rows are added at the end, so that more is of no use."""

AT_ONCE = 1_000
"""Rows that one statement inserts: they take two thirds of the time of a statement each."""

DIGITS = 12
"""Significant digits of a companion that is stored: more than is known, for half of the time."""

Block = tuple[int, list[object]]
"""How many rows, and their values, one after the other."""

WHOLE_UPTO = 2.0**53
"""Beyond it a number of 64 bits is whole whatever it stands for."""


class Form(NamedTuple):
    """How a companion is written into the text of an account, and its column (n,)."""

    text: str
    column: FloatArray
    is_whole: bool


class Recorded(NamedTuple):
    """The stored run: its id, and whether it was stored just now; or why it could not be."""

    run_id: int | None
    is_new: bool = False
    why_not: str = ""


def record(db: "Database", run: "Run") -> Recorded:
    """Store a run once; a database that cannot be written to is left as it is.

    Every ranked account and every one to check before use gets a row; one that is not rated has no
    value, so that a row would say nothing.
    """
    settings = json.dumps(run.settings, sort_keys=True)
    values = (VALUES_DIGEST, run.values.facts.get(VALUES_DIGEST))
    key = (run.digest, run.version, *run.window, run.score.name, settings, *values)
    if same := db.execute(_SAME_RUN, key).fetchone():
        return Recorded(same[0])
    try:
        with (
            waiting_at_most(STORING_WAIT, db.conn),
            writing_often(db, CACHED),
            write_transaction(db),
        ):
            return Recorded(_insert(db.conn, run, settings), is_new=True)
    except sqlite3.OperationalError as error:
        return Recorded(None, why_not=clause(error))


def _insert(connection: sqlite3.Connection, run: "Run", settings: str) -> int:
    took = run.took_seconds
    size = (len(run.graph), run.graph.interactions)
    made = connection.execute(
        _NEW_RUN, (f"-{took:.0f} seconds", took, *run.window, *size, run.digest, run.version)
    )
    run_id = int(made.lastrowid or 0)  # an insert always has one
    facts = json.dumps(dict(_finite(run.values.facts)), sort_keys=True)
    connection.execute(_NEW_SCORE, (run_id, run.score.name, settings, facts, took))
    for count, values in _ahead(_blocks(run, run_id)):
        connection.execute(_NEW_ROWS + ", ".join([_NEW_ROW] * count), values)
    return run_id


def _ahead(blocks: Iterator[Block]) -> Iterator[Block]:
    """Yield the blocks while a thread makes the next.

    SQLite leaves the interpreter free while it inserts, which takes as long.
    """
    with ThreadPoolExecutor(1) as other:
        coming = other.submit(next, blocks, None)
        while block := coming.result():
            coming = other.submit(next, blocks, None)
            yield block


def _blocks(run: "Run", run_id: int) -> Iterator[Block]:
    """Yield the rows of ``scores`` by account id, so that the table grows at its end."""
    positions, status = _stored(run)
    values = run.values
    forms = companion_forms(values.companions, positions)
    tier = values.companions.get("tier", np.full(len(run.graph), np.nan))
    for start in range(0, positions.size, AT_ONCE):
        some = positions[start : start + AT_ONCE]
        rows = zip(
            repeat(run_id),
            repeat(run.score.name),
            run.graph.accounts[some].tolist(),
            _known(values.value, some),
            _known(values.low, some),
            _known(values.high, some),
            _known(run.places.rank, some),
            status[start : start + AT_ONCE].tolist(),
            map(TIERS.get, tier[some].tolist()),
            companion_texts(forms, some),
            strict=False,  # the first two have no end
        )
        yield some.size, list(chain.from_iterable(rows))


def _stored(run: "Run") -> tuple[IntArray, np.ndarray[tuple[int], np.dtype[np.str_]]]:
    """Return positions in ascending order, and the status of each."""
    chosen = {name: run.lists[name].positions for name in (RANKED, CHECK)}
    positions = np.concatenate(list(chosen.values()))
    status = np.repeat(list(chosen), [each.size for each in chosen.values()])
    order = np.argsort(positions)
    return positions[order], status[order]


def companion_forms(companions: Mapping[str, FloatArray], positions: IntArray) -> list[Form]:
    """Return how each companion (n,) is written: whole if it is so everywhere.

    Parameters
    ----------
    positions
        (m,) the accounts that are stored.
    """
    return [_form(name, column, column[positions]) for name, column in companions.items()]


def _form(name: str, column: FloatArray, stored: FloatArray) -> Form:
    known = stored[np.isfinite(stored)]
    is_whole = bool(np.all((known == np.rint(known)) & (np.abs(known) < WHOLE_UPTO)))
    number = "%d" if is_whole else f"%.{DIGITS}g"
    return Form(json.dumps(name).replace("%", "%%") + ":" + number, column, is_whole)


def companion_texts(forms: list[Form], positions: IntArray) -> Iterable[str]:
    """Return one JSON object for each account at ``positions`` (m,): the companions that are known.

    By hand, since a million numbers go through here.
    """
    if not forms:
        return repeat("{}", positions.size)
    columns = [form.column[positions] for form in forms]
    known = np.isfinite(columns)
    texts = np.empty(positions.size, dtype=object)
    for rows in _alike(known):
        held = np.flatnonzero(known[:, rows[0]])
        members = ",".join(forms[place].text for place in held)
        cells = [_cells(forms[place], columns[place][rows]) for place in held]
        text = "{" + members + "}"
        texts[rows] = [text % row for row in zip(*cells, strict=True)] if cells else "{}"
    return texts.tolist()


def _alike(known: BoolArray) -> Iterator[IntArray]:
    """Yield the columns of a table (k, m) that are the same, together."""
    bits = np.ascontiguousarray(np.packbits(known, axis=0).T)
    _, which = np.unique(bits.view((np.void, bits.shape[1])).ravel(), return_inverse=True)
    order = np.argsort(which, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(which[order])) + 1)


def _cells(form: Form, values: FloatArray) -> list[float] | list[int]:
    cells: list[float] | list[int]
    cells = (values.astype(np.int64) if form.is_whole else values).tolist()
    return cells


def _known(column: FloatArray | None, positions: IntArray) -> Iterable[float | None]:
    """Return the values at the positions; nan where unknown, which SQLite takes for null."""
    if column is None:
        return repeat(None)
    chosen = column[positions]
    found: list[float] = np.where(np.isfinite(chosen), chosen, np.nan).tolist()
    return found


def _finite(
    facts: Mapping[str, float | int | str],
) -> Iterator[tuple[str, float | int | str]]:
    return (
        (name, fact) for name, fact in facts.items() if isinstance(fact, str) or math.isfinite(fact)
    )
