"""Every part of `make bench` runs, on worlds so small that it takes no time."""

import csv
import importlib
import io
import shutil
import sqlite3
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest

from influence.cli import main as influence
from influence.graph import load
from influence.scores import find_score
from influence.store import open_database

BENCH = Path(__file__).parent / "bench"
SIZE = 0.003


@pytest.fixture(scope="module", autouse=True)
def bench_modules():
    """Import the scripts of the benchmark as it does: from their own folder."""
    sys.path.insert(0, str(BENCH))
    yield
    sys.path.remove(str(BENCH))


def in_process(command, _):
    """Run a command of the benchmark here, which takes a tenth of a process of its own."""
    processes = importlib.import_module("processes")
    _, first, *rest = map(str, command)
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(printed), redirect_stderr(io.StringIO()):
        if first == "-m":
            assert influence(rest[1:]) == 0, rest
        else:
            importlib.import_module(Path(first).stem).main(*rest)
    printed.flush()
    return processes.Process(1.0, 10**8, printed.buffer.getvalue().decode(), 2.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bench")


@pytest.fixture
def measured(folder, tmp_path, monkeypatch):
    """Return what measures some parts, and gives the lines of the history."""
    bench, beside, sizes = map(importlib.import_module, ("bench", "beside", "sizes"))
    for module in (beside, sizes):
        monkeypatch.setattr(module, "run", in_process)
    monkeypatch.setattr(beside, "RIVALS", ("networkx",))  # the others are not installed here

    def measure(*parts):
        history = tmp_path / "benchmarks.csv"
        options = ["--sizes", str(SIZE), "--times", "1", "--rival", sys.executable]
        bench.main([*parts, *options, "--folder", str(folder), "--history", str(history)])
        with history.open(encoding="utf-8") as file:
            return {row["what"]: row for row in csv.DictReader(file)}

    return measure


def test_load_and_rank(measured):
    found = measured("load", "rank")
    assert float(found["pairs 0.003 M: load"]["median"]) > 0
    assert found["pairs 0.003 M: rank"]["median"] == "1"
    assert found["lists 0.003 M: rank, memory"]["median"] == "0.1"
    assert found["lists 0.003 M: rank, processors"]["unit"] == "CPU s"


def test_ranking_again_is_a_full_run(measured):
    found = measured("again")
    for which in ("lists", "pairs"):
        assert float(found[f"{which} 0.003 M: rank after 1 % new, off"]["median"]) <= 1e-6


def test_rankings_are_as_far_apart_as_their_furthest_account(folder):
    bulk, sizes = map(importlib.import_module, ("bulk", "sizes"))
    one, other = folder / "one.db", folder / "other.db"
    bulk.write(bulk.pairs(SIZE), one)
    in_process([*sizes.COMMAND, "rank", one], folder)
    shutil.copy(one, other)
    assert sizes.furthest(one, other) == 0.0
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("update scores set value = value * 1.25 where rank = 3")
    assert sizes.furthest(one, other) == pytest.approx(0.2)
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("update scores set rank = null where rank = 3")
    assert sizes.furthest(one, other) == np.inf


def test_rivals(measured):
    found = measured("rivals")
    assert found["pairs 0.003 M: rank --by pagerank, again"]["unit"] == "s"
    assert found["pairs 0.003 M: networkx, database"]["unit"] == "s"
    assert found["pairs 0.003 M: rank against networkx"]["median"] == "1"


def test_scores_explain_and_topic(measured):
    found = measured("scores", "explain", "topic")
    assert "lists 0.003 M: score influence" in found
    assert "pairs 0.003 M: score pagerank" in found
    assert found["lists 0.003 M: explain"]["median"] == "1"
    assert float(found["lists 0.003 M: topic search"]["median"]) > 0


def test_import(measured):
    found = measured("import")
    assert float(found["lists 0.003 M: import"]["median"]) > 1000


def test_a_world_written_in_bulk_is_the_one_that_is_imported(tmp_path):
    bulk = importlib.import_module("bulk")
    columns = bulk.pairs(SIZE)
    bulk.write(columns, tmp_path / "bulk.db")
    bulk.write_files(columns, tmp_path / "files")
    files = [
        str(tmp_path / "files" / f"{name}.csv") for name in ("accounts", "posts", "interactions")
    ]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        influence(["import", str(tmp_path / "imported.db"), *files])
    graphs = []
    for name in ("bulk.db", "imported.db"):
        with open_database(tmp_path / name) as db:
            graphs.append(load(db))
    one, other = graphs
    for mine, theirs in zip(one.amplifications, other.amplifications, strict=True):
        assert mine.tolist() == theirs.tolist()
    assert (one.acts["repost"] != other.acts["repost"]).nnz == 0
    assert one.published.published.tolist() == other.published.published.tolist()


def test_rivals_rank_as_we_do(folder):
    bulk, rivals = map(importlib.import_module, ("bulk", "rivals"))
    path = folder / "compared.db"
    bulk.write(bulk.pairs(SIZE), path)
    theirs = rivals.of_networkx(str(path))
    with open_database(path) as db:
        graph = load(db)
    ours = find_score("pagerank")(graph).value
    assert [theirs[each] for each in graph.accounts.tolist()] == pytest.approx(ours, abs=1e-4)
    rivals.write_edges(str(path))
    edges = np.loadtxt(path.with_suffix(".txt"), dtype=np.int64)
    assert edges.shape == (graph.interactions, 2)
