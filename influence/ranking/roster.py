"""Every account of a ranking as columns: filtered, sorted and counted before a row is made."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.graph import BoolArray, FloatArray, IntArray
from influence.ranking.ledger import TIERS
from influence.ranking.lists import STATUSES
from influence.ranking.rows import GRADES, numbers_of

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.ranking.runs import Run

SIZES = ("under 1,000", "1,000 to 10,000", "10,000 to 100,000", "100,000 and more")
_SIZE_BOUNDS = (1_000, 10_000, 100_000)
UNKNOWN = "not known"

_KINDS = """
    select account_id, source, native_id, coalesce(language, ''), coalesce(is_bot, 0) from accounts
    where account_id in (select value from json_each(?))
"""
# One row each: a thread gives up its turn with every row that it reads, and other threads are
# slow to give it back.
_LISTED = """
    select group_concat(account_id) from accounts
    where account_id not in (select account_id from unlisted)
"""
_FOUND = """
    select group_concat(account_id) from accounts
    where instr(casefolded(coalesce(handle, '') || ' ' || coalesce(name, '') || ' '
                           || coalesce(bio, '') || ' ' || coalesce(url, '')), ?)
"""
_BY_NAME = """
    select group_concat(account_id) from (
      select account_id from accounts order by casefolded(coalesce(handle, name, native_id)))
