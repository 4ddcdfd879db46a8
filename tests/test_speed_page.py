"""The chart of README.md and the page on speed show what was measured, and only that."""

import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
HEAD = (
    "measured_at,version,cores,memory_gib,python,sqlite,numpy,scipy,networkx,what,unit,best,median"
)


@pytest.fixture
def benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    return import_module("benchmarks")


@pytest.fixture
def history(benchmarks, monkeypatch, tmp_path):
    """Return what writes measurements to read instead: name, unit and median of each."""

    def write(*rows):
        lines = [f"2026-11-30,0.1.0,2,24,3.11,3.40,2.4,1.17,3.6,{row}" for row in rows]
        path = tmp_path / "benchmarks.csv"
        path.write_text("\n".join([f"{HEAD},target,verdict", *lines, ""]), encoding="utf-8")
        monkeypatch.setattr(benchmarks, "HISTORY", path)

    return write


def test_the_chart_is_that_of_the_last_measurement(benchmarks):
    assert benchmarks.PICTURE.read_text(encoding="utf-8") == benchmarks.draw()


def test_what_was_measured_last_is_shown(benchmarks, history):
    history(
        "pairs 1 M: rank,s,3,3,,",
        "pairs 1 M: rank,s,2,2,at most 1,missed",
        "pairs 10 M: rank,s,30,30,,",
    )
    table = benchmarks.by_size("rank", "nothing")
    assert "| rank | s | 2 (missed: at most 1) | 30 |" in table
    assert "nothing" not in table


def test_the_chart_stands_with_whatever_was_measured(benchmarks, history):
    for rows in ([], ["pairs 1 M: rank,s,2,2,,"], ["pairs 1 M: rank --by pagerank,s,2,2,,"]):
        history(*rows)
        ET.fromstring(benchmarks.draw())  # noqa: S314 our own


def test_libraries_stand_in_the_order_of_their_seconds(benchmarks, history):
    rows = {"rank --by pagerank": 2, "igraph, database": 1, "networkx, database": 9}
    history(
        *(f'"pairs 5 M: {name}",s,{took},{took},,' for name, took in rows.items()),
        *(f'"pairs 5 M: {name}, memory",GB,1,1,,' for name in rows),
    )
    order = [line.split("|")[1].strip() for line in benchmarks.beside().splitlines()[2:]]
    assert order == ["igraph, database", "rank --by pagerank", "networkx, database"]
    assert "PageRank of 5 million acts" in benchmarks.draw()
