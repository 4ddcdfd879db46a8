"""What a run writes down: the numbers of each account that is ranked or to be checked."""

import json
import math
import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.graph import load
from influence.ranking import CHECK, RANKED, compute, find_score, ledger
from influence.ranking.ledger import TIERS, companion_forms, companion_texts, record
from influence.store import open_database

NAMES = ["quality", "100 %", '"said" %d', "größe"]
NUMBERS = st.one_of(
    st.just(math.nan),
    st.just(math.inf),
    st.integers(-(10**6), 10**6).map(float),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
)


def text_of(companions, at):
    """Return the companions of one account, each number in the slow way."""
    told = []
    for name, column in companions.items():
        known = [each for each in column.tolist() if math.isfinite(each)]
        whole = all(each.is_integer() and abs(each) < 2**53 for each in known)
        number = column.tolist()[at]
        if math.isfinite(number):
            text = str(int(number)) if whole else format(number, f".{ledger.DIGITS}g")
            told.append(f"{json.dumps(name)}:{text}")
    return "{" + ",".join(told) + "}"


def or_null(column, at):
    return column[at] if column is not None and math.isfinite(column[at]) else None


def rows_of(run):
    """Return the rows that are to be stored, one by one, in the slow way."""
    status = {at: name for name in (RANKED, CHECK) for at in run.lists[name].positions.tolist()}
    values = run.values
    chosen = sorted(status)
    companions = {name: column[chosen] for name, column in values.companions.items()}
    for place, at in enumerate(chosen):
        yield (
            int(run.graph.accounts[at]),
            *(or_null(each, at) for each in (values.value, values.low, values.high)),
            or_null(run.places.rank, at),
            status[at],
            TIERS.get(or_null(values.companions.get("tier"), at)),
            text_of(companions, place),
        )


@pytest.fixture(scope="module")
def demo(demo_folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("stored") / "d.db"
    shutil.copy(demo_folder / "build/demo/demo.db", path)
    with open_database(path) as db:
        yield db


ROWS = st.lists(st.tuples(*[NUMBERS] * len(NAMES)), min_size=1, max_size=8)


@given(ROWS)
def test_companions_are_written_as_the_slow_way_writes_them(rows):
    companions = dict(zip(NAMES, np.array(rows).T, strict=True))
    positions = np.arange(len(rows))
    texts = list(companion_texts(companion_forms(companions, positions), positions))
    assert texts == [text_of(companions, at) for at in positions]


@given(ROWS)
def test_companions_are_json_of_the_known_numbers(rows):
    companions = dict(zip(NAMES, np.array(rows).T, strict=True))
    positions = np.arange(len(rows))
    for row, text in zip(
        rows, companion_texts(companion_forms(companions, positions), positions), strict=True
    ):
        known = {name: each for name, each in zip(NAMES, row, strict=True) if math.isfinite(each)}
        assert json.loads(text) == pytest.approx(known, rel=10.0 ** (1 - ledger.DIGITS))


def test_a_score_without_companions_has_an_empty_object():
    assert list(companion_texts([], np.arange(3))) == ["{}"] * 3


@pytest.mark.parametrize("name", ["influence", "followers", "influence_passivity"])
@pytest.mark.parametrize("at_once", [1, 7, ledger.AT_ONCE])
def test_stored_rows_are_those_of_the_run(demo, monkeypatch, name, at_once):
    monkeypatch.setattr(ledger, "AT_ONCE", at_once)
    found = compute(load(demo), find_score(name))
    kept = record(demo, replace(found, version=f"rows: {at_once}"))
    stored = demo.execute(
        "select account_id, value, low, high, rank, status, tier, companions from scores"
        " where run_id = ? order by account_id",
        [kept.run_id],
    ).fetchall()
    assert stored == list(rows_of(found))
    assert stored