"""


class Kinds(NamedTuple):
    """One word an account, of a few: ``labels[codes[k]]`` is that of account k."""

    codes: IntArray
    labels: Sequence[str]

    def of(self, chosen: Sequence[str]) -> BoolArray:
        """Return (m,) which accounts have one of the chosen words."""
        wanted = [code for code, label in enumerate(self.labels) if label in chosen]
        return np.isin(self.codes, wanted)


class Wanted(NamedTuple):
    """What a person asks of a roster.

    Attributes
    ----------
    words
        All of them stand in handle, name, biography or address, in any case.
    kinds
        Facet → the words that are wanted; nothing is asked of facets that are not there.
    ranges
        Column → least and most, None without a bound; who has no value there is left out.
    sort
        A column, or ``handle``; ``rank`` is the order of the lists.
    """

    words: str = ""
    kinds: Mapping[str, Sequence[str]] = {}
    ranges: Mapping[str, tuple[float | None, float | None]] = {}
    sort: str = "rank"
    descending: bool = False


class Chosen(NamedTuple):
    """Positions in the graph, in the order that was asked for, and the counts of each facet.

    A facet counts what is there under all other wishes, so that each word says what choosing it
    would bring.
    """

    positions: IntArray
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, eq=False)
class Roster:
    """The ranked, those to check, those not rated, in the order of their rows; arrays are (m,)."""

    run: "Run"
    positions: IntArray
    kinds: Mapping[str, Kinds]
    beside: Mapping[str, FloatArray] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> Mapping[str, FloatArray]:
        """The columns that can be sorted and bounded, nan unknown, with those of other scores."""
        own = numbers_of(self.run)
        ranked = self.kinds["status"].of(STATUSES[:2])
        score = self.run.score.name
        columns = {name: column[self.positions].astype(float) for name, column in own.items()}
        columns[score] = np.where(ranked, columns[score], np.nan)
        return columns | dict(self.beside)

    def choose(self, db: "Database", wanted: Wanted) -> Chosen:
        """Return who is wanted, in order; whom no list may show by now is left out."""
        db.conn.create_function("casefolded", 1, _casefolded, deterministic=True)
        base = self._among(db, _LISTED)
        for word in wanted.words.casefold().split():
            base &= self._among(db, _FOUND, word)
        for name, (least, most) in wanted.ranges.items():
            column = self.numbers[name]
            base &= column >= (-np.inf if least is None else least)
            base &= column <= (np.inf if most is None else most)
        masks = {
            name: self.kinds[name].of(words)
            for name, words in wanted.kinds.items()
            if words and name in self.kinds
        }
        facets = {name: self._counts(name, base, masks) for name in self.kinds}
        for mask in masks.values():
            base = base & mask
        order = self._order(db, wanted, np.flatnonzero(base))
        return Chosen(self.positions[order], facets)

    def _among(self, db: "Database", query: str, *values: str) -> BoolArray:
        """Return (m,) which accounts a query finds."""
        return np.isin(self.run.graph.accounts[self.positions], _numbers(db, query, *values))

    def _counts(self, name: str, base: BoolArray, masks: Mapping[str, BoolArray]) -> dict[str, int]:
        for other, mask in masks.items():
            if other != name:
                base = base & mask
        codes, labels = self.kinds[name]
        counts = np.bincount(codes[base], minlength=len(labels)).tolist()
        return dict(zip(labels, counts, strict=True))

    def _order(self, db: "Database", wanted: Wanted, chosen: IntArray) -> IntArray:
        if wanted.sort == "rank" and not wanted.descending:
            return chosen
        if wanted.sort == "handle":
            by_name = _numbers(db, _BY_NAME)
            place = np.argsort(by_name)  # account_id ascending → its place by name
            accounts = self.run.graph.accounts[self.positions[chosen]]
            keys = place[np.searchsorted(by_name[place], accounts)].astype(float)
        else:
            keys = self.numbers[wanted.sort][chosen]
        keys = -keys if wanted.descending else keys
        return chosen[np.argsort(keys, kind="stable")]  # nan sorts last, either way


def make_roster(db: "Database", run: "Run", beside: Mapping[str, "Run"]) -> Roster:
    """Return everybody on a list of a run, with the values of other scores of the same graph."""
    lists = [run.lists[status] for status in STATUSES]
    positions = np.concatenate([each.positions for each in lists])
    ids = json.dumps(run.graph.accounts[positions].tolist())
    held = {row[0]: row[1:] for row in db.conn.execute(_KINDS, [ids])}
    told = [held.get(each, ("", "", "", 0)) for each in run.graph.accounts[positions].tolist()]
    status = np.repeat(np.arange(len(STATUSES)), [each.positions.size for each in lists])
    order = _as_rows(status, np.concatenate([each.group for each in lists]), told)
    positions, told = positions[order], [told[k] for k in order]
    kinds = {
        "status": Kinds(status, STATUSES),
        "source": _coded([source or UNKNOWN for source, *_ in told]),
        "language": _coded([language or UNKNOWN for *_, language, _ in told]),
        "evidence": _graded(run, "evidence", GRADES, positions),
        "tier": _graded(run, "tier", TIERS, positions),
        "size": _sized(run.graph.followers[positions]),
        "bot": Kinds(np.array([is_bot for *_, is_bot in told], np.int64), ("no", "declared bot")),
    }
    columns = {name: each.values.value[positions] for name, each in beside.items()}
    return Roster(run, positions, {n: k for n, k in kinds.items() if k is not None}, columns)


_Told = tuple[str, str, str, int]
"""Source, id there, language, and whether it is a declared bot."""


def _as_rows(status: IntArray, group: IntArray, told: Sequence[_Told]) -> list[int]:
    """Return the order that :func:`influence.ranking.rows` has: equal accounts by their ids."""
    within = zip(status.tolist(), group.tolist(), told, strict=True)
    keys = [(*place, *words[:2]) for *place, words in within]
    return sorted(range(len(keys)), key=keys.__getitem__)


def brackets(
    values: Sequence[float | None], low: Sequence[float | None], high: Sequence[float | None]
) -> list[int]:
    """Return the group of each value in descending order that intervals cannot tell apart.

    A group begins where an interval lies below that of the first of the group before it.

    >>> brackets([9.0, 8.0, 2.0], [7.0, 6.0, 1.0], [11.0, 10.0, 3.0])
    [0, 0, 1]
    """
    groups: list[int] = []
    floor: float | None = None
    for value, least, most in zip(values, low, high, strict=True):
        overlaps = floor is not None and most is not None and most >= floor
        if not groups or not overlaps:
            groups.append(groups[-1] + 1 if groups else 0)
            floor = least if value is not None else None
        else:
            groups.append(groups[-1])
    return groups


def _coded(words: Sequence[str]) -> Kinds:
    labels, codes = np.unique(np.array(words, dtype=np.str_), return_inverse=True)
    return Kinds(codes.astype(np.int64), labels.tolist())


def _graded(
    run: "Run", name: str, grades: Mapping[float | None, str], positions: IntArray
) -> Kinds | None:
    column = run.values.companions.get(name)
    if column is None:
        return None
    known = np.nan_to_num(column[positions], nan=len(grades) + 1).astype(np.int64) - 1
    return Kinds(known, [*grades.values(), UNKNOWN])


def size_classes(followers: FloatArray) -> IntArray:
    """Return the place of each number of followers among ``SIZES``; one more where unknown."""
    codes = np.digitize(followers, _SIZE_BOUNDS)
    return np.where(np.isnan(followers), len(SIZES), codes)


def _sized(followers: FloatArray) -> Kinds:
    return Kinds(size_classes(followers), [*SIZES, UNKNOWN])


def _numbers(db: "Database", query: str, *values: str) -> IntArray:
    """Return the numbers of a query whose one cell has them between commas."""
    (cell,) = db.conn.execute(query, values).fetchone()
    return np.array(cell.split(",") if cell else [], dtype=np.int64)


def _casefolded(text: str) -> str:
    return text.casefold()
