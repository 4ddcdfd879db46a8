"""Parquet: types that do not depend on luck, times in UTC, ids as text, and what it all means."""

import io
import json
import math
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.ranking.glossary import COLUMNS
from influence.show import Column, Kind, parquet
from influence.show.columns import columns_of

UTC_TIME = pa.timestamp("us", tz="UTC")


def table(rows, names, facts=None):
    stream = io.BytesIO()
    parquet.write_parquet(rows, columns_of(names), stream, facts)
    return pq.read_table(io.BytesIO(stream.getvalue()))


def kind_of(values, name="n"):
    return table([{name: value} for value in values], [name]).schema.field(name).type


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None, 3], pa.int64()),
        ([1, 2.5], pa.float64()),
        ([math.nan, math.inf], pa.float64()),
        ([2**63, 1], pa.float64()),
        ([2**53 + 1, 0.5], pa.float64()),
        ([None], pa.float64()),
        ([True, False, None], pa.bool_()),
        (["a", 1, 2.5], pa.string()),
        ([], pa.float64()),
    ],
)
def test_a_column_has_the_type_of_its_values(values, kind):
    assert kind_of(values) == kind


@pytest.mark.parametrize("name", ["handle", "why", "url", "native_id", "account_id", "flags"])
def test_a_column_of_texts_is_text_though_nothing_is_known(name):
    assert kind_of([None], name) == pa.string()


def test_ids_are_text_and_times_are_moments():
    rows = [{"native_id": 2**70, "seen_at": "2026-03-01T09:30:07Z"}, {"native_id": "007"}]
    found = table(rows, ["native_id", "seen_at"])
    assert found.to_pylist() == [
        {"native_id": str(2**70), "seen_at": datetime.fromisoformat("2026-03-01T09:30:07Z")},
        {"native_id": "007", "seen_at": None},
    ]
    assert found.schema.field("seen_at").type == UTC_TIME
    assert kind_of([None], "seen_at") == UTC_TIME


def test_a_time_that_is_none_leaves_the_column_as_text():
    assert kind_of(["2026-03-01T09:30:07Z", "soon"], "seen_at") == pa.string()
    assert kind_of(["2026-03-01T09:30:07Z"], "handle") == pa.string()


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "text": st.none() | st.text(st.characters(exclude_categories=["Cs"])),
                "count": st.none() | st.integers(-(2**63), 2**63 - 1),
                "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            }
        ),
        min_size=1,
    )
)
def test_every_value_comes_back(rows):
    columns = [Column(name, kind=Kind.VALUE) for name in rows[0]]
    found = table(rows, columns)
    for name in rows[0]:
        written = [row[name] for row in rows]
        back = found.column(name).to_pylist()
        assert back == written or not any(value is not None for value in written)


def test_the_file_says_what_its_numbers_are():
    found = table([{"rank": 1}], ["rank"], {"method": "influence 0.1.0", "unit": "ünits"})
    assert json.loads(found.schema.metadata[b"influence"]) == {
        "method": "influence 0.1.0",
        "unit": "ünits",
    }
    assert found.schema.field("rank").metadata == {b"meaning": COLUMNS["rank"].encode()}


def test_many_rows_are_groups_that_are_read_one_by_one(monkeypatch):
    monkeypatch.setattr(parquet, "ROWS_A_GROUP", 10)
    stream = io.BytesIO()
    parquet.write_parquet([{"n": k} for k in range(25)], columns_of(["n"]), stream)
    file = pq.ParquetFile(io.BytesIO(stream.getvalue()))
    assert [file.metadata.row_group(k).num_rows for k in range(3)] == [10, 10, 5]
    assert file.read().column("n").to_pylist() == list(range(25))


def test_the_same_rows_are_the_same_bytes():
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        parquet.write_parquet([{"handle": "ana", "n": 0.1}], columns_of(["handle", "n"]), file)
    assert files[0].getvalue() == files[1].getvalue()


def test_half_a_letter_is_told_as_everywhere():
    assert table([{"name": "a\udcff"}], ["name"]).to_pylist() == [{"name": "a\\udcff"}]
